import type { Gpu, Pass, ResourcePool } from '@frameloom/gpu';
import { createFeatureMap, type FeatureMap } from '@frameloom/nn';
import type { Trainer } from '@frameloom/nn/training';
import type { Counts } from './curriculum.ts';
import type { Lesson } from './lesson.ts';
import { memory } from './small-network.ts';

/** Buffers of the streams. */
export type Batch = Readonly<
  Record<'deal' | 'streams' | 'pictures' | 'counts' | 'totals' | 'weights', GPUBuffer> &
    Record<'now' | 'before' | 'truth' | 'action', FeatureMap>
>;

/** GPUBufferUsage and GPUMapMode, spelled out because Node has no such globals of its own. */
const usage = { mapRead: 0x01, copySrc: 0x04, copyDst: 0x08, uniform: 0x40, storage: 0x80 } as const;
const mapModeRead = 0x01;

/** Uploads what is learned from, and makes what a step works on. */
export function createBatch(
  gpu: Gpu,
  pool: ResourcePool,
  { header, pictures, counts }: Lesson,
  batch: number,
): Batch {
  const { width, height } = header.frame;
  const { queue } = gpu.device;
  const make = (label: string, size: number, more = 0): GPUBuffer =>
    pool.buffer({ label, size, usage: usage.storage | usage.copyDst | more });
  const map = (label: string, level = 0): FeatureMap =>
    createFeatureMap(pool, {
      label,
      width: width / 2 ** level,
      height: (height / 2 ** level) * batch,
      channels: 1,
      format: 'u8',
    });
  const buffers = {
    deal: make('deal', 16, usage.uniform),
    streams: make('streams', 16 * batch),
    pictures: make('pictures', pictures.byteLength),
    counts: make('counts', counts.byteLength),
    totals: make('totals', 16, usage.copySrc),
    weights: make('weights', 4 * width * height * batch),
    now: map('now'),
    before: map('before'),
    truth: map('truth'),
    action: map('action', memory.level),
  };
  queue.writeBuffer(buffers.pictures, 0, pictures);
  queue.writeBuffer(buffers.counts, 0, counts);
  return buffers;
}

/** Submits a step of all streams. */
export function submitStep(
  gpu: Gpu,
  parts: {
    deal: Pass;
    tally: Pass;
    trainer: Trainer;
    buffers: Batch;
    batch: number;
    frame: { width: number; height: number };
  },
  words: Uint32Array<ArrayBuffer>,
  actions: Uint8Array,
): void {
  const { deal, tally, trainer, buffers, batch, frame } = parts;
  const { queue } = gpu.device;
  const { now, before, truth, action, weights, totals, ...inputs } = buffers;
  queue.writeBuffer(inputs.deal, 0, Uint32Array.of(frame.width, frame.height, batch, trainer.step));
  queue.writeBuffer(inputs.streams, 0, words);
  const each = action.buffer.size / batch;
  queue.writeBuffer(
    action.buffer,
    0,
    new Uint8Array(action.buffer.size).map((_, i) => actions[Math.floor(i / each)]!),
  );
  const encoder = gpu.device.createCommandEncoder();
  const size = { width: (frame.width * frame.height * batch) / 4 };
  const chosen = trainer.chosen.buffer;
  const maps = { now: now.buffer, before: before.buffer, truth: truth.buffer };
  deal.record(encoder, { ...inputs, ...maps, chosen, weights }, size);
  trainer.record(encoder, { now, before, action }, { classes: truth, weights });
  const { streams, pictures } = inputs;
  tally.record(encoder, { deal: inputs.deal, streams, pictures, chosen, totals }, size);
  queue.submit([encoder.finish()]);
}

/** Reads the counts, and begins anew. */
export async function readCounts(gpu: Gpu, pool: ResourcePool, totals: GPUBuffer): Promise<Counts> {
  const staging = pool.buffer({ label: 'read', size: totals.size, usage: usage.mapRead | usage.copyDst });
  try {
    const encoder = gpu.device.createCommandEncoder();
    encoder.copyBufferToBuffer(totals, 0, staging, 0, totals.size);
    encoder.clearBuffer(totals);
    gpu.device.queue.submit([encoder.finish()]);
    await staging.mapAsync(mapModeRead);
    const [changed = 0, right = 0, own = 0, ownRight = 0] = new Uint32Array(staging.getMappedRange());
    return [changed, right, own, ownRight];
  } finally {
    pool.free(staging);
  }
}
