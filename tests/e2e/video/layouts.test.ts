// The layer is where the video is and looks like it, in every layout; nothing else on the page moves.
import { beforeAll, describe, expect, it } from 'vitest';
import { differingShare, photograph, type Picture } from '../picture.ts';
import { useVideoPage } from './fixture.ts';
import { pages, raised } from './layout-pages.ts';

const fixture = useVideoPage();

/** A channel off by more is another colour, 0 … 255. */
const tolerance = 16;
/** Share of the pixels that may be: where edges are blended with the page twice. */
const mostDiffering = 0.001;

const photo = (): Promise<Picture> => photograph(fixture.opened.page.locator('body'));
const show = (enabled: boolean): Promise<void> =>
  fixture.opened.page.evaluate(async (enabled) => {
    const { clips } = globalThis.tools;
    const [upscaled] = globalThis.made;
    upscaled!.enabled = enabled;
    if (enabled) await clips.until(() => upscaled!.state === 'active');
    await clips.animationFrames(2);
  }, enabled);

beforeAll(async () => {
  // A background in which everything that is out of place shows.
  const content =
    'body{margin:12px;height:270px;overflow:hidden;background:repeating-linear-gradient(45deg,#ddd 0 6px,#fff 6px 12px)}';
  await fixture.opened.page.addStyleTag({ content });
});

describe('the plain video and the layer look the same', () => {
  it.each(Object.entries(pages))('%s', async (_, html) => {
    const { page } = fixture.opened;
    const before = await page.evaluate(async (html) => {
      const { layouts } = globalThis.tools;
      await layouts.layOut(html);
      return layouts.traceOf(document.querySelector('#place')!);
    }, html);
    const plain = await photo();
    const after = await page.evaluate(async () => {
      const { layouts } = globalThis.tools;
      await layouts.cover(document.querySelector('video')!);
      return layouts.traceOf(document.querySelector('#place')!);
    });
    expect(after).toBe(before);
    expect(differingShare(plain, await photo(), tolerance)).toBeLessThan(mostDiffering);

    // What shows is the canvas: a look that is given to the canvas alone can be seen.
    await page.evaluate(() => void (globalThis.made[0]!.canvas.style.filter = 'invert(1)'));
    expect(differingShare(plain, await photo(), tolerance)).toBeGreaterThan(0.04);
    await page.evaluate(() => void (globalThis.made[0]!.canvas.style.filter = ''));
    expect(await page.evaluate(() => globalThis.made[0]!.problem)).toBeUndefined();

    // Paused, the layer follows what moves the video.
    expect(await page.evaluate(() => globalThis.tools.layouts.disturb())).toBeLessThan(0.1);
    const moved = await photo();
    await show(false);
    const plainMoved = await photo();
    expect(differingShare(plain, plainMoved, tolerance)).toBeGreaterThan(0.01);
    expect(differingShare(plainMoved, moved, tolerance)).toBeLessThan(mostDiffering);
  });
});

it.each(Object.entries(raised))('%s: what the layer covers is named, once', async (_, html) => {
  const problems = await fixture.opened.page.evaluate(async (html) => {
    const { layouts } = globalThis.tools;
    const upscaled = await layouts.cover(await layouts.layOut(html));
    const problems = [upscaled.problem];
    document.querySelector<HTMLElement>('.title')!.style.cssText += 'position:relative;z-index:1';
    upscaled.enabled = false;
    upscaled.enabled = true;
    return [...problems, upscaled.problem];
  }, html);
  expect(problems[0]).toMatchObject({
    code: 'stacking',
    message: expect.stringContaining('b.title lies over'),
  });
  expect(problems[1]).toBeUndefined();
});
