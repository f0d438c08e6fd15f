import type { Ref } from 'react';
import type { Camera, Node, Scene } from 'three/webgpu';
import type { DebugView } from '@frameloom/upscale';
import type { UpscaleOptions } from '../options.ts';
import type { UpscaleEvents } from '../three-types.ts';
import type { UpscaleNode } from '../upscale-node.ts';

/** Props of {@link Upscale}: the options of `upscale()`, and what a React scene adds to them. */
export type UpscaleProps = UpscaleOptions & {
  /** What is rendered. Default: the scene of the canvas. */
  scene?: Scene;
  /** Seen by it. Default: the default camera of the canvas; a change of it is a cut. */
  camera?: Camera;
  /** `false` shows the plain bilinear picture. Default `true`. */
  enabled?: boolean;
  /** A signal shown instead of the picture. Default `none`. */
  debug?: DebugView;
  /**
   * Effects after the upscaler: gets its node, returns what is shown, as in `(picture) => bloom(picture)`. Another function makes
   * another pipeline, which starts without history: keep it outside of the component, or in `useCallback`. Default: none.
   */
  effects?: (picture: UpscaleNode) => Node;
  /** Priority of its `useFrame`, above 0: callbacks below it run before the picture is drawn. Default 1. */
  renderPriority?: number;
  /** The node, for `stats`, `reset()` and `scenePass`; null before it is mounted and after. */
  ref?: Ref<UpscaleNode>;
  /** The next frame is upscaled: all is compiled. */
  onReady?: () => void;
  /** It cannot be compiled; the picture stays bilinear. */
  onError?: (error: unknown) => void;
  /** The governor chose another ratio. */
  onRatio?: (event: UpscaleEvents['ratio']) => void;
  /** With `check`, a mistake of the integration; always, what could not be done as asked. */
  onWarning?: (event: UpscaleEvents['warning']) => void;
  /** The network is in use, or could not be loaded. */
  onModel?: (event: UpscaleEvents['model']) => void;
  /** There is no WebGPU: three's own upscaler shows instead. */
  onFallback?: (event: UpscaleEvents['fallback']) => void;
};

const optionNames = [
  'quality',
  'ratio',
  'sharpness',
  'path',
  'targetFps',
  'minRatio',
  'maxRatio',
  'alpha',
  'check',
  'mipBias',
  'reactive',
  'model',
  'preExposure',
] as const satisfies readonly (keyof UpscaleOptions)[];

/** Fails to compile where an option of `upscale()` is missing above. */
type Missing = Exclude<keyof UpscaleOptions, (typeof optionNames)[number]>;
const complete: Missing extends never ? true : Missing = true;
void complete;

/** Options that a node takes at any time; a change of any other makes a new node. */
const live: ReadonlySet<string> = /* @__PURE__ */ new Set(['quality', 'ratio', 'sharpness', 'preExposure']);

/** The options among the props that are given. */
export function readOptions(props: UpscaleProps): UpscaleOptions {
  return Object.fromEntries(
    optionNames.filter((name) => props[name] !== undefined).map((name) => [name, props[name]]),
  );
}

/** What a node cannot change, in a fixed order: for React to compare. */
export function fixedOptions(props: UpscaleProps): unknown[] {
  return optionNames.filter((name) => !live.has(name)).map((name) => props[name]);
}
