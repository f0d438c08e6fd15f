// Configs and shards with seeded damage: what comes out is a model that can be estimated, or one FrameloomError that says what is wrong.
import { readFile } from 'node:fs/promises';
import { FrameloomError } from '@frameloom/gpu';
import type { JsonObject } from '@frameloom/gpu/files';
import { createScheduler } from '@frameloom/image';
import { expect, test } from 'vitest';
import { readConfigs } from '../../../packages/image/src/model/configs.ts';
import { estimateParts } from '../../../packages/image/src/model/estimate.ts';
import { readTensors } from '../../../packages/image/src/model/read-tensors.ts';
import { readTinyConfig } from '../../../packages/image/src/vae/tiny-config.ts';
import { createRandom } from '../../gpu/nn/maps.ts';
import { damage } from '../gpu/damage.ts';
import { createRandom as createDice, writeSafetensors } from '../gpu/files.ts';

const folder = new URL('../../parity/image/pipelines/', import.meta.url);
const read = async (model: string, path: string): Promise<JsonObject> =>
  JSON.parse(await readFile(new URL(`${model}/${path}`, folder), 'utf8')) as JsonObject;

const strange: readonly unknown[] = [
  [null, true, false, '', 'UNet3DConditionModel', 0, -1, 0.5, 3, 7, 1e9, 1e308, -0, [], {}, [[]]],
  [[1, 2], [8, 8, 8, 8, 8, 8, 8, 8, 8], ['DownBlock2D'], [null, null], 'mish', { a: 1 }],
].flat();

/** Other values of one to three fields, or fields that are missing. */
function change(config: JsonObject, random: () => number): JsonObject {
  const changed: Record<string, unknown> = structuredClone(config);
  const names = Object.keys(config);
  for (let i = 0; i <= random() * 2; i++) {
    const name = names[Math.floor(random() * names.length)]!;
    const value = strange[Math.floor(random() * strange.length)];
    if (random() < 0.1) delete changed[name];
    else changed[name] = value;
  }
  return changed as JsonObject;
}

/** Whether it worked; anything but a FrameloomError with one sentence and a remedy is thrown on. */
function attempt(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (!(error instanceof FrameloomError)) throw error;
    expect(error.message).toMatch(/\w+: .{10,}\./s);
    return false;
  }
}

test('8,000 damaged configs', async () => {
  const random = createRandom(4);
  const configsOf = async (model: string, network: string) => ({
    unet: await read(model, `${network}/config.json`),
    textEncoder: await read(model, 'text_encoder/config.json'),
    vae: await read(model, 'vae/config.json'),
  });
  const sets = [await configsOf('latent', 'unet'), await configsOf('transformer', 'transformer')];
  const tiny = JSON.parse(
    await readFile(new URL('../../parity/image/tiny-vae.json', import.meta.url), 'utf8'),
  ) as JsonObject;
  const scheduler = await read('latent', 'scheduler/scheduler_config.json');
  const outcome = { read: 0, refused: 0 };
  const count = (isRead: boolean): void => void outcome[isRead ? 'read' : 'refused']++;
  for (let i = 0; i < 4000; i++) {
    const part = (['unet', 'textEncoder', 'vae'] as const)[i % 3]!;
    const isTransformer = i % 2 === 1;
    const configs = sets[i % 2]!;
    const changed = { ...configs, [part]: change(configs[part], random) };
    const { unet, textEncoder, vae } = changed;
    count(
      attempt(() => {
        const all = readConfigs({
          label: 'fuzz',
          index: {},
          denoiser: { config: unet, kind: isTransformer ? 'transformer' : 'unet' },
          textEncoders: [textEncoder, textEncoder]
            .slice(0, isTransformer ? 2 : 1)
            .map((config) => ({ config, projects: isTransformer })),
          vae: { config: vae, isTiny: false },
        });
        // Every layer of every network is looked at, which takes its time.
        if (i % 8 > 2) return;
        const size = { width: 16 * all.factor, height: 16 * all.factor };
        const memory = estimateParts(all, size, 'f16');
        expect(memory.together).toBeGreaterThan(0);
      }),
    );
  }
  for (let i = 0; i < 2000; i++) count(attempt(() => readTinyConfig(change(tiny, random))));
  for (let i = 0; i < 2000; i++) {
    const config = change(scheduler, random);
    count(
      attempt(() => {
        const { steps } = createScheduler(config).plan({ numInferenceSteps: 5 });
        expect(steps.length).toBeGreaterThan(0);
      }),
    );
  }
  expect(outcome.refused).toBeGreaterThan(2000);
  expect(outcome.read).toBeGreaterThan(1000);
});

test('2,000 damaged shards and their indexes', { timeout: 120_000 }, async () => {
  const dice = createDice(6);
  const shards = ['a', 'b'].map((name) =>
    writeSafetensors({ [name]: { shape: [2, 2], data: [1, 2, 3, 4] } }),
  );
  const map = { a: 'model-1.safetensors', b: 'model-2.safetensors' };
  const index = new TextEncoder().encode(JSON.stringify({ metadata: { total_size: 32 }, weight_map: map }));
  const outcome = { read: 0, refused: 0 };
  for (let i = 0; i < 2000; i++) {
    const files: Uint8Array[] = [index, ...shards];
    files[i % 3] = damage(files[i % 3]!, dice);
    const names = ['model.safetensors.index.json', ...Object.values(map)];
    const source = new Map(
      names.map((name, j) => [`m/unet/${name}`, new Blob([new Uint8Array(files[j]!)])] as const),
    );
    try {
      const tensors = await readTensors({ source, folder: 'unet', names: ['model'], options: {} });
      for (const { shape, data } of tensors.values())
        expect(data.length).toBe(shape.reduce((product, side) => product * side, 1));
      outcome.read++;
    } catch (error) {
      if (!(error instanceof FrameloomError)) throw error;
      outcome.refused++;
    }
  }
  expect(outcome.refused).toBeGreaterThan(800);
  expect(outcome.read).toBeGreaterThan(20);
});
