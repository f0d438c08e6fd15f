// Where the real car stands beside a level, so that both pictures are the same at first.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createCircuitAtStart, createPainter, frameHeight, frameWidth } from '@frameloom/scenes/circuit';
import { expect, test } from 'vitest';
import { loadLevelFiles } from '../../../packages/world/src/load-files.ts';

const folder = join(import.meta.dirname, '../../../models/circuit/level/');

test('the real car stands where the starts of the level are', async () => {
  const { starts, spec } = await loadLevelFiles(pathToFileURL(folder));
  expect(spec.frame).toEqual({ width: frameWidth, height: frameHeight });
  expect(starts.length).toBe(16);
  const painter = createPainter();
  const real = new Uint8Array(frameWidth * frameHeight);
  const differing = starts.map(({ buffer }, start) => {
    painter.draw(createCircuitAtStart(start).state, real);
    // Two words before it.
    const predicted = new Uint8Array(buffer, 8, real.length);
    return real.filter((number, i) => number !== predicted[i]).length;
  });
  expect(differing).toEqual(starts.map(() => 0));
});
