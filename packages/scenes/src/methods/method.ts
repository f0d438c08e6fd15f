import type { DebugView } from '@frameloom/upscale';
import type * as THREE from 'three/webgpu';

export type Size = { width: number; height: number };

/** What a method is built from. */
export type MethodInput = {
  readonly renderer: THREE.WebGPURenderer;
  readonly scene: THREE.Scene;
  readonly camera: THREE.PerspectiveCamera;
  /** Display size over render size, per axis. */
  readonly ratio: number;
  /** 0 (soft) to 1 (crisp); methods without a sharpening pass ignore it. Default: the method's own. */
  readonly sharpness?: number;
  /** Display-encodes the colour that FSR 1 gets, as its authors ask. Default true; false keeps the output linear. */
  readonly encode?: boolean;
  /** Milliseconds between frames, for sequences that do not run in real time. Default: read from the clock. */
  readonly frameTimeDelta?: number;
};

/** One way from a scene to a picture, as a node graph. */
export type Method = {
  readonly output: THREE.Node;
  /** True where the output is tone mapped and sRGB encoded already. */
  readonly encoded: boolean;
  /** The size at which the scene itself is rasterised. */
  renderSize(): Size;
  setRatio(ratio: number): void;
  setSharpness(sharpness: number): void;
  /** Shows an intermediate picture by name; methods without any ignore it. */
  setDebug(view: DebugView): void;
  /** Forgets earlier frames, after a jump of the camera. three's own nodes offer no reset. */
  reset(): void;
  /** GPU milliseconds by pass of work that three.js does not time itself. */
  ownPasses(): Readonly<Record<string, number>>;
  /** Bytes that three.js does not count itself. */
  ownBytes(): number;
  /** Status of the network while it is not ready. Mostly empty. */
  note(): string;
  /** Settles when the first picture can be drawn; rejects with the reason when it never will. */
  readonly ready: Promise<void>;
  /** Waits for `ready` and for the network, if there is one; rejects when it fails to load. */
  complete(): Promise<void>;
  dispose(): void;
};

/** The parts that most methods answer in the same way. */
export const plainMethod: Omit<Method, 'output' | 'renderSize' | 'dispose'> = {
  encoded: false,
  setRatio: () => {},
  setSharpness: () => {},
  setDebug: () => {},
  reset: () => {},
  ownPasses: () => ({}),
  ownBytes: () => 0,
  note: () => '',
  ready: Promise.resolve(),
  complete: () => Promise.resolve(),
};
