// The recipe of models/tales from books to a folder that packages/text reads: trained, resumed, exported.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseSafetensors } from '@frameloom/gpu/files';
import { expect, test } from 'vitest';
import { readConfig } from '../../../packages/text/src/model/read-config.ts';
import { wantedTensors } from '../../../packages/text/src/model/tensors.ts';
import { createTokenizer } from '../../../packages/text/src/tokenizer/tokenizer.ts';
import { hasTorch, python, runModule } from '../../support/python.ts';

const canRun = hasTorch && spawnSync(python, ['-c', 'import tokenizers']).status === 0;

test.skipIf(!canRun)(
  'trains, goes on, and exports what the package reads',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tales-'));
    try {
      const [books, run, out] = ['books', 'run', 'out'].map((name) => join(folder, name)) as [
        string,
        string,
        string,
      ];
      mkdirSync(books);
      const tale = `\n\nTHE KING’S FOX\n\n${'“Once there was a fox,” said the king,\nwho had a red coat. '.repeat(80)}\n\n`;
      for (const name of ['fables', 'crimson-fairy-book', 'wizard-of-oz']) {
        writeFileSync(join(books, `${name}.txt`), `A BOOK\n\nCONTENTS${tale}${tale}`);
      }
      const small = ['--width', '96', '--layers', '1', '--context', '32', '--batch', '2'];
      const train = (steps: number): string =>
        runModule('models.tales.train', [
          '--data',
          books,
          '--out',
          run,
          '--resume',
          '--steps',
          String(steps),
          ...small,
        ]);
      train(3);
      expect(train(5)).toContain('step 5');
      runModule('models.tales.export', [run, '--data', books, '--out', out]);

      const json = (name: string): Record<string, unknown> =>
        JSON.parse(readFileSync(join(out, name), 'utf8')) as Record<string, unknown>;
      const shape = readConfig('config.json', json('config.json'));
      const { tensors } = parseSafetensors(readFileSync(join(out, 'model.safetensors')));
      for (const { name, shape: size } of wantedTensors(shape))
        expect(tensors.get(`model.${name}`)?.shape).toEqual(size);
      const tokenizer = await createTokenizer(
        'tokenizer',
        json('tokenizer.json'),
        json('tokenizer_config.json'),
      );
      expect(tokenizer.size).toBe(shape.vocabulary);
      const ids = tokenizer.encode('“Once there was a fox”');
      expect(ids[0]).toBe(0);
      expect(tokenizer.decode(ids)).toBe('"Once there was a fox"');
      expect(json('card.json')['held_out']).toHaveProperty('wizard-of-oz.nats_per_character');
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  180_000,
);
