import type { Gpu, ResourcePool } from '@frameloom/gpu';
import { createMatrix, sliceRows, type Matrix } from '@frameloom/nn';
import type { TextShape } from '../model/shape.ts';

/** Matrices between layers. One step uses them at a time. */
export type Scratch = {
  /** What layers add to. */
  hidden: Matrix;
  normed: Matrix;
  qkv: Matrix;
  attended: Matrix;
  up: Matrix;
  /** What a layer adds, where it is normed first, and positions. */
  added: Matrix | undefined;
  logits: Matrix;
  /** 0, 1, 2 and so on, u32. */
  positions: GPUBuffer | undefined;
  /** Rows of all but the logits: tokens that go through the layers together. */
  tileRows: number;
};

/** Makes the matrices of a model. */
export function createScratch(
  gpu: Gpu,
  pool: ResourcePool,
  options: { shape: TextShape; format: 'f16' | 'f32'; maxContext: number; tileRows: number },
): Scratch {
  const { shape, format, maxContext, tileRows } = options;
  const { width, heads, kvHeads, headColumns, feedForward } = shape;
  const make = (label: string, columns: number, rows = tileRows): Matrix =>
    createMatrix(pool, { label, rows, columns, format });
  return {
    tileRows,
    hidden: make('hidden', width),
    normed: make('normed', width),
    qkv: make('qkv', (heads + 2 * kvHeads) * headColumns),
    attended: make('attended', heads * headColumns),
    up: make('up', feedForward),
    added: shape.postNorm || shape.learnedPositions ? make('added', width) : undefined,
    logits: make('logits', shape.vocabulary, 1),
    positions: shape.learnedPositions ? countUp(gpu, pool, maxContext) : undefined,
  };
}

/** The first rows of each matrix. */
export function firstRows(scratch: Scratch, rows: number): Scratch {
  const first = (matrix: Matrix): Matrix => sliceRows(matrix, { start: 0, count: rows });
  const { hidden, normed, qkv, attended, up, added } = scratch;
  return {
    ...scratch,
    hidden: first(hidden),
    normed: first(normed),
    qkv: first(qkv),
    attended: first(attended),
    up: first(up),
    added: added && first(added),
  };
}

function countUp(gpu: Gpu, pool: ResourcePool, count: number): GPUBuffer {
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
  const buffer = pool.buffer({ label: 'positions', size: count * 4, usage });
  gpu.device.queue.writeBuffer(
    buffer,
    0,
    Uint32Array.from({ length: count }, (_, i) => i),
  );
  return buffer;
}
