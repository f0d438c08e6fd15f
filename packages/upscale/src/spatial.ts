import { createPass, createPool, createUniformRing, FrameloomError } from '@frameloom/gpu';
import type { Gpu, Pass, PassTimer, UniformRing } from '@frameloom/gpu';
import { checkInputTexture, type Size } from '@frameloom/gpu/frame';
import { spatialLibraries } from './libraries.ts';
import { exposureBytes } from './spatial-bytes.ts';
import { defaultSharpness, paramsBytes, writeParams } from './params.ts';
import sharpenCode from './passes/sharpen/sharpen.wgsl?raw';
import spatialCode from './passes/spatial/spatial.wgsl?raw';
import { checkCall, checkOptions, checkOutput, checkSpatialFrame } from './validate.ts';

/** One frame of the spatial path. */
export type SpatialFrame = {
  /** Linear colour (or display-referred where `hdr` is false), anti-aliased, one sample per pixel. */
  color: GPUTexture;
  /** Texels of `color` that are used; at most displaySize. */
  renderSize: Size;
  /** Where to write, rgba16float with STORAGE_BINDING, displaySize. Default: `output`. */
  output?: GPUTexture;
  /** Contrast-adaptive sharpening, 0 (none) … 1. Default 0.2. */
  sharpness?: number | undefined;
};

/** Upscales single frames: no motion, no history, no jitter. */
export interface SpatialUpscaler {
  readonly displaySize: Size;
  /** Own output, rgba16float at displaySize. Replaced by `resize()`. Made when it is first asked for or written. */
  readonly output: GPUTexture;
  /** GPU memory held, bytes. */
  readonly memoryBytes: number;
  /**
   * Records one frame into `encoder`.
   * @throws FrameloomError `invalid-size`, `invalid-texture`, `invalid-argument`, `disposed`.
   */
  record(encoder: GPUCommandEncoder, frame: SpatialFrame, timer?: PassTimer): void;
  resize(displaySize: Size): void;
  /** Frees every GPU object; safe to call twice. */
  dispose(): void;
}

/** Options of a spatial upscaler. */
export type SpatialOptions = { displaySize: Size; hdr?: boolean; label?: string };

/** Compiles a spatial upscaler; its options were checked. */
export async function openSpatial(gpu: Gpu, options: SpatialOptions): Promise<SpatialUpscaler> {
  const { label = 'upscale-spatial', hdr = true } = options;
  const compile = (name: string, code: string): Promise<Pass> =>
    createPass(gpu, {
      label: `${label}/${name}`,
      code,
      libraries: spatialLibraries,
      constants: { hdr: hdr ? 1 : 0 },
    });
  const [upsample, sharpen] = await Promise.all([
    compile('upsample', spatialCode),
    compile('sharpen', sharpenCode),
  ]);
  const fixed = createFixed(gpu, label);
  const paramsData = new ArrayBuffer(paramsBytes);
  let displaySize = { ...options.displaySize };
  let textures = createTextures(gpu, label, displaySize);
  let disposed = false;

  const assertUsable = (): void => {
    if (!disposed) return;
    throw new FrameloomError(
      'disposed',
      'upscale: this spatial upscaler was disposed. Make a new one with createSpatialUpscaler().',
    );
  };

  return {
    get displaySize() {
      return displaySize;
    },
    get output() {
      return textures.output;
    },
    get memoryBytes() {
      return disposed ? 0 : textures.bytes + fixed.bytes;
    },
    record(encoder, frame, timer) {
      assertUsable();
      checkCall(encoder, frame);
      checkSpatialFrame(frame, displaySize);
      checkInputTexture('upscale', 'color', frame.color, frame.renderSize, 'color');
      const target = frame.output ?? textures.madeOutput;
      if (target !== undefined) checkOutput(target, displaySize, frame.color);
      writeSpatialParams(paramsData, frame, displaySize);
      fixed.params.write(encoder, paramsData);
      const [params, exposure] = [fixed.params.buffer, fixed.exposure];
      const { working } = textures;
      const output = frame.output ?? textures.output;
      upsample.record(encoder, { params, color: frame.color, exposure, working }, displaySize, timer);
      sharpen.record(encoder, { params, history: working, exposure, output }, displaySize, timer);
    },
    resize(size) {
      assertUsable();
      checkOptions(gpu, { displaySize: size });
      textures.dispose();
      displaySize = { ...size };
      textures = createTextures(gpu, label, displaySize);
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      textures.dispose();
      fixed.dispose();
    },
  };
}

/** The exposure that single frames get is 1: nothing but the compression depends on it. */
function createFixed(
  gpu: Gpu,
  label: string,
): { params: UniformRing; exposure: GPUBuffer; readonly bytes: number; dispose(): void } {
  const pool = createPool(gpu, label);
  const params = createUniformRing(gpu, pool, { label: `${label}/params`, size: paramsBytes });
  const exposure = pool.buffer({
    label: `${label}/exposure`,
    size: exposureBytes,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
  });
  gpu.device.queue.writeBuffer(exposure, 0, new Float32Array([1, 1, 0, 0]));
  return {
    params,
    exposure,
    get bytes() {
      return pool.bytes;
    },
    dispose: () => pool.dispose(),
  };
}

function writeSpatialParams(target: ArrayBuffer, frame: SpatialFrame, displaySize: Size): void {
  const { renderSize, sharpness = defaultSharpness } = frame;
  writeParams(
    target,
    { renderSize, sharpness, jitterOffset: { x: 0, y: 0 }, frameTimeDelta: 0, cameraNear: 1, cameraFar: 2 },
    {
      displaySize,
      previousRenderSize: renderSize,
      depth: 'normal',
      orthographic: false,
      reset: true,
      frame: 0,
      mode: 0,
    },
  );
}

type SpatialTextures = {
  working: GPUTexture;
  readonly output: GPUTexture;
  readonly madeOutput: GPUTexture | undefined;
  readonly bytes: number;
  dispose(): void;
};

function createTextures(gpu: Gpu, label: string, size: Size): SpatialTextures {
  const pool = createPool(gpu, label);
  const texture = (name: string): GPUTexture =>
    pool.texture({
      label: `${label}/${name}`,
      ...size,
      format: 'rgba16float',
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.STORAGE_BINDING | GPUTextureUsage.COPY_SRC,
    });
  let output: GPUTexture | undefined;
  return {
    working: texture('working'),
    get output() {
      output ??= texture('output');
      return output;
    },
    get madeOutput() {
      return output;
    },
    get bytes() {
      return pool.bytes;
    },
    dispose: () => pool.dispose(),
  };
}
