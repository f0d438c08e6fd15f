import type { NetworkArchitecture, Tensor } from '@frameloom/nn';
import type { ActionSpec } from '../engine/engine.ts';
import type { EpisodeHeader } from '../record/episode-file.ts';
import { memory } from './small-network.ts';

/** Two pictures that a game begins with, as bytes of classes. */
export type Start = { now: Uint8Array; before: Uint8Array };

/** What a level's folder is made of. */
export type LevelParts = {
  name: string;
  fps: number;
  header: EpisodeHeader;
  actions: readonly ActionSpec[];
  network: NetworkArchitecture;
  weights: ReadonlyMap<string, Tensor>;
  starts: readonly Start[];
  metrics: Readonly<Record<string, number>>;
};

/** Writes `level.json` and `level.safetensors`, as `loadLevel` reads them. */
export async function writeLevel({
  name,
  fps,
  header,
  actions,
  network,
  weights,
  starts,
  metrics,
}: LevelParts): Promise<Map<string, Blob>> {
  const { width, height } = header.frame;
  const [rows, columns] = [height, width].map((side) => Math.ceil(side / 2 ** memory.level));
  const bytesOf = (pictures: readonly Uint8Array[]): Uint8Array =>
    Uint8Array.from(pictures.flatMap((picture) => [...picture]));
  const count = starts.length;
  const tensors = new Map<string, Tensor>([
    ...[...weights].map(([key, tensor]) => [`network.${key}`, tensor] as const),
    [
      'start.now',
      { dtype: 'U8', shape: [count, height, width], data: bytesOf(starts.map(({ now }) => now)) },
    ],
    [
      'start.before',
      { dtype: 'U8', shape: [count, height, width], data: bytesOf(starts.map(({ before }) => before)) },
    ],
    [
      'start.memory',
      {
        dtype: 'U8',
        shape: [count, memory.channels, rows!, columns!],
        data: new Uint8Array(count * memory.channels * rows! * columns!),
      },
    ],
  ]);
  const file = writeSafetensors(tensors);
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', file));
  const config = {
    format: 'frameloom-model',
    version: 1,
    name,
    task: 'level',
    architecture: {
      kind: 'pixels',
      frame: [width, height],
      fps,
      actions,
      palette: header.palette,
      memory,
      network,
      starts: starts.map((_, i) => ({ name: `${i}` })),
    },
    weights: {
      file: 'level.safetensors',
      bytes: file.length,
      sha256: Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join(''),
    },
    metrics: { training: metrics },
    license: 'of whoever made the recording',
    training: { by: '@frameloom/world/training', data: header.level },
  };
  return new Map([
    ['level.json', new Blob([JSON.stringify(config)], { type: 'application/json' })],
    ['level.safetensors', new Blob([file])],
  ]);
}

/** Tensors of bytes and floats as one file. */
function writeSafetensors(tensors: ReadonlyMap<string, Tensor>): Uint8Array<ArrayBuffer> {
  // Wider numbers first, so that all lie at multiples of their size.
  const sorted = [...tensors].toSorted(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  let offset = 0;
  const entries = sorted.map(([name, { dtype, shape, data }]) => {
    const start = offset;
    offset += data.byteLength;
    return [name, { dtype, shape, data_offsets: [start, offset] }] as const;
  });
  const header = JSON.stringify(Object.fromEntries(entries));
  const text = new TextEncoder().encode(header.padEnd(Math.ceil(header.length / 8) * 8));
  const file = new Uint8Array(8 + text.length + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  for (const [i, [, { data }]] of sorted.entries()) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    file.set(bytes, 8 + text.length + entries[i]![1].data_offsets[0]!);
  }
  return file;
}
