// Videos on the full screen, in shadow trees, in slots and in iframes.
import { describe, expect, it } from 'vitest';
import { differingShare, photograph } from '../picture.ts';
import { useVideoPage } from './fixture.ts';

const fixture = useVideoPage();
const video = 'VIDEO(width:200px;height:112px)';

describe('follows the video onto the full screen and back', () => {
  it.each(['the document', 'a shadow root', 'a slot'])('in %s', async (where) => {
    const { page } = fixture.opened;
    await page.evaluate(
      async ([where, html]) => {
        const { layouts } = globalThis.tools;
        const place = document.querySelector('#place')!;
        const host = document.createElement('div');
        const root = where === 'the document' ? host : host.attachShadow({ mode: 'open' });
        place.append(host);
        // The layer belongs into the slot of the video, not into the first one.
        if (where === 'a slot') root.innerHTML = '<div><slot></slot></div><slot name="media"></slot>';
        const element = await layouts.layOut(html, where === 'a slot' ? host : root);
        if (where === 'a slot') element.slot = 'media';
        element.addEventListener('click', () => void element.requestFullscreen());
        await layouts.cover(element);
      },
      [where, video] as const,
    );
    const coverage = (): Promise<object> =>
      page.evaluate(() => globalThis.tools.layouts.coverage(globalThis.made[0]!));
    const before = await coverage();
    expect(before).toEqual({ isOver: true, inTopLayer: false, width: 200, state: 'active' });
    await page.mouse.click(60, 60);
    await expect.poll(coverage).toEqual({ isOver: true, inTopLayer: true, width: 400, state: 'active' });
    await page.evaluate(() => document.exitFullscreen());
    await expect.poll(coverage).toEqual(before);
  });
});

it('upscales a video of an iframe of the same origin', async () => {
  const { page } = fixture.opened;
  const seen = await page.evaluate(async (html) => {
    const { layouts } = globalThis.tools;
    const frame = document.createElement('iframe');
    frame.srcdoc = '<!doctype html><body>';
    frame.style.cssText = 'width:300px;height:200px;transform:translate(20px,10px)';
    document.querySelector('#place')!.append(frame);
    await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    const upscaled = await layouts.cover(await layouts.layOut(html, frame.contentDocument!.body));
    return [layouts.coverage(upscaled), upscaled.canvas.ownerDocument === frame.contentDocument];
  }, video);
  expect(seen).toEqual([{ isOver: true, inTopLayer: false, width: 200, state: 'active' }, true]);
  const over = await photograph(page.locator('iframe'));
  await page.evaluate(() => void (globalThis.made[0]!.canvas.style.filter = 'invert(1)'));
  expect(differingShare(over, await photograph(page.locator('iframe')), 16)).toBeGreaterThan(0.2);
  await page.evaluate(() => void (globalThis.made[0]!.enabled = false));
  expect(differingShare(over, await photograph(page.locator('iframe')), 16)).toBeLessThan(0.001);
});

it('follows a video that is moved into another document', async () => {
  const { page } = fixture.opened;
  const seen = await page.evaluate(async (html) => {
    const { clips, layouts } = globalThis.tools;
    const place = document.querySelector('#place')!;
    const upscaled = await layouts.cover(await layouts.layOut(html, place));
    const frame = document.createElement('iframe');
    frame.srcdoc = '<!doctype html><body><div style="display:flex;width:150px;overflow:auto"></div>';
    place.append(frame);
    await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    const row = frame.contentDocument!.querySelector('div')!;
    row.append(upscaled.element);
    upscaled.element.style.flex = 'none';
    const isInside = (): boolean => upscaled.canvas.ownerDocument === frame.contentDocument;
    await clips.until(() => isInside() && upscaled.state === 'active');
    await new Promise((resolve) => setTimeout(resolve, 500));
    row.scrollBy(40, 0);
    await clips.animationFrames(3);
    return [isInside(), row.scrollLeft, layouts.coverage(upscaled)];
  }, video);
  expect(seen).toEqual([true, 40, { isOver: true, inTopLayer: false, width: 200, state: 'active' }]);
});
