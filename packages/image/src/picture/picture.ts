import { createPass, type Gpu, type Pass, type ResourcePool } from '@frameloom/gpu';
import { encodePicture, type PictureFileOptions } from './encode.ts';
import type { Pixels } from './png.ts';
import presentCode from './present.wgsl?raw';
import { canCarryMark } from './watermark.ts';

/** A picture that was made. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** `rgba8unorm`, colours multiplied by alpha, to sample and to copy; freed by `dispose`. */
  readonly texture: GPUTexture;
  /** Whether its pixels carry the mark that `detectMark` finds. */
  readonly isMarked: boolean;
  /** The seed that makes it again. */
  readonly seed: number;
  /** Its pixels, colours not multiplied by alpha: what `new ImageData(data, width, height)` takes. */
  toPixels(): Promise<Pixels>;
  /** Only where there is `ImageData`, in browsers. */
  toImageData(): Promise<ImageData>;
  /**
   * A file.
   *
   * @param options.type Default `'image/png'`, which works everywhere; JPEG (on black, where it is transparent) and WebP are written
   * in browsers only.
   * @param options.quality Of JPEG and WebP, 0 to 1. Default 0.92.
   * @param options.mark Whether the file says that a model made it (IPTC's digital source type, in XMP). Default true.
   * @throws FrameloomError `unsupported` where the browser does not write the type.
   */
  toBlob(options?: PictureFileOptions): Promise<Blob>;
  dispose(): void;
}

/** Makes textures of samples. */
export interface Presenter {
  /** `marked`: whether the mark is put in, where the picture is large enough for it. */
  record(encoder: GPUCommandEncoder, sample: GPUBuffer, texture: GPUTexture, marked: boolean): void;
  texture(label: string): GPUTexture;
  free(texture: GPUTexture): void;
  /** Takes a texture that was recorded; `free` is called by the picture's `dispose`. */
  picture(texture: GPUTexture, seed: number, marked: boolean): Picture;
}

// GPUTextureUsage: COPY_SRC, TEXTURE_BINDING, STORAGE_BINDING.
const textureUsage = 0x1 | 0x4 | 0x8;

/** @throws FrameloomError `compilation`, `device-lost`, `disposed`. */
export async function createPresenter(
  gpu: Gpu,
  pool: ResourcePool,
  { label, width, height, hasAlpha }: { label: string; width: number; height: number; hasAlpha: boolean },
): Promise<Presenter> {
  const create = (marked: boolean): Promise<Pass> =>
    createPass(gpu, {
      label: `${label}/present`,
      file: 'present.wgsl',
      code: presentCode,
      constants: { width, height, hasAlpha: Number(hasAlpha), marked: Number(marked) },
    });
  const canMark = canCarryMark(width, height);
  const [plain, marking] = await Promise.all([create(false), canMark ? create(true) : undefined]);
  return {
    record: (encoder, sample, texture, marked) =>
      ((marked && marking) || plain).record(
        encoder,
        { picture: sample, texture: texture.createView() },
        { width, height },
      ),
    free: (texture) => pool.free(texture),
    texture: (name) =>
      pool.texture({ label: name, width, height, format: 'rgba8unorm', usage: textureUsage }),
    picture: (texture, seed, marked) =>
      createPicture(gpu, pool, { texture, width, height, seed, isMarked: marked && canMark }),
  };
}

function createPicture(
  gpu: Gpu,
  pool: ResourcePool,
  made: Pick<Picture, 'texture' | 'width' | 'height' | 'seed' | 'isMarked'>,
): Picture {
  const { texture, width, height } = made;
  const toPixels = async (): Promise<Pixels> => ({
    width,
    height,
    data: straighten(await readTexture(gpu, texture, width, height)),
  });
  return {
    ...made,
    toPixels,
    async toImageData() {
      const { data } = await toPixels();
      return new ImageData(data, width, height);
    },
    toBlob: async (options) => encodePicture(await toPixels(), options),
    dispose: () => pool.free(texture),
  };
}

async function readTexture(
  { device }: Gpu,
  texture: GPUTexture,
  width: number,
  height: number,
): Promise<Uint8ClampedArray<ArrayBuffer>> {
  const bytesPerRow = Math.ceil((width * 4) / 256) * 256;
  // GPUBufferUsage: MAP_READ, COPY_DST.
  const buffer = device.createBuffer({ label: 'image/read', size: bytesPerRow * height, usage: 0x1 | 0x8 });
  try {
    const encoder = device.createCommandEncoder({ label: 'image/read' });
    encoder.copyTextureToBuffer({ texture }, { buffer, bytesPerRow }, [width, height]);
    device.queue.submit([encoder.finish()]);
    await buffer.mapAsync(1);
    const bytes = new Uint8Array(buffer.getMappedRange());
    const pixels = new Uint8ClampedArray(width * height * 4);
    for (let y = 0; y < height; y++)
      pixels.set(bytes.subarray(y * bytesPerRow, y * bytesPerRow + width * 4), y * width * 4);
    return pixels;
  } finally {
    buffer.destroy();
  }
}

/** Divides colours by alpha. */
function straighten(pixels: Uint8ClampedArray<ArrayBuffer>): Uint8ClampedArray<ArrayBuffer> {
  for (let at = 0; at < pixels.length; at += 4) {
    const alpha = pixels[at + 3]!;
    if (alpha === 255) continue;
    for (let i = at; i < at + 3; i++) pixels[i] = alpha === 0 ? 0 : Math.round((pixels[i]! * 255) / alpha);
  }
  return pixels;
}
