// Loss, gradients and some steps of AdamW of a small graph, against PyTorch in double precision. See make_training.py.
import { readFile } from 'node:fs/promises';
import { createPool, type Gpu } from '@frameloom/gpu';
import { parseSafetensors, toFloat32, type JsonObject, type Tensor } from '@frameloom/nn';
import { createTrainer, type Trainer } from '@frameloom/nn/training';
import { expect, test } from 'vitest';
import type { Planes } from '../../../packages/nn/src/conv2d/conv2d.reference.ts';
import { download, upload } from '../../gpu/nn/maps.ts';
import { useGpu } from '../../support/gpu-test.ts';

const fixture = useGpu();
const size = { width: 11, height: 14 };
const batch = 2;

test('learns what PyTorch learns', { timeout: 240_000 }, async () => {
  const { gpu } = fixture;
  const file = await readFile(new URL('training.safetensors', import.meta.url));
  const { tensors, metadata } = parseSafetensors(file);
  const part = (prefix: string): Map<string, Tensor> =>
    new Map(
      [...tensors]
        .filter(([name]) => name.startsWith(`${prefix}.`))
        .map(([name, tensor]) => [name.slice(prefix.length + 1), tensor]),
    );
  const trainer = await createTrainer(gpu, JSON.parse(metadata.get('architecture')!) as JsonObject, {
    ...(JSON.parse(metadata.get('options')!) as { steps: number }),
    classes: 'next',
    size,
    batch,
    keep: 0,
    tensors: part('begin'),
  });
  const losses = toFloat32(tensors.get('losses')!);
  const step = prepare(gpu, trainer, tensors);
  for (const [i, expected] of losses.entries()) {
    step();
    const { loss, steps } = await trainer.figures();
    expect(steps).toBe(1);
    expect(loss).toBeCloseTo(expected, 5);
    if (i > 0) continue;
    expectNear(await trainer.gradients(), part('gradient'), 2e-6);
    const chosen = await download(gpu.device, trainer.chosen, size.width, size.height * batch);
    expect(chosen.data).toEqual(toFloat32(tensors.get('chosen')!));
  }
  // Where a gradient is almost zero, Adam divides it by itself.
  expectNear(await trainer.weights(), part('end'), 1e-4);
  trainer.dispose();
});

/** Uploads the batch; returns what makes a step. */
function prepare(gpu: Gpu, trainer: Trainer, tensors: ReadonlyMap<string, Tensor>): () => void {
  const { device } = gpu;
  const pool = createPool(gpu, 'test');
  const planes = (name: string): Planes => {
    const { shape } = tensors.get(name)!;
    const width = shape.at(-1)!;
    const channels = name === 'memory' ? shape[0]! : 1;
    const data = toFloat32(tensors.get(name)!);
    return { channels, width, height: data.length / width / channels, data };
  };
  const values = toFloat32(tensors.get('weights')!);
  const weights = pool.buffer({ label: 'weights', size: values.byteLength, usage: 0x88 });
  device.queue.writeBuffer(weights, 0, new Float32Array(values));
  const inputs = {
    now: upload(device, pool, planes('now'), 'u8'),
    action: upload(device, pool, planes('action'), 'u8'),
    memory: upload(device, pool, planes('memory'), 'f32'),
  };
  const classes = upload(device, pool, planes('truth'), 'u8');
  return () => {
    const encoder = device.createCommandEncoder();
    trainer.record(encoder, inputs, { classes, weights });
    device.queue.submit([encoder.finish()]);
  };
}

/** Every tensor, relative to its largest number. */
function expectNear(
  got: ReadonlyMap<string, Tensor>,
  expected: ReadonlyMap<string, Tensor>,
  limit: number,
): void {
  for (const [name, tensor] of got) {
    const [mine, wanted] = [toFloat32(tensor), toFloat32(expected.get(name)!)];
    const scale = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
    const worst = mine.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i]!) / scale), 0);
    expect(worst, name).toBeLessThan(limit);
  }
  expect([...got.keys()].toSorted()).toEqual([...expected.keys()].toSorted());
}
