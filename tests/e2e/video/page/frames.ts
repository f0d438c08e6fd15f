// Frames of known colours, through the importer, back to numbers.
import { createGpu, type Gpu } from '@frameloom/gpu';
import { fromHalf } from '../../../gpu/upscale/halves.ts';
import { createFrameImporter, type FrameImporter, type FrameSource } from '@frameloom/video';

let shared: Promise<Gpu> | undefined;
let importers: Promise<FrameImporter> | undefined;

/** One device for the page. */
export function pageGpu(): Promise<Gpu> {
  return (shared ??= createGpu());
}

export type Yuv = { matrix: 'bt709' | 'smpte170m' | 'bt2020-ncl'; fullRange: boolean };

/** A 4:2:0 frame with the given colours (0 … 1) in vertical bars of equal width. */
export function yuvFrame(
  colors: readonly (readonly number[])[],
  { matrix, fullRange }: Yuv,
  size: { width: number; height: number },
  more: object = {},
): VideoFrame {
  const { width, height } = size;
  const [kr, kb] = { bt709: [0.2126, 0.0722], smpte170m: [0.299, 0.114], 'bt2020-ncl': [0.2627, 0.0593] }[
    matrix
  ];
  const toYuv = ([r, g, b]: readonly number[]): number[] => {
    const y = kr! * r! + (1 - kr! - kb!) * g! + kb! * b!;
    const u = (b! - y) / (2 * (1 - kb!));
    const v = (r! - y) / (2 * (1 - kr!));
    const full = [y * 255, 128 + u * 255, 128 + v * 255].map((value) => Math.min(255, value));
    return fullRange ? full : [16 + y * 219, 128 + u * 224, 128 + v * 224];
  };
  const chroma = (width / 2) * (height / 2);
  const data = new Uint8Array(width * height + 2 * chroma);
  const barOf = (x: number, across: number): number[] =>
    toYuv(colors[Math.min(colors.length - 1, Math.floor((x / across) * colors.length))]!);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) data[y * width + x] = Math.round(barOf(x, width)[0]!);
  for (let y = 0; y < height / 2; y++)
    for (let x = 0; x < width / 2; x++) {
      const [, u, v] = barOf(x, width / 2);
      data[width * height + (y * width) / 2 + x] = Math.round(u!);
      data[width * height + chroma + (y * width) / 2 + x] = Math.round(v!);
    }
  return new VideoFrame(data, {
    format: 'I420',
    codedWidth: width,
    codedHeight: height,
    timestamp: 0,
    colorSpace: {
      matrix,
      fullRange,
      primaries: matrix === 'bt2020-ncl' ? 'bt2020' : matrix,
      transfer: matrix === 'bt2020-ncl' ? 'bt709' : matrix,
    },
    ...more,
  } as VideoFrameBufferInit);
}

/** Imports what `source` shows and reads pixels at fractions of the size, 0 … 255. */
export async function importedColors(
  source: FrameSource,
  size: { width: number; height: number },
  places: readonly (readonly [number, number])[],
  format: 'rgba8unorm' | 'rgba16float' = 'rgba8unorm',
): Promise<number[][]> {
  const gpu = await pageGpu();
  const importer = await (importers ??= createFrameImporter(gpu, 'test'));
  const encoder = gpu.device.createCommandEncoder();
  const texture = importer.record(encoder, source, size, { format });
  const pixels = await readTexture(gpu, encoder, texture);
  return places.map(([fx, fy]) => {
    const x = Math.min(size.width - 1, Math.floor(fx * size.width));
    const y = Math.min(size.height - 1, Math.floor(fy * size.height));
    return Array.from(pixels.subarray((y * size.width + x) * 4, (y * size.width + x) * 4 + 3));
  });
}

/** Submits the encoder with a readback of an rgba8unorm texture. */
export async function readTexture(
  gpu: Gpu,
  encoder: GPUCommandEncoder,
  texture: GPUTexture,
): Promise<Float32Array> {
  const { device } = gpu;
  const { width, height } = texture;
  const bytes = texture.format === 'rgba16float' ? 8 : 4;
  const bytesPerRow = Math.ceil((width * bytes) / 256) * 256;
  const buffer = device.createBuffer({
    size: bytesPerRow * height,
    usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
  });
  encoder.copyTextureToBuffer({ texture }, { buffer, bytesPerRow }, [width, height]);
  device.queue.submit([encoder.finish()]);
  await buffer.mapAsync(GPUMapMode.READ);
  const mapped = buffer.getMappedRange();
  const halves = bytes === 8 ? new Uint16Array(mapped) : undefined;
  const eights = new Uint8Array(mapped);
  const values = new Float32Array(width * height * 4);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width * 4; x++)
      values[y * width * 4 + x] = halves
        ? fromHalf(halves[(y * bytesPerRow) / 2 + x]!) * 255
        : eights[y * bytesPerRow + x]!;
  buffer.destroy();
  return values;
}

/** How the browser itself draws the frame, at the same places. */
export function drawnColors(
  source: CanvasImageSource,
  size: { width: number; height: number },
  places: readonly (readonly [number, number])[],
): number[][] {
  const context = new OffscreenCanvas(size.width, size.height).getContext('2d')!;
  context.drawImage(source, 0, 0, size.width, size.height);
  return places.map(([fx, fy]) =>
    Array.from(
      context.getImageData(Math.floor(fx * size.width), Math.floor(fy * size.height), 1, 1).data.slice(0, 3),
    ),
  );
}
