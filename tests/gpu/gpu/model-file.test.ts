import { createPool } from '@frameloom/gpu';
import { openModelFile, uploadTensors } from '@frameloom/gpu/files';
import { expect, test } from 'vitest';
import { useGpu } from '../../support/gpu-test.ts';
import { makeFile } from '../../unit/gpu/files.ts';

const fixture = useGpu();

/** 5 MB: more than a piece, an odd number of halves, one byte. */
const halves = 2_500_001;
const data = Uint8Array.from({ length: 2 * halves + 1 + 8 }, (_, i) => (i * 31) >> 2);
const file = makeFile(
  {
    wide: { dtype: 'F16', shape: [halves], data_offsets: [0, 2 * halves] },
    byte: { dtype: 'U8', shape: [1], data_offsets: [2 * halves, 2 * halves + 1] },
    pair: { dtype: 'F32', shape: [2], data_offsets: [2 * halves + 1, 2 * halves + 9] },
  },
  data,
);

async function readBack(buffer: GPUBuffer): Promise<Uint8Array> {
  const { device } = fixture;
  const staging = device.createBuffer({ size: buffer.size, usage: 0x01 | 0x08 });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, 0, staging, 0, buffer.size);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(0x01);
  const bytes = new Uint8Array(staging.getMappedRange()).slice();
  staging.destroy();
  return bytes;
}

test('tensors go to buffers as they lie in the file, filled up to whole words', async () => {
  const pool = createPool(fixture.gpu, 'files');
  const model = await openModelFile(new Blob([file]));
  const buffers = await uploadTensors(fixture.gpu, pool, model, { usage: 0x04 });
  expect([...buffers.keys()]).toEqual(['wide', 'byte', 'pair']);
  const wide = await readBack(buffers.get('wide')!);
  expect(wide.length).toBe(2 * halves + 2);
  expect(wide.subarray(0, -2).every((byte, i) => byte === data[i])).toBe(true);
  expect([...(await readBack(buffers.get('byte')!))]).toEqual([data[2 * halves]!, 0, 0, 0]);
  expect([...(await readBack(buffers.get('pair')!))]).toEqual([...data.subarray(2 * halves + 1)]);
  expect(pool.bytes).toBe(2 * halves + 2 + 4 + 8);
  pool.dispose();
});

test('only those that are asked for; nothing is left of an upload that fails', async () => {
  const pool = createPool(fixture.gpu, 'files');
  const model = await openModelFile(new Blob([file]));
  const buffers = await uploadTensors(fixture.gpu, pool, model, { names: ['pair'] });
  expect([...buffers.keys()]).toEqual(['pair']);
  expect(pool.bytes).toBe(8);
  const controller = new AbortController();
  const upload = uploadTensors(fixture.gpu, pool, model, {
    signal: controller.signal,
    onProgress: ({ loaded }) => loaded > 0 && controller.abort(),
  });
  await expect(upload).rejects.toMatchObject({ code: 'aborted' });
  expect(pool.bytes).toBe(8);
  await expect(uploadTensors(fixture.gpu, pool, model, { names: ['nobody'] })).rejects.toMatchObject({
    code: 'invalid-argument',
  });
  pool.dispose();
});
