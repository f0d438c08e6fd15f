import type { Camera, Node, Renderer, Scene } from 'three/webgpu';
import { FrameloomError } from '@frameloom/gpu';
import { isModelSource, qualityRatios, type ModelSource, type Quality } from '@frameloom/upscale';

/** Options of {@link temporalUpscale}, and the part of {@link UpscaleOptions} that both share. */
export type TemporalUpscaleOptions = {
  /** Named ratio. Default `performance` (2×) for `upscale()`; for `temporalUpscale()` the ratio of the given textures. */
  quality?: Quality;
  /** Display pixels per render pixel along one axis, 1 to 3. Wins over `quality`. Default: that of `quality`. */
  ratio?: number;
  /** Contrast-adaptive sharpening, 0 (none) to 1. Default 0.2. */
  sharpness?: number;
  /** `temporal` (default), or `spatial`: cheaper, no history and no motion needed. */
  path?: 'temporal' | 'spatial';
  /** Hold this frame rate by changing the ratio between `minRatio` and `maxRatio`. Default: fixed ratio. */
  targetFps?: number;
  /** Sharpest ratio that the governor may choose. Default 1. */
  minRatio?: number;
  /** Coarsest ratio that the governor may choose. Default 3. */
  maxRatio?: number;
  /**
   * Rebuild premultiplied colour and alpha as one, for output over a page. Default: where the scene has no background and the
   * renderer clears to less than full alpha.
   */
  alpha?: boolean;
  /** Report integration mistakes as `warning` events. Costs a pass and a readback. Default `false`. */
  check?: boolean;
  /**
   * Mip levels added to texture sampling, in every pass that the inputs are made of. Default `auto`:
   * log2(render / display) − 1. Half a level more calms grilles and pinstripes in motion and blurs the rest. 0 switches it off. A
   * `contextNode` with a `getTextureGradient` of its own keeps it.
   */
  mipBias?: number | 'auto';
  /** Texture node whose red says where history misleads, 0…1, or `false` for no mask. Default: from transparency, additive light and moving pictures. */
  reactive?: Node | false;
  /**
   * A network for the temporal path. Default `'auto'`: the largest of `'standard'`, `'lite'` and `'none'` with which the upscaler stays
   * within an eighth of a frame at `targetFps` (without it, 60), as measured, with what and why in `stats.autoModel`; nothing is loaded
   * for a software GPU. Or one of the three by name, the address of a `model.json`, or loaded files. It loads in the background and
   * takes over when it is there, with a `model` event; until then, and where it cannot be had, the analytic path runs.
   */
  model?: ModelSource | 'auto';
  /** Factor that the application already multiplied into beauty. Default 1: three exposes after the upscaler. */
  preExposure?: number;
};

/** Options of {@link upscale}. */
export type UpscaleOptions = Omit<TemporalUpscaleOptions, 'reactive'> & {
  /** Mask of where history misleads: `auto` (default, from transparency and additive light), a texture node, or `false`. */
  reactive?: Node | 'auto' | false;
};

/** Throws for anything a JavaScript caller could get wrong. `who` is the public function. */
export function checkOptions(who: string, options: UpscaleOptions): void {
  if (options === null || typeof options !== 'object')
    fail(who, 'options', options, 'Give an object or leave it out.');
  const { quality, path, reactive, mipBias, model } = options;
  if (quality !== undefined) ratioOf(who, quality);
  for (const name of ['ratio', 'minRatio', 'maxRatio'] as const) checkRange(who, name, options[name], 1, 3);
  if ((options.minRatio ?? 1) > (options.maxRatio ?? 3)) {
    fail(who, 'minRatio', options.minRatio, `It must not be above maxRatio (${options.maxRatio ?? 3}).`);
  }
  checkRange(who, 'sharpness', options.sharpness, 0, 1);
  checkRange(who, 'targetFps', options.targetFps, 1, 1000);
  checkRange(who, 'preExposure', options.preExposure, Number.MIN_VALUE, Number.MAX_VALUE);
  if (mipBias !== undefined && mipBias !== 'auto') checkRange(who, 'mipBias', mipBias, -16, 16);
  if (path !== undefined && path !== 'temporal' && path !== 'spatial') {
    fail(who, 'path', path, "Use 'temporal' or 'spatial'.");
  }
  if (model !== undefined && model !== 'auto' && !isModelSource(model)) {
    fail(who, 'model', model, "Use 'auto', 'standard', 'lite', 'none' or an address.");
  }
  if (reactive !== undefined && reactive !== false && reactive !== 'auto')
    checkNode(who, 'reactive', reactive);
}

/** The ratio that a name stands for. */
export function ratioOf(who: string, quality: Quality): number {
  if (Object.hasOwn(qualityRatios, quality)) return qualityRatios[quality];
  fail(who, 'quality', quality, `Use one of ${Object.keys(qualityRatios).join(', ')}.`);
}

/** Throws unless `value` is a camera with a projection of its own. */
export function checkCamera(who: string, value: Camera): void {
  const camera = value as Camera & { isArrayCamera?: boolean };
  if (camera?.isCamera !== true)
    fail(who, 'camera', value, 'Give a THREE.PerspectiveCamera or OrthographicCamera.');
  if (camera.isArrayCamera === true) fail(who, 'camera', 'an ArrayCamera', 'Make one node per camera.');
}

/** Throws unless `value` is a scene. */
export function checkScene(who: string, value: Scene): void {
  if (value?.isScene !== true) fail(who, 'scene', value, 'Give a THREE.Scene.');
}

/** Throws unless `value` is a TSL node. */
export function checkNode(who: string, name: string, value: Node): void {
  if (value?.isNode !== true) {
    fail(who, name, value, 'Give a texture node, like scenePass.getTextureNode().');
  }
}

/** Throws for what this version cannot upscale. */
export function checkRenderer(who: string, renderer: Renderer): void {
  if (renderer.logarithmicDepthBuffer === true) {
    throw new FrameloomError(
      'unsupported',
      `${who}: the renderer has a logarithmic depth buffer. Use reversedDepthBuffer: true, which reaches as far.`,
    );
  }
  if (renderer.xr.isPresenting) {
    throw new FrameloomError(
      'unsupported',
      `${who}: an XR session is presenting. Render the scene directly while in XR.`,
    );
  }
}

/** Throws unless `value`, where given, is a number from `low` to `high`. */
export function checkRange(who: string, name: string, value: unknown, low: number, high: number): void {
  if (value === undefined) return;
  if (typeof value === 'number' && value >= low && value <= high) return;
  const range = high === Number.MAX_VALUE ? 'above 0' : `from ${low} to ${high}`;
  fail(who, name, value, `Use a number ${range}.`);
}

function fail(who: string, name: string, got: unknown, advice: string): never {
  throw new FrameloomError('invalid-argument', `${who}: ${name} is ${describe(got)}. ${advice}`);
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `a ${value.constructor?.name ?? 'object'}`;
}
