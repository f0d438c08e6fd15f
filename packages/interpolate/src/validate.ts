import { FrameloomError, type Gpu } from '@frameloom/gpu';
import {
  checkFinite,
  checkInputTexture,
  checkSize,
  failArgument,
  failTexture,
  formatSize,
  type InputKind,
  type Size,
} from '@frameloom/gpu/frame';
import type { ShippedModels } from '@frameloom/nn/stage';
import { isModelSource } from './model-source.ts';
import type { RealFrame } from './types.ts';

/** How messages begin. */
const where = 'interpolate';

/** @throws FrameloomError `invalid-argument` where options or device are missing; `size` names what options must have. */
export function requireOptions(gpu: Gpu, options: object, size: string): void {
  if (options === null || typeof options !== 'object') {
    failArgument(where, 'options', options, `an object with ${size}`);
  }
  if (typeof gpu?.device?.createTexture !== 'function') {
    failArgument(where, 'gpu', gpu, 'what createGpu() or borrowGpu() returned');
  }
}

/** @throws FrameloomError `invalid-argument` for what can be no model; `shipped` come with this package. */
export function checkModel(model: unknown, shipped: ShippedModels): void {
  if (isModelSource(model, shipped)) return;
  const names = [...Object.keys(shipped), 'none'].map((name) => `'${name}'`).join(', ');
  failArgument(where, 'model', model, `${names}, the address of a model.json, or what loadModel() gave`);
}

/** @throws FrameloomError `invalid-argument` for a network whose memory is not known beforehand. */
export function checkShipped(model: string, shipped: ShippedModels, owner: string): void {
  if (model === 'none' || Object.hasOwn(shipped, model)) return;
  failArgument(
    where,
    'model',
    model,
    `none, ${Object.keys(shipped).join(', ')}, or ask ${owner}.memoryBytes`,
  );
}

/** @throws FrameloomError `invalid-size`, naming the first of `sizes` that this device cannot have. */
export function checkSizes(gpu: Gpu, sizes: Readonly<Record<string, Size>>): void {
  const limit = gpu.device.limits.maxTextureDimension2D;
  for (const [name, size] of Object.entries(sizes)) checkSize(where, name, size, limit);
}

/** @throws FrameloomError when there is nothing to record into, or nothing to record. */
export function checkCall(encoder: GPUCommandEncoder, frame: object): void {
  if (typeof encoder?.beginComputePass !== 'function') {
    failArgument(where, 'encoder', encoder, 'a GPUCommandEncoder');
  }
  if (frame === null || typeof frame !== 'object') {
    failArgument(where, 'frame', frame, "an object with this frame's inputs");
  }
}

/** @throws FrameloomError that names the first input of a real frame that cannot be used. */
export function checkRealFrame(frame: RealFrame, renderSize: Size, displaySize: Size, most: Size): void {
  checkSize(where, 'renderSize', renderSize);
  if (renderSize.width > most.width || renderSize.height > most.height) {
    throw new FrameloomError(
      'invalid-size',
      `interpolate: renderSize ${formatSize(renderSize)} exceeds maxRenderSize ${formatSize(most)}. Raise maxRenderSize with resize().`,
    );
  }
  const given = (
    name: 'color' | 'depth' | 'motionVectors' | 'additive' | 'hudlessColor',
    size: Size,
    kind: InputKind,
  ): void => checkInputTexture(where, name, frame[name], size, kind);
  given('depth', renderSize, 'depth');
  given('motionVectors', renderSize, 'motion');
  given('color', displaySize, 'color');
  if (frame.additive) given('additive', renderSize, 'color');
  if (frame.hudlessColor) given('hudlessColor', displaySize, 'color');
  for (const name of ['jitterOffset', 'motionVectorScale'] as const) {
    const pair = frame[name];
    if (pair === undefined) continue;
    const range = name === 'jitterOffset' ? 1 : Number.MAX_VALUE;
    checkFinite(where, `${name}.x`, pair?.x, -range, range);
    checkFinite(where, `${name}.y`, pair?.y, -range, range);
  }
  if (frame.frameID !== undefined) checkFinite(where, 'frameID', frame.frameID);
}

/** @throws FrameloomError `invalid-argument` for a time at which nothing can be generated. */
export function checkTime(t: number, isReady: boolean): void {
  if (!(t > 0 && t < 1)) {
    failArgument(where, 't', t, 'a time above 0 and below 1; at 0 and 1 show the real frames');
  }
  if (isReady) return;
  throw new FrameloomError(
    'invalid-argument',
    'interpolate: there is no pair of real frames to generate between. Call addFrame() twice after a start, a reset or a cut; isReady tells.',
  );
}

/** @throws FrameloomError when a generated frame cannot be written to `target`, or `ui` not be read. */
export function checkTarget(
  target: GPUTexture | undefined,
  ui: GPUTexture | undefined,
  displaySize: Size,
): void {
  if (ui) checkInputTexture(where, 'ui', ui, displaySize, 'color');
  if (target === undefined) return;
  const fail = (got: string, wanted: string): never => failTexture(where, 'output', got, wanted);
  if (typeof target?.createView !== 'function') {
    fail(`is ${String(target)}`, 'a GPUTexture, or leave it out');
  }
  if (target.format !== 'rgba16float' || (target.usage & GPUTextureUsage.STORAGE_BINDING) === 0) {
    fail(`is ${target.format}, usage ${target.usage}`, 'rgba16float with STORAGE_BINDING');
  }
  if (target.width !== displaySize.width || target.height !== displaySize.height) {
    fail(`is ${formatSize(target)}`, `displaySize, ${formatSize(displaySize)}; call resize() first`);
  }
  if (target === ui) fail('is the same texture as ui', 'a texture of its own');
}
