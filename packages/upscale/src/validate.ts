import { FrameloomError } from '@frameloom/gpu';
import type { Gpu } from '@frameloom/gpu';
import { isModelSource } from './model.ts';
import { checkSize, formatSize } from './sizes.ts';
import type { Size } from './sizes.ts';
import type { UpscaleFrame, UpscalerOptions } from './types.ts';

/** @throws FrameloomError when the options of an upscaler make no sense on this device. */
export function checkOptions(gpu: Gpu, options: UpscalerOptions): void {
  if (options === null || typeof options !== 'object') fail('options', options, 'an object with displaySize');
  if (typeof gpu?.device?.createTexture !== 'function') {
    fail('gpu', gpu, 'what createGpu() or borrowGpu() returned');
  }
  const limit = gpu.device.limits.maxTextureDimension2D;
  checkSize('displaySize', options.displaySize, limit);
  if (options.maxRenderSize) {
    checkSize('maxRenderSize', options.maxRenderSize, limit);
    assertFits('maxRenderSize', options.maxRenderSize, options.displaySize);
  }
  oneOf('depth', options.depth, ['normal', 'reversed']);
  if (options.model !== undefined && !isModelSource(options.model)) {
    fail(
      'model',
      options.model,
      "'standard', 'lite', 'none', the address of a model.json, or what loadModel() gave",
    );
  }
  oneOf('camera', options.camera, ['perspective', 'orthographic']);
}

/** @throws FrameloomError that names the first input of a frame that cannot be used. */
export function checkFrame(
  frame: UpscaleFrame,
  target: GPUTexture,
  displaySize: Size,
  options: UpscalerOptions,
): void {
  checkSpatialFrame(frame, displaySize);
  finite('jitterOffset.x', frame.jitterOffset?.x, -1, 1);
  finite('jitterOffset.y', frame.jitterOffset?.y, -1, 1);
  if (frame.motionVectorScale) {
    finite('motionVectorScale.x', frame.motionVectorScale.x);
    finite('motionVectorScale.y', frame.motionVectorScale.y);
  }
  finite('frameTimeDelta (milliseconds)', frame.frameTimeDelta, 0);
  if (frame.preExposure !== undefined && !(frame.preExposure > 0 && Number.isFinite(frame.preExposure))) {
    fail('preExposure', frame.preExposure, 'a number above 0; leave it out when colour is not pre-exposed');
  }
  if (frame.frameID !== undefined) finite('frameID', frame.frameID);
  checkCamera(frame, options.camera === 'orthographic');
  checkInput('color', frame.color, frame.renderSize, isColor);
  checkInput('depth', frame.depth, frame.renderSize, isDepth);
  checkInput('motionVectors', frame.motionVectors, frame.renderSize, isMotion);
  if (frame.exposure) checkInput('exposure', frame.exposure, { width: 1, height: 1 }, isColor);
  if (frame.reactive) checkInput('reactive', frame.reactive, frame.renderSize, isColor);
  if (frame.opaqueColor) checkInput('opaqueColor', frame.opaqueColor, frame.renderSize, isColor);
  checkOutput(target, displaySize, frame.color);
  for (const name of ['depth', 'motionVectors', 'exposure', 'reactive', 'opaqueColor'] as const) {
    if (frame[name] === target)
      badTexture('output', `is the same texture as ${name}`, 'a texture of its own');
  }
}

/** @throws FrameloomError when there is nothing to record into, or nothing to record. */
export function checkCall(encoder: GPUCommandEncoder, frame: object): void {
  if (typeof encoder?.beginComputePass !== 'function') fail('encoder', encoder, 'a GPUCommandEncoder');
  if (frame === null || typeof frame !== 'object') fail('frame', frame, "an object with this frame's inputs");
}

/** @throws FrameloomError when a frame of the spatial path has a size or sharpness that cannot be. */
export function checkSpatialFrame(frame: { renderSize: Size; sharpness?: number }, displaySize: Size): void {
  checkSize('renderSize', frame.renderSize);
  assertFits('renderSize', frame.renderSize, displaySize);
  if (frame.sharpness !== undefined) finite('sharpness', frame.sharpness, 0, 1);
}

/** @throws FrameloomError when `target` cannot take an output of `displaySize`, or is the input itself. */
export function checkOutput(target: GPUTexture, displaySize: Size, color?: GPUTexture): void {
  const storage = GPUTextureUsage.STORAGE_BINDING;
  if (typeof target?.createView !== 'function') {
    badTexture('output', `is ${String(target)}`, 'a GPUTexture, or leave it out');
  }
  if (target.format !== 'rgba16float' || (target.usage & storage) === 0) {
    badTexture('output', `is ${target.format}, usage ${target.usage}`, 'rgba16float with STORAGE_BINDING');
  }
  if (target.width !== displaySize.width || target.height !== displaySize.height) {
    badTexture(
      'output',
      `is ${formatSize(target)}`,
      `displaySize, ${formatSize(displaySize)}; call resize() first`,
    );
  }
  if (color === target) badTexture('output', 'is the same texture as color', 'a texture of its own');
}

