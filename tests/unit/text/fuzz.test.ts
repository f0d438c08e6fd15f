// Files of language models with seeded damage: each is read, or refused with one FrameloomError before anything is allocated.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FrameloomError } from '@frameloom/gpu';
import { jsonLimits, openFile, openModelFile, parseJson } from '@frameloom/gpu/files';
import { expect, test } from 'vitest';
import { openGguf } from '../../../packages/text/src/load/gguf/open.ts';
import { hubWeights } from '../../../packages/text/src/load/hub-weights.ts';
import type { WeightSource } from '../../../packages/text/src/load/weight-source.ts';
import { readConfig } from '../../../packages/text/src/model/read-config.ts';
import type { TextShape } from '../../../packages/text/src/model/shape.ts';
import { checkTensors } from '../../../packages/text/src/network/check-tensors.ts';
import { createTokenizer } from '../../../packages/text/src/tokenizer/tokenizer.ts';
import { readTiny } from '../../support/text/tiny-models.ts';
import { damage } from '../gpu/damage.ts';
import { createRandom } from '../gpu/files.ts';

const parity = join(import.meta.dirname, '../../parity/text');
const tiny = readTiny('llama');
const bytesOf = async (name: string): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await tiny.files.get(`tiny/${name}`)!.arrayBuffer());
const file = (bytes: Uint8Array<ArrayBuffer>): File => new File([bytes], 'it');

/** How many damaged files were read, and how many refused; any other error is thrown. */
async function count(
  cases: number,
  seed: Uint8Array<ArrayBuffer>,
  head: number,
  read: (bytes: Uint8Array<ArrayBuffer>) => Promise<unknown>,
): Promise<{ read: number; refused: number }> {
  const random = createRandom(11);
  const outcome = { read: 0, refused: 0 };
  for (let i = 0; i < cases; i++) {
    // Only the head says anything about the rest.
    const damaged = damage(seed.slice(0, head), random);
    const bytes = new Uint8Array(damaged.length + seed.length - head);
    bytes.set(damaged);
    bytes.set(seed.subarray(head), damaged.length);
    try {
      await read(bytes);
      outcome.read++;
    } catch (error) {
      if (!(error instanceof FrameloomError)) throw error;
      outcome.refused++;
    }
  }
  expect(outcome.refused).toBeGreaterThan(cases / 10);
  return outcome;
}

/** Asks for the tensors of the shape, as loading does before it takes memory. */
async function requireWeights(source: WeightSource, shape: TextShape): Promise<void> {
  checkTensors(source, shape);
  await source.read([...source.shapes.keys()][0]!, undefined);
  source.dispose();
}

test('10,000 damaged files of models', async () => {
  const gguf = new Uint8Array(readFileSync(join(parity, 'llama.gguf')));
  await count(2500, gguf, 12_000, async (bytes) => {
    const { source, shape } = await openGguf(await openFile(file(bytes)));
    await requireWeights(source, shape);
  });
  const config = await bytesOf('config.json');
  await count(2500, config, config.length, async (bytes) =>
    readConfig('it', parseJson('it', bytes, jsonLimits)),
  );
  const tokenizer = await bytesOf('tokenizer.json');
  await count(2500, tokenizer, tokenizer.length, async (bytes) => {
    const made = await createTokenizer('it', parseJson('it', bytes, jsonLimits), {});
    made.decode(made.encode('a fox'));
  });
  const weights = await bytesOf('model.safetensors');
  const shape = readConfig('it', parseJson('it', config, jsonLimits));
  const header = 8 + Number(new DataView(weights.buffer).getBigUint64(0, true));
  await count(2500, weights, header, async (bytes) =>
    requireWeights(
      hubWeights('it', await openModelFile(new Map([['model.safetensors', file(bytes)]])), shape),
      shape,
    ),
  );
}, 60_000);
