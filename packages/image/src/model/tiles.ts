import { createPass, createPool, createUniformRing, type Gpu, type Slice } from '@frameloom/gpu';
import { createFeatureMap, numberLibraries, type Network, type NetworkSize } from '@frameloom/nn';
import type { CodecFacts, Half } from './codec.ts';
import blendCode from './tile-blend.wgsl?raw';
import cropCode from './tile-crop.wgsl?raw';

/** Where tiles begin along an axis, evenly spread, so that each overlaps the next by a quarter of its length or more. */
export function spreadTiles(length: number, tile: number): readonly number[] {
  if (length <= tile) return [0];
  const count = Math.ceil((length - tile) / Math.ceil(tile * 0.75)) + 1;
  return Array.from({ length: count }, (_, i) => Math.round((i * (length - tile)) / (count - 1)));
}

/** Decodes a large latent part by part, as `enable_tiling` of diffusers does; seams are blended. */
export type TiledDecoder = {
  readonly bytes: number;
  slices(from: GPUBuffer, to: GPUBuffer): Slice[];
  dispose(): void;
};

/**
 * @param tile Pixels of the latent that are decoded at a time; `network` has room for them.
 * @throws FrameloomError `compilation`, `device-lost`.
 */
export async function createTiledDecoder(
  gpu: Gpu,
  network: Network,
  { facts, half, picture, tile }: { facts: CodecFacts; half: Half; picture: NetworkSize; tile: NetworkSize },
): Promise<TiledDecoder> {
  const { factor, latentChannels, channels } = facts;
  const { format, precision } = network;
  const latent = { width: picture.width / factor, height: picture.height / factor };
  const shown = { width: tile.width * factor, height: tile.height * factor };
  const pool = createPool(gpu, 'image/tiles');
  const ring = createUniformRing(gpu, pool, { label: 'image/tiles', size: 32 });
  const input = createFeatureMap(pool, { label: 'input', ...tile, channels: latentChannels, format });
  const output = createFeatureMap(pool, { label: 'output', ...shown, channels, format });
  const blocks = Math.ceil(latentChannels / 4);
  const shared = { libraries: numberLibraries(precision) };
  const sides = (size: NetworkSize) => ({ tileWidth: size.width, tileHeight: size.height });
  const [crop, blend] = await Promise.all([
    createPass(gpu, {
      ...shared,
      label: 'image/tiles/crop',
      file: 'tile-crop.wgsl',
      code: cropCode,
      constants: { ...latent, ...sides(tile), ...half.enter, blocks },
    }),
    createPass(gpu, {
      ...shared,
      label: 'image/tiles/blend',
      file: 'tile-blend.wgsl',
      code: blendCode,
      constants: { width: picture.width, ...sides(shown), ...half.leave },
    }),
  ]);
  const columns = spreadTiles(latent.width, tile.width);
  const rows = spreadTiles(latent.height, tile.height);
  /** Pixels by which the tile before and the one after overlap tile `i`. */
  const ramps = (starts: readonly number[], i: number, length: number): [number, number] => {
    const overlap = (a: number, b: number): number => (starts[a]! + length - starts[b]!) * factor;
    return [i > 0 ? overlap(i - 1, i) : 0, i < starts.length - 1 ? overlap(i, i + 1) : 0];
  };
  const decodeTile = (from: GPUBuffer, to: GPUBuffer, column: number, row: number): Slice[] => {
    const [x, y] = [columns[column]!, rows[row]!];
    const write = (encoder: GPUCommandEncoder, scale: number): void => {
      const data = new ArrayBuffer(32);
      new Uint32Array(data).set([x * scale, y * scale]);
      const across = ramps(columns, column, tile.width);
      new Float32Array(data).set([...across, ...ramps(rows, row, tile.height)], 2);
      ring.write(encoder, data);
    };
    return [
      {
        kind: 'image/tiles',
        bytes: input.buffer.size * 3,
        record(encoder) {
          write(encoder, 1);
          const bindings = { parameters: ring.buffer, sample: from, map: input.buffer };
          crop.record(encoder, bindings, { ...tile, depth: blocks });
        },
      },
      ...network.slices({ [network.inputs[0]!.name]: input }, { [network.outputs[0]!.name]: output }, tile),
      {
        kind: 'image/tiles',
        bytes: output.buffer.size * 5,
        record(encoder) {
          write(encoder, factor);
          blend.record(encoder, { parameters: ring.buffer, tile: output.buffer, picture: to }, shown);
        },
      },
    ];
  };
  return {
    get bytes() {
      return pool.bytes;
    },
    slices: (from, to) => [
      { kind: 'image/clear', bytes: to.size, record: (encoder) => encoder.clearBuffer(to) },
      ...rows.flatMap((_, row) => columns.flatMap((__, column) => decodeTile(from, to, column, row))),
    ],
    dispose: () => pool.dispose(),
  };
}
