// Colour for black-and-white footage, with the network that ships: over an element, by attribute, and in files.
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startHarness, type Harness, type Opened } from './harness.ts';

let harness: Harness;
let opened: Opened;

beforeAll(async () => {
  harness = await startHarness();
  opened = await harness.open();
}, 120_000);
afterAll(() => harness?.close());
afterEach(() => expect(opened.errors.splice(0)).toEqual([]));

it('over an element: on from the start, in any strength, off, and steady', async () => {
  const result = await opened.page.evaluate(async () => {
    const { clips, show } = globalThis.tools;
    const file = await clips.makeClip({ codec: 'vp9', grey: true, frames: 8 });
    const options = { model: 'none', colourise: true, scale: 2 } as const;
    const { element, upscaled } = await show.upscaledClip(file, options);
    const shown = async (): Promise<number> => {
      await clips.animationFrames(2);
      upscaled.refresh();
      return clips.colourfulness(upscaled.canvas);
    };
    // Joins the loading that is under way.
    await upscaled.setColourise(true);
    const full = await shown();
    await upscaled.setColourise(0.5);
    const half = await shown();
    const strength = upscaled.colourise;
    const bytes = upscaled.stats.memoryBytes;
    await upscaled.setColourise(false);
    const off = await shown();
    await upscaled.setColourise(true);
    await clips.seekTo(element, 0.1);
    const again = await shown();
    upscaled.dispose();
    return { original: clips.colourfulness(element), full, half, off, again, strength, bytes };
  });
  expect(result.original).toBeLessThan(1);
  expect(result.full).toBeGreaterThan(result.original + 2);
  expect(result.half).toBeGreaterThan(result.off + 0.5);
  expect(result.half).toBeLessThan(result.full);
  expect(result.off).toBeLessThan(1);
  expect(result.again).toBeGreaterThan(result.full / 2);
  expect(result.strength).toBe(0.5);
  expect(result.bytes).toBeGreaterThan(10_000);
});

it('<upscaled-video colourise>', async () => {
  const result = await opened.page.evaluate(async () => {
    const { clips } = globalThis.tools;
    const url = URL.createObjectURL(await clips.makeClip({ codec: 'vp9', grey: true, frames: 2 }));
    const place = document.querySelector('#place')!;
    place.innerHTML = `<upscaled-video model="none" scale="2" colourise restoration="0.2"><video muted src="${url}" style="width:240px;height:135px"></video></upscaled-video>`;
    const element = place.querySelector('upscaled-video')!;
    await clips.until(() => element.state === 'active');
    const before = [element.colourise, element.restoration, element.upscaled!.restoration];
    element.colourise = 0.25;
    element.restoration = 0.75;
    const after = [
      element.getAttribute('colourise'),
      element.upscaled!.colourise,
      element.upscaled!.restoration,
    ];
    element.colourise = false;
    const off = [element.hasAttribute('colourise'), element.upscaled!.colourise];
    place.replaceChildren();
    return { before, after, off };
  });
  expect(result).toEqual({ before: [1, 0.2, 0.2], after: ['0.25', 0.25, 0.75], off: [false, 0] });
});

it('a file', async () => {
  const result = await opened.page.evaluate(async () => {
    const { clips, video } = globalThis.tools;
    const file = await clips.makeClip({ codec: 'vp9', grey: true, frames: 6, width: 64, height: 36 });
    const found: number[] = [];
    for (const colourise of [false, true]) {
      const made = await video.convertVideo(file, {
        model: 'none',
        codec: 'vp9',
        container: 'webm',
        colourise,
      });
      const element = await clips.addVideo(made.file!);
      await clips.seekTo(element, 0.1);
      found.push(clips.colourfulness(element));
      element.remove();
      await made.dispose();
    }
    return found;
  });
  expect(result[0]).toBeLessThan(4);
  expect(result[1]).toBeGreaterThan(result[0]! + 1);
});
