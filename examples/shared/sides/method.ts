import type { DebugView } from '@frameloom/upscale';
import type * as THREE from 'three/webgpu';

/** The names of the methods, the same as in the quality reports. */
export const methodIds = [
  'native',
  'native-traa',
  'bilinear',
  'fsr1',
  'taau',
  'spatial',
  'analytic',
  'standard',
] as const;
export type MethodId = (typeof methodIds)[number];

/** How a method is called on screen, and in one line what it does. */
export const methodTexts: Readonly<Record<MethodId, { title: string; summary: string }>> = {
  native: { title: 'Native', summary: 'Every pixel rendered, no anti-aliasing.' },
  'native-traa': {
    title: 'Native + TRAA',
    summary: 'Every pixel rendered, three.js temporal anti-aliasing.',
  },
  bilinear: { title: 'Bilinear', summary: 'Fewer pixels, stretched.' },
  fsr1: {
    title: 'FSR 1 (three.js)',
    summary: 'Fewer pixels, edge-adaptive stretching, one frame.',
  },
  taau: { title: 'TAAU (three.js)', summary: 'Fewer pixels, many frames, three.js.' },
  spatial: {
    title: 'Frameloom spatial',
    summary: 'Fewer pixels, one frame, for pages without motion data.',
  },
  analytic: {
    title: 'Frameloom',
    summary: 'Fewer pixels, many frames, rebuilt into one.',
  },
  standard: {
    title: 'Frameloom + network',
    summary: 'The same, and a small network decides what to believe.',
  },
};

export type Size = { width: number; height: number };

/** What a method is built from. */
export type MethodInput = {
  readonly renderer: THREE.WebGPURenderer;
  readonly scene: THREE.Scene;
  readonly camera: THREE.PerspectiveCamera;
  /** Display size over render size, per axis. */
  readonly ratio: number;
  /** 0 (soft) to 1 (crisp); methods without a sharpening pass ignore it. */
  readonly sharpness: number;
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
  /** Forgets earlier frames, after a jump of the camera. */
  reset(): void;
  /** GPU milliseconds by pass of work that three.js does not time itself. */
  ownPasses(): Readonly<Record<string, number>>;
  /** Bytes that three.js does not count itself. */
  ownBytes(): number;
  /** What else there is to know about the picture: that a network is still loading. Empty mostly. */
  note(): string;
  /** Settles when the first picture can be drawn; rejects with the reason when it never will. */
  readonly ready: Promise<void>;
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
};
