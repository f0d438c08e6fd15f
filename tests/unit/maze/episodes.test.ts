import { expect, test } from 'vitest';
import { packEpisodes, unpackEpisodes } from '../../../models/maze/data/episode-file.ts';
import { recordWick, wickHeader } from '../../../models/maze/data/record.ts';

test('recordings come back as they were, at a few hundred bytes a step', () => {
  const episodes = (['clever', 'undo'] as const).map((bot, i) =>
    recordWick({ seed: 40 + i, bot, steps: 60, scattered: true }),
  );
  const file = packEpisodes(wickHeader, episodes);
  expect(file.length / 120).toBeLessThan(1200);
  const { header, episodes: back } = unpackEpisodes(file);
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

test('another file is refused', () => {
  expect(() => unpackEpisodes(new Uint8Array(16))).toThrow('does not start with FLEP');
});
