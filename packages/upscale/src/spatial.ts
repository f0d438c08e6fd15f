import { createPool, FrameloomError } from '@frameloom/gpu';
import type { Gpu, PassTimer } from '@frameloom/gpu';
import { defaultSharpness, paramsBytes, writeParams } from './params.ts';
import { createPass } from './pass.ts';
import sharpenCode from './passes/sharpen/sharpen.wgsl?raw';
import spatialCode from './passes/spatial/spatial.wgsl?raw';
import { lib } from './prelude.ts';
import { createFixedResources } from './resources.ts';
import type { Size } from './sizes.ts';
import { checkCall, checkInput, checkOptions, checkOutput, checkSpatialFrame, isColor } from './validate.ts';

/** One frame of the spatial path. */
export type SpatialFrame = {
  /** Linear colour (or display-referred where `hdr` is false), anti-aliased, one sample per pixel. */
  color: GPUTexture;
  /** Texels of `color` that are used; at most displaySize. */
  renderSize: Size;
  /** Where to write, rgba16float with STORAGE_BINDING, displaySize. Default: `output`. */
  output?: GPUTexture;
  /** Contrast-adaptive sharpening, 0 (none) … 1. Default 0.2. */
  sharpness?: number;
};

/** Upscales single frames: no motion, no history, no jitter. */
export interface SpatialUpscaler {
  readonly displaySize: Size;
  /** Own output, rgba16float at displaySize. Replaced by `resize()`. */
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

/**
 * Makes a spatial upscaler (edge-adaptive upsampling and sharpening, after AMD FSR 1) for frames without motion data.
 * @throws FrameloomError `invalid-size`, `compilation`, `device-lost`.
 */
export async function createSpatialUpscaler(
  gpu: Gpu,
  options: { displaySize: Size; hdr?: boolean; label?: string },
): Promise<SpatialUpscaler> {
  checkOptions(gpu, options);
  const label = options.label ?? 'upscale-spatial';
  const constants = { hdr: (options.hdr ?? true) ? 1 : 0 };
  const [upsample, sharpen] = await Promise.all([
    createPass(gpu, { label: `${label}/upsample`, code: [lib.params, lib.color, spatialCode], constants }),
    createPass(gpu, {
      label: `${label}/sharpen`,
      code: [lib.params, lib.color, sharpenCode],
      constants: { ...constants, alphaInState: 0 },
    }),
  ]);
  const fixed = createFixedResources(gpu, label);
  gpu.device.queue.writeBuffer(fixed.exposure, 0, new Float32Array([1, 1, 0, 0]));
  const paramsData = new ArrayBuffer(paramsBytes);
  let displaySize = { ...options.displaySize };
  let textures = createTextures(gpu, label, displaySize);
  let disposed = false;

  const assertUsable = (): void => {
    if (disposed) {
      throw new FrameloomError(
        'disposed',
        'upscale: this spatial upscaler was disposed. Make a new one with createSpatialUpscaler().',
      );
    }
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
      const target = frame.output ?? textures.output;
      checkSpatialFrame(frame, displaySize);
      checkInput('color', frame.color, frame.renderSize, isColor);
      checkOutput(target, displaySize, frame.color);
      writeParams(
        paramsData,
        {
          renderSize: frame.renderSize,
          jitterOffset: { x: 0, y: 0 },
          frameTimeDelta: 0,
          sharpness: frame.sharpness ?? defaultSharpness,
          cameraNear: 1,
          cameraFar: 2,
        },
        {
          displaySize,
          previousRenderSize: frame.renderSize,
          depth: 'normal',
          orthographic: false,
          reset: true,
          frame: 0,
          mode: 0,
        },
      );
      gpu.device.queue.writeBuffer(fixed.params, 0, paramsData);
      upsample.record(
        encoder,
        [fixed.params, frame.color, fixed.exposure, textures.working],
        displaySize,
        timer,
      );
      sharpen.record(
        encoder,
        [fixed.params, textures.working, textures.working, fixed.exposure, target],
        displaySize,
        timer,
      );
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

function createTextures(gpu: Gpu, label: string, size: Size) {
  const pool = createPool(gpu, label);
  const texture = (name: string): GPUTexture =>
    pool.texture({
      label: `${label}/${name}`,
      ...size,
      format: 'rgba16float',
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.STORAGE_BINDING | GPUTextureUsage.COPY_SRC,
    });
  return {
    working: texture('working'),
    output: texture('output'),
    bytes: pool.bytes,
    dispose: () => pool.dispose(),
  };
}
