// Names that the snippets of the READMEs take for granted: of the page, of the app, of an earlier snippet.
import type { Gpu } from '@frameloom/gpu';
import type { FeatureMap, NetworkArchitecture } from '@frameloom/nn';
import type { TextModel } from '@frameloom/text';
import type { MoverState } from '@frameloom/world';
import type * as THREE from 'three/webgpu';

type Disposable = { dispose(): void };
type SavePicker = () => Promise<FileSystemFileHandle>;

export declare const scene: THREE.Scene;
export declare const camera: THREE.PerspectiveCamera;
export declare const renderer: THREE.WebGPURenderer;
export declare const pipeline: THREE.RenderPipeline;
export declare const canvas: HTMLCanvasElement;
export declare const bar: HTMLProgressElement;
export declare const gpu: Gpu;
export declare const model: TextModel;
export declare const device: GPUDevice;
export declare const encoder: GPUCommandEncoder;
export declare const target: GPUTexture;
export declare const targetFormat: GPUTextureFormat;
export declare const architecture: NetworkArchitecture;
export declare const size: { width: number; height: number };
export declare const width: number;
export declare const height: number;
export declare const file: File;
export declare const signal: AbortSignal;
export declare const track: MediaStreamTrack;
export declare const generator: { writable: WritableStream<VideoFrame> };
export declare const videoOrFrame: HTMLVideoElement | VideoFrame;
export declare const showSaveFilePicker: SavePicker;
export declare const movers: { name: string; looks: number }[];
export declare const MediaStreamTrackProcessor: new (init: object) => {
  readable: ReadableStream<VideoFrame>;
};

type SceneTextures = { color: GPUTexture; depth: GPUTexture; motionVectors: GPUTexture };
type Point = { x: number; y: number };
type Size = { width: number; height: number };
export declare function drawScene(encoder: GPUCommandEncoder, size: Size, jitter: Point): SceneTextures;
export declare function toneMap(encoder: GPUCommandEncoder, picture: GPUTexture): void;
export declare function writeInput(encoder: GPUCommandEncoder, input: FeatureMap): void;
export declare function readOutput(encoder: GPUCommandEncoder, output: FeatureMap): void;
export declare function writeBatch(
  encoder: GPUCommandEncoder,
  now: FeatureMap,
  truth: FeatureMap,
  weights: GPUBuffer,
): void;
export declare function createFeatures(gpu: Gpu): Promise<Disposable & { record: typeof writeInput }>;
export declare function places(): MoverState[];
export declare function save(bytes: Uint8Array): void;
