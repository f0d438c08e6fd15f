import type { Gpu, ResourcePool, Slice } from '@frameloom/gpu';
import { createMatrix, type Matrix } from '@frameloom/nn';
import type { TextEncoderConfig } from '../text-encoder/config.ts';
import type { TextEncoder } from '../text-encoder/text-encoder.ts';

/** What a network reads of a text. */
export type TextShape = {
  encoders: readonly TextEncoderConfig[];
  rows: number;
  columns: number;
  /** Numbers of the text as a whole; 0 where it is not read. */
  pooledColumns: number;
};

/** A text as the network reads it. */
export type Words = { rows: Matrix; pooled: Matrix | undefined };

/** Room for two texts, and for encoding them. */
export type WordSpace = {
  prompt: Words;
  negative: Words;
  /** Tokens of a text, for each encoder. */
  positions: readonly number[];
  /** The work on a text, cut into tokens for each of the encoders. */
  encode(encoders: readonly TextEncoder[], tokens: readonly (readonly number[])[], output: Words): Slice[];
};

/** @throws FrameloomError `invalid-size`, `device-lost`, `disposed`. */
export function createWordSpace(
  gpu: Gpu,
  pool: ResourcePool,
  { encoders: configs, rows, columns, pooledColumns }: TextShape,
  format: 'f16' | 'f32',
): WordSpace {
  const matrix = (label: string, count: number, width: number): Matrix =>
    createMatrix(pool, { label, rows: count, columns: width, format });
  const wordsOf = (label: string): Words => ({
    rows: matrix(label, rows, columns),
    pooled: pooledColumns > 0 ? matrix(`${label} as a whole`, 1, pooledColumns) : undefined,
  });
  const places = configs.map(({ positions, width, projection }) => ({
    embeddings: matrix('embeddings', positions, width),
    hidden: projection === undefined ? undefined : matrix('hidden', positions, width),
    projected: projection === undefined ? undefined : matrix('projected', positions, projection),
  }));
  const number = format === 'f32' ? 4 : 2;
  return {
    prompt: wordsOf('prompt'),
    negative: wordsOf('negative prompt'),
    positions: configs.map(({ positions }) => positions),
    encode(encoders, tokens, output) {
      let [column, pooledColumn] = [0, 0];
      return encoders.flatMap((encoder, i) => {
        const { embeddings, hidden, projected } = places[i]!;
        const { positions, width, projection = 0 } = configs[i]!;
        const ids = tokens[i]!;
        gpu.device.queue.writeBuffer(embeddings.buffer, 0, encoder.embed(ids));
        if (!hidden || !projected) return encoder.slices(embeddings, output.rows);
        const [at, pooledAt] = [column * number, pooledColumn * number];
        column += width;
        pooledColumn += projection;
        /** Its columns beside those of the encoder before, rows of tokens above rows of zeros. */
        const place = (commands: GPUCommandEncoder): void => {
          const bytes = width * number;
          for (let row = 0; row < positions; row++) {
            const to = row * columns * number + at;
            commands.copyBufferToBuffer(hidden.buffer, row * bytes, output.rows.buffer, to, bytes);
          }
          const from = encoder.endOf(ids) * projection * number;
          const { buffer } = output.pooled!;
          commands.copyBufferToBuffer(projected.buffer, from, buffer, pooledAt, projection * number);
        };
        return [
          ...encoder.slices(embeddings, hidden, projected),
          { kind: 'image/words', bytes: 2 * hidden.buffer.size, record: place },
        ];
      });
    },
  };
}