/** @throws FrameloomError when an input texture is missing, multisampled, not sampled, of another kind or too small. */
export function checkInput(
  name: string,
  texture: GPUTexture | undefined,
  atLeast: Size,
  kind: (format: string) => string | undefined,
): void {
  if (!texture || typeof texture.createView !== 'function') {
    badTexture(
      name,
      `is ${String(texture)}`,
      'a GPUTexture; temporal upscaling needs color, depth and motionVectors',
    );
  }
  if (texture.sampleCount !== 1) {
    badTexture(
      name,
      `has ${texture.sampleCount} samples`,
      'one sample per pixel: turn MSAA off, the upscaler anti-aliases',
    );
  }
  if ((texture.usage & GPUTextureUsage.TEXTURE_BINDING) === 0) {
    badTexture(name, 'lacks TEXTURE_BINDING', 'a texture made with GPUTextureUsage.TEXTURE_BINDING');
  }
  if (texture.dimension !== '2d' || texture.depthOrArrayLayers !== 1) {
    const layers = `has dimension ${texture.dimension} and ${texture.depthOrArrayLayers} layers`;
    badTexture(name, layers, 'a 2D texture of one layer');
  }
  const wanted = kind(texture.format);
  if (wanted) badTexture(name, `is ${texture.format}`, wanted);
  if (texture.width < atLeast.width || texture.height < atLeast.height) {
    badTexture(
      name,
      `is ${formatSize(texture)}`,
      `at least ${formatSize(atLeast)} pixels, the size of the frame`,
    );
  }
}

/** Formats that a shader can read as filterable or unfilterable floats. */
export function isColor(format: string): string | undefined {
  return /(unorm|float|ufloat|snorm|-srgb)$/.test(format) && !isStencilOrDepth(format)
    ? undefined
    : 'a colour format of floats, such as rgba16float or rg16float';
}

function isMotion(format: string): string | undefined {
  return isColor(format) === undefined && /^(rg|bgra)/.test(format)
    ? undefined
    : 'two channels of floats, such as rg16float';
}

function isDepth(format: string): string | undefined {
  return isStencilOrDepth(format) && format !== 'stencil8'
    ? undefined
    : 'a depth format, such as depth32float or depth24plus';
}

function isStencilOrDepth(format: string): boolean {
  return format.startsWith('depth') || format.startsWith('stencil');
}

function checkCamera(frame: UpscaleFrame, orthographic: boolean): void {
  const { cameraNear: near, cameraFar: far } = frame;
  if (orthographic ? !Number.isFinite(near) : !(near > 0 && Number.isFinite(near))) {
    fail('cameraNear', near, orthographic ? 'a finite distance' : 'a distance above 0');
  }
  if (!(far > near)) fail('cameraFar', far, `a distance beyond cameraNear, ${near}; Infinity is allowed`);
  if (!orthographic && !(frame.cameraFovAngleVertical > 0 && frame.cameraFovAngleVertical < Math.PI)) {
    fail('cameraFovAngleVertical', frame.cameraFovAngleVertical, 'radians between 0 and π');
  }
}

function assertFits(name: string, size: Size, displaySize: Size): void {
  if (size.width > displaySize.width || size.height > displaySize.height) {
    throw new FrameloomError(
      'invalid-size',
      `upscale: ${name} ${formatSize(size)} exceeds displaySize ${formatSize(displaySize)}. Lower ${name} or raise displaySize.`,
    );
  }
  if (size.width * 3 + 2 < displaySize.width || size.height * 3 + 2 < displaySize.height) {
    throw new FrameloomError(
      'invalid-size',
      `upscale: ${name} ${formatSize(size)} is less than a third of displaySize ${formatSize(displaySize)}. Raise ${name}; the largest ratio is 3.`,
    );
  }
}

function finite(
  name: string,
  value: unknown,
  low = Number.NEGATIVE_INFINITY,
  high = Number.POSITIVE_INFINITY,
): void {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < low || value > high) {
    const range = Number.isFinite(high)
      ? ` from ${low} to ${high}`
      : Number.isFinite(low)
        ? ` of ${low} or more`
        : '';
    fail(name, value, `a finite number${range}`);
  }
}

function oneOf(name: string, value: string | undefined, values: readonly string[]): void {
  if (value !== undefined && !values.includes(value)) fail(name, value, `one of ${values.join(', ')}`);
}

function fail(name: string, got: unknown, wanted: string): never {
  throw new FrameloomError('invalid-argument', `upscale: ${name} is ${String(got)}. Give ${wanted}.`);
}

function badTexture(name: string, got: string, wanted: string): never {
  throw new FrameloomError('invalid-texture', `upscale: ${name} ${got}. Give ${wanted}.`);
}
