// The recipe of models/tales from books to a folder that packages/text reads: trained, resumed, exported.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFile } from '@frameloom/gpu/files';
import { expect, test } from 'vitest';
import { openGguf } from '../../../packages/text/src/load/gguf/open.ts';
import { wantedTensors } from '../../../packages/text/src/model/tensors.ts';
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
      const train = (steps: number): Promise<string> =>
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
      await train(3);
      expect(await train(5)).toContain('step 5');
      await runModule('models.tales.export', [run, '--data', books, '--out', out]);

      const parts = await openGguf(
        await openFile(new File([readFileSync(join(out, 'storyteller.gguf'))], 'it.gguf')),
      );
      for (const { name, shape } of wantedTensors(parts.shape))
        expect(parts.source.shapes.get(name)).toEqual(shape);
      expect(parts.tokenizer.size).toBe(parts.shape.vocabulary);
      const ids = parts.tokenizer.encode('“Once there was a fox”');
      expect(ids[0]).toBe(0);
      expect(parts.tokenizer.decode(ids)).toBe('"Once there was a fox"');
      expect(parts.template).toBeDefined();
      const card = JSON.parse(readFileSync(join(out, 'card.json'), 'utf8')) as object;
      expect(card).toHaveProperty('held_out.wizard-of-oz.nats_per_character');
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  180_000,
);
