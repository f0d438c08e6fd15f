// upscaleVideo() on real files in a real page: the frames that it shows.
import { describe, expect, it } from 'vitest';
import { difference, photograph } from '../picture.ts';
import { useVideoPage } from './fixture.ts';

const fixture = useVideoPage();

describe('plays', () => {
  it.each(['avc', 'vp8', 'vp9', 'av1'] as const)(
    '%s, and shows the frame that the video shows',
    async (codec) => {
      const result = await fixture.opened.page.evaluate(async (codec) => {
        const { clips, show } = globalThis.tools;
        const file = await clips.makeClip({ codec });
        const { element, upscaled } = await show.upscaledClip(file);
        const pairs = await show.watchFrames(element, upscaled, 8);
        const { stats, problem, state } = upscaled;
        return { pairs, stats, problem, state };
      }, codec);
      expect(result.state).toBe('active');
      expect(result.problem).toBeUndefined();
      expect(result.stats.sourceSize).toEqual({ width: 96, height: 54 });
      expect(result.stats.displaySize).toEqual({ width: 240, height: 135 });
      expect(result.stats.memoryBytes).toBeGreaterThan(0);
      expect(result.pairs.length).toBeGreaterThanOrEqual(4);
      // Decoding runs beside the page: a next frame may have come between the callback's time and the drawing.
      const ages = result.pairs.map(({ media, canvas }) => ((media - canvas + 384) % 256) - 128);
      expect(ages.filter((age) => age === 0).length).toBeGreaterThan(ages.length / 2);
      expect(Math.max(...ages.map(Math.abs))).toBeLessThanOrEqual(1);
    },
  );

  it('with a network, whose detail shows', async () => {
    const { page } = fixture.opened;
    const states = await page.evaluate(async () => {
      const { clips, show } = globalThis.tools;
      const file = await clips.makeClip({ frames: 2 });
      const { upscaled } = await show.upscaledClip(file, { model: show.invertingModel(), scale: 2 });
      await clips.until(() => upscaled.stats.model !== 'none');
      await clips.animationFrames(3);
      return [upscaled.state, upscaled.stats.model, upscaled.stats.macsPerPixel];
    });
    expect(states).toEqual(['active', 'by hand', 576]);
    const over = await photograph(page.locator('video'));
    await page.evaluate(() => void (globalThis.made[0]!.enabled = false));
    const under = await photograph(page.locator('video'));
    expect(difference(over, under)).toBeGreaterThan(8);
  });

  it('at any factor, and follows the size of the element', async () => {
    const sizes = await fixture.opened.page.evaluate(async () => {
      const { clips, show } = globalThis.tools;
      const { element, upscaled } = await show.upscaledClip(await clips.makeClip({ frames: 2 }));
      const sizes: string[] = [];
      const note = (): void =>
        void sizes.push(`${upscaled.canvas.width}×${upscaled.canvas.height} ${upscaled.state}`);
      for (const scale of [1.1, 1.5, 3, 4]) {
        upscaled.scale = scale;
        note();
      }
      upscaled.scale = 'fit';
      element.style.width = '360px';
      element.style.height = '300px';
      await clips.until(() => upscaled.canvas.width === 360);
      note();
      element.style.width = '60px';
      await clips.until(() => upscaled.problem?.code === 'small');
      note();
      element.style.display = 'none';
      await clips.until(() => upscaled.problem?.code === 'zero-size');
      sizes.push(upscaled.problem!.message);
      return sizes;
    });
    expect(sizes.slice(0, 5)).toEqual([
      '106×59 active',
      '144×81 active',
      '288×162 active',
      '384×216 active',
      '360×203 active',
    ]);
    expect(sizes[5]).toContain('passing');
    expect(sizes[6]).toMatch(/0×0 pixels.*width and height/);
  });

  it('another source, smaller or larger, in the same element', async () => {
    const seen = await fixture.opened.page.evaluate(async () => {
      const { clips, show } = globalThis.tools;
      const first = await clips.makeClip({ width: 64, height: 36, frames: 4 });
      const { element, upscaled } = await show.upscaledClip(first, { scale: 2 });
      const seen = [upscaled.stats.displaySize];
      await clips.load(element, await clips.makeClip({ codec: 'avc', width: 120, height: 90, frames: 4 }));
      await clips.until(() => upscaled.state === 'active' && upscaled.stats.sourceSize.width === 120);
      seen.push(upscaled.stats.displaySize);
      await clips.load(element, new Blob([new Uint8Array(2000)], { type: 'video/mp4' }));
      await clips.until(() => upscaled.state === 'failed');
      const failed = upscaled.problem?.code;
      await clips.load(element, first);
      await clips.until(() => upscaled.state === 'active');
      seen.push(upscaled.stats.displaySize);
      return { seen, failed, problem: upscaled.problem };
    });
    expect(seen).toEqual({
      seen: [
        { width: 128, height: 72 },
        { width: 240, height: 180 },
        { width: 128, height: 72 },
      ],
      failed: 'not-supported',
    });
  });
});
