// What a trainer promises beside right gradients, which tests/parity/nn/training.test.ts compares.
import { createPool, type Gpu } from '@frameloom/gpu';
import { createFeatureMap, createNetwork, type FeatureMap, type NetworkArchitecture } from '@frameloom/nn';
import { createTrainer, type Trainer, type TrainerOptions } from '@frameloom/nn/training';
import { expect, test } from 'vitest';
import { useGpu } from '../../support/gpu-test.ts';
import { createRandom, download, upload } from './maps.ts';

const fixture = useGpu();
const size = { width: 8, height: 8 };
const batch = 4;
const options: TrainerOptions = { classes: 'next', size, batch, steps: 30, rate: 0.03, warmUp: 3, keep: 0 };

const architecture = {
  inputs: [{ name: 'now', channels: 1, values: 'u8' }],
  layers: [
    { name: 'see', op: 'lookup', input: ['now'], channels: 4, classes: 3 },
    { name: 'wide', op: 'conv2d', input: ['see'], channels: 8, kernel: 3, activation: 'relu' },
    { name: 'logits', op: 'conv2d', input: ['wide'], channels: 3, kernel: 1 },
    { name: 'next', op: 'arg-max', input: ['logits'], values: 'u8' },
  ],
  outputs: ['next'],
} as unknown as NetworkArchitecture;

test(
  'learns to move a picture by a pixel, the same on every run, and createNetwork plays it',
  { timeout: 240_000 },
  async () => {
    const { gpu } = fixture;
    const first = await learn(gpu);
    const figures = await first.trainer.figures();
    expect(figures).toMatchObject({ steps: 1 });
    expect(figures.right).toBeGreaterThan(0.95);
    const weights = await first.trainer.weights();
    const second = await learn(gpu);
    expect(await second.trainer.weights()).toEqual(weights);

    const network = await createNetwork(gpu, architecture, weights, { maxSize: size, precision: 'f32' });
    const pool = createPool(gpu, 'test');
    const next = createFeatureMap(pool, { label: 'next', ...size, channels: 1, format: 'u8' });
    const encoder = gpu.device.createCommandEncoder();
    network.record(encoder, { now: first.now }, { next }, size);
    first.step(encoder);
    const made = await download(gpu.device, next, size.width, size.height);
    const chosen = await download(gpu.device, first.trainer.chosen, size.width, size.height);
    expect(made.data).toEqual(chosen.data);
    for (const one of [first.trainer, second.trainer, network, pool]) one.dispose();
    expect(gpu.memory.byOwner()['nn/trainer'] ?? 0).toBe(0);
  },
);

test('says what it cannot train', async () => {
  const { gpu } = fixture;
  const [see, wide, logits, next] = architecture.layers;
  const withLayer = (layer: object): NetworkArchitecture =>
    ({ ...architecture, layers: [see, layer, logits, next] }) as unknown as NetworkArchitecture;
  const norm = { name: 'wide', op: 'group-norm', input: ['see'], groups: 2 };
  await expect(createTrainer(gpu, withLayer(norm), options)).rejects.toThrow(
    'nn/trainer: layer "wide" is group-norm, and only conv2d, lookup,',
  );
  await expect(createTrainer(gpu, withLayer({ ...wide, activation: 'gelu' }), options)).rejects.toThrow(
    'layer "wide" ends with gelu',
  );
  await expect(createTrainer(gpu, withLayer({ ...wide, padding: 'reflect' }), options)).rejects.toThrow(
    'layer "wide" pads by reflect',
  );
  await expect(createTrainer(gpu, architecture, { ...options, classes: 'logits' })).rejects.toThrow(
    'classes must name a layer arg-max or pointer-arg-max, got "logits"',
  );
  await expect(createTrainer(gpu, architecture, { ...options, batch: 0 })).rejects.toThrow(
    'batch must be a whole number from 1, got 0',
  );
});

/** Random pictures whose next one is moved right by a pixel. */
async function learn(
  gpu: Gpu,
): Promise<{ trainer: Trainer; now: FeatureMap; step(encoder: GPUCommandEncoder): void }> {
  const trainer = await createTrainer(gpu, architecture, options);
  const pool = createPool(gpu, 'test');
  const random = createRandom(5);
  const picture = Float32Array.from({ length: 64 * batch }, () => Math.floor(random() * 3));
  const moved = picture.map((_, i) => (i % 8 === 0 ? 0 : picture[i - 1]!));
  const planes = (data: Float32Array) => ({ channels: 1, width: 8, height: 8 * batch, data });
  const now = upload(gpu.device, pool, planes(picture), 'u8');
  const classes = upload(gpu.device, pool, planes(moved), 'u8');
  const weights = pool.buffer({ label: 'weights', size: 4 * picture.length, usage: 0x88 });
  gpu.device.queue.writeBuffer(weights, 0, new Float32Array(picture.length).fill(1));
  const step = (encoder: GPUCommandEncoder): void => {
    trainer.record(encoder, { now }, { classes, weights });
    gpu.device.queue.submit([encoder.finish()]);
  };
  for (let i = 0; i < options.steps; i++) {
    if (i === options.steps - 1) await trainer.figures();
    step(gpu.device.createCommandEncoder());
  }
  return { trainer, now, step };
}
