// What a converted file lacks is said in words, and healthy files are not accused.
import { describe, expect, it } from 'vitest';
import { useVideoPage } from './fixture.ts';

const fixture = useVideoPage();

describe('healthy files are not called cut short', () => {
  it.each([
    ['sound that goes on longer', 'vp9', 'webm', { audio: 3 }, {}, 20],
    ['sound that goes on longer', 'avc', 'mp4', { audio: 3 }, {}, 20],
    ['a part from the middle', 'vp9', 'webm', { audio: true, frames: 60 }, { start: 0.5, end: 1.5 }, 30],
    ['a part up to the end', 'avc', 'mp4', { frames: 60 }, { start: 1 }, 30],
    ['a part beyond the end', 'vp8', 'webm', { frames: 30 }, { start: 0.5, end: 90 }, 15],
  ] as const)('%s: %s in %s', async (_, codec, container, clip, trim, frames) => {
    const made = await fixture.opened.page.evaluate(
      async ([codec, container, clip, trim]) => {
        const { clips, video } = globalThis.tools;
        const file = await clips.makeClip({ codec, width: 64, height: 36, frames: 20, ...clip });
        const made = await video.convertVideo(file, { model: 'none', container, codec: 'vp9', trim });
        await made.dispose();
        return { frames: made.frames, warnings: made.warnings };
      },
      [codec, container, clip, trim] as const,
    );
    expect(made).toEqual({ frames, warnings: [] });
  });

  it.each(['avc', 'vp8'] as const)('but half a file is: %s with sound', async (codec) => {
    const warnings = await fixture.opened.page.evaluate(async (codec) => {
      const { clips, video } = globalThis.tools;
      const file = await clips.makeClip({ codec, width: 64, height: 36, frames: 90, audio: true });
      const half = file.slice(0, file.size / 2, file.type);
      const made = await video.convertVideo(half, { model: 'none', container: 'webm', codec: 'vp9' });
      await made.dispose();
      return made.warnings;
    }, codec);
    expect(warnings.join()).toMatch(/cut short: it announces 3\.0 s and holds pictures up to [12]\.\d s/);
  });
});

it('frames of another size are fitted in, not stretched', async () => {
  const result = await fixture.opened.page.evaluate(async () => {
    const { clips, films, video } = globalThis.tools;
    const file = await films.filmOf([
      films.plainShot(128, 72, '#f00'),
      films.plainShot(64, 64, '#00f'),
      films.plainShot(256, 144, '#0f0'),
    ]);
    const made = await video.convertVideo(file, { model: 'none', container: 'webm', codec: 'vp9' });
    const element = await clips.addVideo(made.file!);
    const places = [
      [0.05, 0.5],
      [0.5, 0.5],
      [0.5, 0.05],
    ] as const;
    const colors: number[][][] = [];
    for (const seconds of [0.25, 0.75, 1.25]) colors.push(await films.colorsAt(element, seconds, places));
    const { videoWidth, videoHeight } = element;
    await made.dispose();
    return { colors, size: [videoWidth, videoHeight], warnings: made.warnings, frames: made.frames };
  });
  expect(result).toMatchObject({ size: [256, 144], frames: 15 });
  expect(result.warnings).toHaveLength(1);
  expect(result.warnings[0]).toMatch(/changes its size from 128×72 to 64×64 at 0\.5 s.*black bars/);
  const named = result.colors.map((colors) =>
    colors.map((color) => color.map((value) => (value > 128 ? 1 : 0)).join('')),
  );
  expect(named).toEqual([
    ['100', '100', '100'],
    ['000', '001', '001'],
    ['010', '010', '010'],
  ]);
});

it('keeps every language', async () => {
  const languages = await fixture.opened.page.evaluate(async () => {
    const { clips, video } = globalThis.tools;
    const given = { width: 64, height: 36, frames: 20, audio: true, languages: ['fra', 'deu'] } as const;
    const file = await clips.makeClip({ codec: 'vp9', ...given });
    const made = await video.convertVideo(file, { model: 'none', container: 'webm', codec: 'vp9' });
    const found = await clips.languagesOf(made.file!);
    await made.dispose();
    return [...found, made.audio, ...made.warnings];
  });
  expect(languages).toEqual(['fra', 'deu', 'kept']);
});
