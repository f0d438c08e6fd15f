// Videos that are not opaque pictures of standard range: transparency and HDR, as the browser shows them.
import { afterAll, describe, expect, it } from 'vitest';
import { difference, photograph, type Picture } from '../picture.ts';
import { useVideoPage } from './fixture.ts';

const fixture = useVideoPage();
const bars = [
  [1, 0, 0],
  [0.5, 0.5, 0.5],
  [0.3, 0.3, 0.3],
  [0.58, 0.58, 0.58],
  [0, 0.6, 0],
  [0.75, 0.75, 0.75],
  [0.2, 0.3, 0.6],
  [0, 0, 0],
];

afterAll(() => fixture.opened.page.evaluate(() => void (document.body.style.background = '')));

const photo = (): Promise<Picture> => photograph(fixture.opened.page.locator('video'));
const colorAt = ({ width, height, rgb }: Picture, x: number): number[] => {
  const at = (Math.floor(height / 2) * width + Math.floor(x * width)) * 3;
  return [...rgb.subarray(at, at + 3)];
};
const largest = (one: Picture, two: Picture, places: readonly number[]): number =>
  Math.max(
    ...places.flatMap((x) => colorAt(one, x).map((value, i) => Math.abs(value - colorAt(two, x)[i]!))),
  );

it('a transparent video lets the page through', async () => {
  const { page } = fixture.opened;
  await page.evaluate(async () => {
    const { clips, films } = globalThis.tools;
    document.body.style.background = '#0f0';
    await clips.addVideo(await films.transparentFilm(), 'width:256px;height:144px;display:block');
    await new Promise((resolve) => setTimeout(resolve, 300));
  });
  const plain = await photo();
  expect(colorAt(plain, 0.9)).toEqual([0, 255, 0]);
  await page.evaluate(async () => {
    const { clips, show } = globalThis.tools;
    const { upscaled } = await show.upscale(document.querySelector('video')!, { scale: 2 });
    await clips.until(() => upscaled.state === 'active');
    await clips.animationFrames(3);
  });
  const over = await photo();
  expect(largest(plain, over, [0.2, 0.4, 0.55, 0.6, 0.7, 0.8, 0.9])).toBeLessThanOrEqual(4);
  expect(difference(plain, over)).toBeLessThan(2);
  // What shows is the canvas: the video is hidden.
  await page.evaluate(() => void (globalThis.made[0]!.canvas.style.filter = 'invert(1)'));
  expect(difference(plain, await photo())).toBeGreaterThan(20);
});

describe.each(['pq', 'hlg'] as const)('%s', (transfer) => {
  const places = bars.map((_, i) => (i + 0.5) / bars.length);
  const add = (): Promise<void> =>
    fixture.opened.page.evaluate(
      async ([transfer, bars]) => {
        const { clips, films } = globalThis.tools;
        const style = 'width:256px;height:144px;display:block';
        await clips.addVideo(await films.hdrFilm(transfer, bars), style);
        await new Promise((resolve) => setTimeout(resolve, 300));
      },
      [transfer, bars] as const,
    );

  it('is as bright as the browser shows it', async () => {
    const { page } = fixture.opened;
    await add();
    const plain = await photo();
    const state = await page.evaluate(async () => {
      const { clips, show } = globalThis.tools;
      const { upscaled } = await show.upscale(document.querySelector('video')!, { scale: 2 });
      await clips.until(() => upscaled.state === 'active');
      await clips.animationFrames(3);
      return upscaled.state;
    });
    expect(state).toBe('active');
    expect(largest(plain, await photo(), places)).toBeLessThanOrEqual(3);
  });

  it('is left to the browser on an HDR screen, which is said', async () => {
    await add();
    const seen = await fixture.opened.page.evaluate(async () => {
      const { clips, show } = globalThis.tools;
      const { matchMedia } = globalThis;
      globalThis.matchMedia = (query) =>
        query.includes('dynamic-range: high') ? matchMedia('all') : matchMedia(query);
      const { upscaled } = await show.upscale(document.querySelector('video')!, { scale: 2 });
      await clips.until(() => upscaled.problem !== undefined);
      globalThis.matchMedia = matchMedia;
      return [upscaled.state, upscaled.problem?.code, upscaled.problem?.message];
    });
    expect(seen.slice(0, 2)).toEqual(['passing', 'hdr']);
    expect(seen[2]).toMatch(/HDR.*standard range/);
  });

  it('is converted as the browser shows it', async () => {
    await add();
    const plain = await photo();
    await fixture.opened.page.evaluate(
      async ([transfer, bars]) => {
        const { clips, films, video } = globalThis.tools;
        const file = await films.hdrFilm(transfer, bars);
        const made = await video.convertVideo(file, { model: 'none', container: 'webm', codec: 'vp9' });
        document.querySelector('#place')!.replaceChildren();
        await clips.addVideo(made.file!, 'width:256px;height:144px;display:block');
        await new Promise((resolve) => setTimeout(resolve, 300));
        await made.dispose();
      },
      [transfer, bars] as const,
    );
    // The encoder adds its own rounding.
    expect(largest(plain, await photo(), places)).toBeLessThanOrEqual(10);
  });
});
