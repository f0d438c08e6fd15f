import { createPool, createUniformRing, mostFramesAhead, uniformRingBytes } from '@frameloom/gpu';
import { expect, test } from 'vitest';
import { useGpu } from '../../support/gpu-test.ts';

const fixture = useGpu();

function makeRing(size = 8) {
  const pool = createPool(fixture.gpu, 'ring');
  return { pool, ring: createUniformRing(fixture.gpu, pool, { label: 'ring/params', size }) };
}

/** Records `count` frames, each of which writes its number and copies what a pass would read to its place in `log`. */
function recordFrames(
  ring: ReturnType<typeof makeRing>['ring'],
  encoder: GPUCommandEncoder,
  log: GPUBuffer,
  from: number,
  count: number,
): void {
  for (let i = from; i < from + count; i++) {
    ring.write(encoder, Uint32Array.of(i, 2 * i));
    encoder.copyBufferToBuffer(ring.buffer, 0, log, i * 8, 8);
  }
}

function makeLog(frames: number): GPUBuffer {
  const { COPY_DST, COPY_SRC } = GPUBufferUsage;
  return fixture.device.createBuffer({ size: frames * 8, usage: COPY_DST | COPY_SRC });
}

async function readLog(log: GPUBuffer): Promise<number[]> {
  const { MAP_READ, COPY_DST } = GPUBufferUsage;
  const readback = fixture.device.createBuffer({ size: log.size, usage: MAP_READ | COPY_DST });
  const encoder = fixture.device.createCommandEncoder();
  encoder.copyBufferToBuffer(log, 0, readback, 0, log.size);
  fixture.device.queue.submit([encoder.finish()]);
  await readback.mapAsync(GPUMapMode.READ);
  return [...new Uint32Array(readback.getMappedRange())];
}

const expected = (frames: number): number[] => Array.from({ length: frames }, (_, i) => [i, 2 * i]).flat();

test('each frame of one encoder reads its own numbers', async () => {
  const { pool, ring } = makeRing();
  expect(pool.bytes).toBe(uniformRingBytes(8));
  const log = makeLog(200);
  const encoder = fixture.device.createCommandEncoder();
  recordFrames(ring, encoder, log, 0, 200);
  fixture.device.queue.submit([encoder.finish()]);
  expect(await readLog(log)).toEqual(expected(200));
  expect(ring.bytes).toBe(pool.bytes);
  pool.dispose();
});

test('submitted slots are used again: memory stays as it was', async () => {
  const { pool, ring } = makeRing();
  const log = makeLog(400);
  for (let i = 0; i < 400; i += 4) {
    const encoder = fixture.device.createCommandEncoder();
    recordFrames(ring, encoder, log, i, 4);
    fixture.device.queue.submit([encoder.finish()]);
    await fixture.device.queue.onSubmittedWorkDone();
  }
  expect(await readLog(log)).toEqual(expected(400));
  expect(pool.bytes).toBeLessThanOrEqual(uniformRingBytes(8) + 32 * 12);
  pool.dispose();
});

test('recording ahead is bounded, and says so', () => {
  const { pool, ring } = makeRing();
  const log = makeLog(mostFramesAhead + 1);
  const encoder = fixture.device.createCommandEncoder();
  recordFrames(ring, encoder, log, 0, mostFramesAhead);
  expect(() => ring.write(encoder, new Uint32Array(2))).toThrow(
    /2048 frames were recorded and none of them is known to have been submitted/,
  );
  fixture.device.queue.submit([encoder.finish()]);
  pool.dispose();
});

test('wrong sizes are refused', () => {
  const { pool, ring } = makeRing();
  const encoder = fixture.device.createCommandEncoder();
  expect(() => ring.write(encoder, new Uint32Array(3))).toThrow(/has 8 bytes, got 12/);
  expect(() => makeRing(6)).toThrow(/multiple of 4/);
  pool.dispose();
});
