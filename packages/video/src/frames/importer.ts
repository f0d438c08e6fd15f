import { createPass, createPool } from '@frameloom/gpu';
import type { Gpu, Pass, PassTimer, ResourcePool } from '@frameloom/gpu';
import { storedAlias, type StoredFormat } from '../gpu/stored.ts';
import { textureUsage } from '../gpu/usage.ts';
import importCode from '../passes/import/import.wgsl?raw';
import { sameSize, type Size } from '../size.ts';
import type { FrameSource } from './frame-source.ts';
import { createHdrMapper } from './hdr.ts';
import { isHdrFrame } from './traits.ts';
import { explainUnreadable } from './unreadable.ts';

/** Copies the current frame of a video into a texture. */
export type FrameImporter = {
  readonly bytes: number;
  /**
   * Records the import of the current frame of `source`. Submit in the same task: the browser expires the external texture
   * at its end. Returns the texture, R'G'B' in the sRGB colour space, multiplied by alpha, at `size`, valid until the next import.
   * HDR (PQ, HLG) is mapped to standard range as the browser does.
   *
   * @throws FrameloomError `unsupported` if scripts may not read the video.
   */
  record(
    encoder: GPUCommandEncoder,
    source: FrameSource,
    size: Size,
    options?: { format?: StoredFormat; timer?: PassTimer },
  ): GPUTexture;
  dispose(): void;
};

/**
 * Compiles the import pass. It reads an external texture without a copy; where a source supports none (some software
 * decoders), `copyExternalImageToTexture` is used instead.
 */
export async function createFrameImporter(gpu: Gpu, label: string): Promise<FrameImporter> {
  const { device } = gpu;
  const compile = (format: StoredFormat): Promise<Pass> =>
    createPass(gpu, { label: `${label}/import`, code: importCode, prelude: storedAlias(format) });
  const [rgba8unorm, rgba16float] = await Promise.all([compile('rgba8unorm'), compile('rgba16float')]);
  const passes = { rgba8unorm, rgba16float };
  const linear = device.createSampler({ label, magFilter: 'linear', minFilter: 'linear' });
  const pool: ResourcePool = createPool(gpu, label);
  const hdr = createHdrMapper();
  let texture: GPUTexture | undefined;

  const textureFor = ({ width, height }: Size, format: StoredFormat): GPUTexture => {
    if (texture?.format === format && sameSize(texture, { width, height })) return texture;
    if (texture) pool.free(texture);
    const { copyDst, copySrc, render, storage, texture: bound } = textureUsage;
    const usage = copyDst | copySrc | render | storage | bound;
    return (texture = pool.texture({ label: 'frame', width, height, format, usage }));
  };

  return {
    get bytes() {
      return pool.bytes;
    },
    record(encoder, source, size, { format = 'rgba8unorm', timer } = {}) {
      const target = textureFor(size, format);
      const frame = currentFrame(source);
      if ('colorSpace' in frame && isHdrFrame(frame)) {
        hdr.copy(device, frame, target);
        return target;
      }
      const external = tryExternal(device, frame);
      if (!external) {
        copy(device, source, target);
        return target;
      }
      passes[format].record(
        encoder,
        { frame: external, linearSampler: linear, result: target },
        target,
        timer,
      );
      return target;
    },
    dispose: () => pool.dispose(),
  };
}

function tryExternal(device: GPUDevice, source: FrameSource): GPUExternalTexture | undefined {
  try {
    return device.importExternalTexture({ source });
  } catch (error) {
    const why = explainUnreadable(source, error);
    if (why) throw why;
    return undefined;
  }
}

/**
 * The frame that an element shows. Chromium caches the external texture of an element and may return one that is several
 * frames old; a VideoFrame is always current and needs no copy either.
 */
function currentFrame(source: FrameSource): FrameSource {
  if (!('videoWidth' in source) || typeof VideoFrame === 'undefined') return source;
  let frame: VideoFrame;
  try {
    frame = new VideoFrame(source);
  } catch (error) {
    const why = explainUnreadable(source, error);
    if (why) throw why;
    return source;
  }
  // The caller submits in this task; closing earlier would expire the texture.
  queueMicrotask(() => frame.close());
  return frame;
}

function copy(device: GPUDevice, source: FrameSource, target: GPUTexture): void {
  const { width, height } = target;
  try {
    const destination = { texture: target, premultipliedAlpha: true };
    device.queue.copyExternalImageToTexture({ source }, destination, [width, height]);
  } catch (error) {
    throw explainUnreadable(source, error) ?? error;
  }
}
