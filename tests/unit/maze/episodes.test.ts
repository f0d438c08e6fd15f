import { createEpisodeFile, readEpisodes } from '@frameloom/world';
import { expect, test } from 'vitest';
import { createPalette } from '../../../packages/world/src/record/palette.ts';
import { recordWick, wickHeader } from '../../../models/maze/data/record.ts';

test('recordings come back as they were, at a few hundred bytes a step', async () => {
  const episodes = (['clever', 'undo'] as const).map((bot, i) =>
    recordWick({ seed: 40 + i, bot, steps: 60, scattered: true }),
  );
  const made = createEpisodeFile();
  for (const episode of episodes) await made.add(episode);
  const file = made.finish(wickHeader);
  expect(file.length / 120).toBeLessThan(1200);
  const { header, episodes: back } = await readEpisodes(file);
  expect(header).toEqual(JSON.parse(JSON.stringify(wickHeader)));
  expect(back.map(({ seed, bot }) => [seed, bot])).toEqual([
    [40, 'clever'],
    [41, 'undo'],
  ]);
  back.forEach((episode, i) => {
    expect(Buffer.compare(episode.actions, episodes[i]!.actions)).toBe(0);
    expect(Buffer.compare(episode.frames, episodes[i]!.frames)).toBe(0);
    expect([...episode.movers]).toEqual([...episodes[i]!.movers]);
  });
});

test('another file is refused', async () => {
  await expect(readEpisodes(new Uint8Array(16))).rejects.toThrow('does not start with FLEP');
});

test('a palette takes colours as they come, and the nearest beyond 256', () => {
  const palette = createPalette();
  const many = new Uint8Array(4 * 300).map((_, i) =>
    i % 4 === 3 ? 255 : i % 4 === 0 ? (i >> 2) % 256 : i >> 10,
  );
  const numbers = palette.index(many);
  expect(palette.colors.length).toBe(256);
  expect(palette.replaced).toBe(44);
  expect([...numbers.subarray(0, 4)]).toEqual([0, 1, 2, 3]);
  expect(palette.colors[numbers[299]!]).toEqual([43, 0, 0]);
});
