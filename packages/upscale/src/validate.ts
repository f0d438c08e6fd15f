import { FrameloomError, type Gpu } from '@frameloom/gpu';
import {
  checkFinite,
  checkFrameInputs,
  checkInputTexture,
  checkSize,
  failArgument,
  failTexture,
  formatSize,
  type Size,
} from '@frameloom/gpu/frame';
import { isModelSource } from './model-source.ts';
import type { UpscaleFrame, UpscalerOptions } from './types.ts';

/** How messages begin. */
const where = 'upscale';

/** @throws FrameloomError when the options of an upscaler make no sense on this device. */
export function checkOptions(gpu: Gpu, options: UpscalerOptions): void {
  if (options === null || typeof options !== 'object') {
    failArgument(where, 'options', options, 'an object with displaySize');
  }
  if (typeof gpu?.device?.createTexture !== 'function') {
    failArgument(where, 'gpu', gpu, 'what createGpu() or borrowGpu() returned');
  }
  const limit = gpu.device.limits.maxTextureDimension2D;
  checkSize(where, 'displaySize', options.displaySize, limit);
  if (options.maxRenderSize) {
    checkSize(where, 'maxRenderSize', options.maxRenderSize, limit);
    checkRatio('maxRenderSize', options.maxRenderSize, options.displaySize);
  }
  oneOf('depth', options.depth, ['normal', 'reversed']);
  if (options.model !== undefined) checkModel(options.model);
  oneOf('camera', options.camera, ['perspective', 'orthographic']);
}

/** @throws FrameloomError when no network can come from `model`. */
export function checkModel(model: unknown): void {
  if (isModelSource(model)) return;
  const wanted = "'standard', 'lite', 'none', an address, or what loadModel() gave";
  failArgument(where, 'model', model, wanted);
}

/**
 * @param target where the frame is written; undefined for an own output that is not there yet.
 * @throws FrameloomError that names the first input of a frame that cannot be used.
 */
export function checkFrame(
  frame: UpscaleFrame,
  target: GPUTexture | undefined,
  displaySize: Size,
  options: UpscalerOptions,
): void {
  checkSpatialFrame(frame, displaySize);
  checkFrameInputs(where, frame, { orthographic: options.camera === 'orthographic' });
  const optional = (name: 'exposure' | 'reactive' | 'opaqueColor', atLeast: Size): void => {
    if (frame[name]) checkInputTexture(where, name, frame[name], atLeast, 'color');
  };
  optional('exposure', { width: 1, height: 1 });
  optional('reactive', frame.renderSize);
  optional('opaqueColor', frame.renderSize);
  if (target !== undefined) checkOutput(target, displaySize, frame.color);
  for (const name of ['depth', 'motionVectors', 'exposure', 'reactive', 'opaqueColor'] as const) {
    if (target !== undefined && frame[name] === target) {
      failTexture(where, 'output', `is the same texture as ${name}`, 'a texture of its own');
    }
  }
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

/** @throws FrameloomError when a frame of the spatial path has a size or sharpness that cannot be. */
export function checkSpatialFrame(
  frame: { renderSize: Size; sharpness?: number | undefined },
  displaySize: Size,
): void {
  checkSize(where, 'renderSize', frame.renderSize);
  checkRatio('renderSize', frame.renderSize, displaySize);
  if (frame.sharpness !== undefined) checkFinite(where, 'sharpness', frame.sharpness, 0, 1);
}

/** @throws FrameloomError when `target` cannot take an output of `displaySize`, or is the input itself. */
export function checkOutput(target: GPUTexture, displaySize: Size, color: GPUTexture): void {
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
  if (color === target) fail('is the same texture as color', 'a texture of its own');
}

function checkRatio(name: string, size: Size, displaySize: Size): void {
  const sizes = `${name} ${formatSize(size)}`;
  if (size.width > displaySize.width || size.height > displaySize.height) {
    throw new FrameloomError(
      'invalid-size',
      `upscale: ${sizes} exceeds displaySize ${formatSize(displaySize)}. Lower ${name} or raise displaySize.`,
    );
  }
  if (size.width * 3 + 2 < displaySize.width || size.height * 3 + 2 < displaySize.height) {
    throw new FrameloomError(
      'invalid-size',
      `upscale: ${sizes} is less than a third of displaySize ${formatSize(displaySize)}. Raise ${name}; the largest ratio is 3.`,
    );
  }
}

function oneOf(name: string, value: string | undefined, values: readonly string[]): void {
  if (value !== undefined && !values.includes(value)) {
    failArgument(where, name, value, `one of ${values.join(', ')}`);
  }
}
