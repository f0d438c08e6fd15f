// What the snippets of the packages' READMEs take for granted, as things that work: see tests/unit/repo/readme-context.ts.
import { createGpu, type Gpu } from '@frameloom/gpu';
import type { Picture } from '@frameloom/image';
import { parseSafetensors, toFloat32, type FeatureMap, type NetworkArchitecture } from '@frameloom/nn';
import type { MoverState } from '@frameloom/world';
import { pictureDifference as compare } from '../../parity/image/difference.ts';
import { recordSquare } from '../../support/record-square.ts';

type Extent = { width: number; height: number };

// One device for the snippet and for what is around it.
const { requestDevice } = GPUAdapter.prototype;
let shared: Promise<GPUDevice> | undefined;
GPUAdapter.prototype.requestDevice = function (descriptor): Promise<GPUDevice> {
  return (shared ??= requestDevice.call(this, descriptor));
};

const identity = (): Float32Array => Float32Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 1 : 0));

export const gpu: Gpu = await createGpu();
export const device: GPUDevice = gpu.device;
export const encoder: GPUCommandEncoder = device.createCommandEncoder({ label: 'around' });
export const width = 64;
export const height = 64;
export const size: Extent = { width: 64, height: 64 };
export const signal: AbortSignal = new AbortController().signal;
export const bar: HTMLProgressElement = document.querySelector<HTMLProgressElement>('#bar')!;
export const canvas: HTMLCanvasElement = document.querySelector<HTMLCanvasElement>('#canvas')!;
export const camera: Record<'projection' | 'view', Float32Array> = {
  projection: identity(),
  view: identity(),
};
export const movers: { name: string; looks: number }[] = [{ name: 'player', looks: 1 }];
export const places = (): MoverState[] => [{ x: 0, y: 0, look: 0 }];
export const target: GPUTexture = texture('rgba8unorm', size);

/** How often the parts around a snippet were asked for something. */
export const calls = { drawScene: 0, toneMap: 0, writeInput: 0, readOutput: 0, writeBatch: 0, save: 0 };

/** A network that chooses one of four classes for each pixel. */
export const architecture: NetworkArchitecture = {
  inputs: [{ name: 'now', channels: 1, values: 'u8' }],
  layers: [
    { name: 'see', op: 'lookup', input: ['now'], classes: 4, channels: 4 },
    { name: 'logits', op: 'conv2d', input: ['see'], channels: 4, kernel: 3, activation: 'none' },
    { name: 'next', op: 'arg-max', input: ['logits'], values: 'u8' },
  ],
  outputs: ['next'],
};

/** A recording. */
export const file: File = new File([(await recordSquare()) as Uint8Array<ArrayBuffer>], 'square.episodes');

/** What PyTorch made of the networks of tiles that ship, by name: see tests/parity/image/record_tiles.py. */
export async function recordedTiles(): Promise<(name: string) => Float32Array> {
  const file = await fetch('/tests/parity/image/tiles.safetensors');
  const { tensors } = parseSafetensors(new Uint8Array(await file.arrayBuffer()));
  return (name) => toFloat32(tensors.get(name)!);
}

/** Largest difference of a channel in steps of 255. */
export const pictureDifference: (picture: Picture, expected: Float32Array) => Promise<number> = compare;

function texture(format: GPUTextureFormat, extent: Extent): GPUTexture {
  const { TEXTURE_BINDING, RENDER_ATTACHMENT, COPY_SRC } = GPUTextureUsage;
  return device.createTexture({
    size: extent,
    format,
    usage: TEXTURE_BINDING | RENDER_ATTACHMENT | COPY_SRC,
  });
}

export function drawScene(
  commands: GPUCommandEncoder,
  extent: Extent,
): { color: GPUTexture; depth: GPUTexture; motionVectors: GPUTexture } {
  calls.drawScene++;
  const [color, motionVectors] = [texture('rgba16float', extent), texture('rg16float', extent)];
  const depth = texture('depth32float', extent);
  commands
    .beginRenderPass({
      colorAttachments: [color, motionVectors].map((drawn) => ({
        view: drawn.createView(),
        loadOp: 'clear',
        storeOp: 'store',
        clearValue: [0.5, 0, 0, 1],
      })),
      depthStencilAttachment: {
        view: depth.createView(),
        depthClearValue: 0.5,
        depthLoadOp: 'clear',
        depthStoreOp: 'store',
      },
    })
    .end();
  return { color, depth, motionVectors };
}

export function toneMap(_commands: GPUCommandEncoder, picture: GPUTexture): void {
  if (picture.width > 0) calls.toneMap++;
}

export function writeInput(_commands: GPUCommandEncoder, input: FeatureMap): void {
  if (input.channels > 0) calls.writeInput++;
}

export function readOutput(_commands: GPUCommandEncoder, output: FeatureMap): void {
  if (output.channels > 0) calls.readOutput++;
}

export function writeBatch(_commands: GPUCommandEncoder, now: FeatureMap): void {
  if (now.channels > 0) calls.writeBatch++;
}

export async function createFeatures(): Promise<{ record: typeof writeInput; dispose(): void }> {
  return { record: writeInput, dispose() {} };
}

export function save(bytes: Uint8Array): void {
  if (bytes.length > 0) calls.save++;
}
