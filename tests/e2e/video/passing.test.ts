// States that pass: pictures that come later, posters; and files that are only said to end early.
import { describe, expect, it } from 'vitest';
import { differingShare, photograph } from '../picture.ts';
import { useVideoPage } from './fixture.ts';

const fixture = useVideoPage();

it('a stream whose camera comes after its sound', async () => {
  const seen = await fixture.opened.page.evaluate(async () => {
    const { clips, show } = globalThis.tools;
    const audio = new AudioContext();
    const stream = audio.createMediaStreamDestination().stream;
    const element = document.createElement('video');
    element.muted = true;
    element.style.cssText = 'width:240px;height:135px';
    document.querySelector('#place')!.append(element);
    element.srcObject = stream;
    const { upscaled } = await show.upscale(element, { scale: 2 });
    void element.play();
    await clips.until(() => upscaled.problem !== undefined);
    const before = [upscaled.state, upscaled.problem?.code, upscaled.problem?.message];
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d')!;
    const painting = setInterval(() => {
      context.fillStyle = `hsl(${performance.now() / 10} 100% 50%)`;
      context.fillRect(0, 0, 300, 150);
    }, 50);
    stream.addTrack(canvas.captureStream(20).getVideoTracks()[0]!);
    await clips.until(() => upscaled.state === 'active');
    const after = [upscaled.state, upscaled.problem];
    clearInterval(painting);
    element.srcObject = null;
    await audio.close();
    return { before, after };
  });
  expect(seen.before.slice(0, 2)).toEqual(['passing', 'no-video-track']);
  expect(seen.before[2]).toMatch(/only sound so far/);
  expect(seen.after).toEqual(['active', undefined]);
});

describe('a poster', () => {
  const poster = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9"><rect width="16" height="9" fill="#e0f"/></svg>')}`;

  it.each([
    ['play', poster],
    ['seek', poster],
    // A browser shows nothing then.
    ['play', 'data:image/png,nothing'],
  ] as const)('shows until %s: %s', async (act, poster) => {
    const { page } = fixture.opened;
    const plain = await page.evaluate(async (poster) => {
      const { clips } = globalThis.tools;
      const file = await clips.makeClip({ frames: 20 });
      const element = await clips.addVideo(file, 'width:240px;height:135px;display:block', { poster });
      element.preload = 'auto';
      await clips.animationFrames(3);
      return element.readyState;
    }, poster);
    expect(plain).toBeGreaterThanOrEqual(2);
    const before = await photograph(page.locator('video'));
    const state = await page.evaluate(async () => {
      const { show } = globalThis.tools;
      const { upscaled } = await show.upscale(document.querySelector('video')!, { scale: 2 });
      await new Promise((resolve) => setTimeout(resolve, 600));
      return upscaled.state;
    });
    expect(state).toBe('waiting');
    expect(differingShare(before, await photograph(page.locator('video')), 0)).toBe(0);
    const after = await page.evaluate(async (act) => {
      const { clips } = globalThis.tools;
      const element = document.querySelector('video')!;
      if (act === 'play') void element.play();
      else element.currentTime = 0.2;
      await clips.until(() => globalThis.made[0]!.state === 'active');
      return globalThis.made[0]!.state;
    }, act);
    expect(after).toBe('active');
  });
});

describe('the end of a file', () => {
  it.each([
    ['sound goes on', 'vp8', false, undefined],
    ['sound goes on', 'avc', false, undefined],
    ['half of it, with sound', 'vp8', true, 'cut-short'],
  ] as const)('%s: %s', async (_, codec, isCut, code) => {
    const found = await fixture.opened.page.evaluate(
      async ([codec, isCut]) => {
        const { clips, show } = globalThis.tools;
        const file = await clips.makeClip({ codec, frames: isCut ? 90 : 20, audio: isCut || 3 });
        const element = await clips.addVideo(isCut ? file.slice(0, file.size / 2, file.type) : file);
        element.loop = false;
        const { upscaled } = await show.upscale(element, { scale: 2 });
        const ended = new Promise((resolve) => element.addEventListener('ended', resolve));
        await element.play();
        await ended;
        await clips.animationFrames(3);
        return upscaled.problem?.code;
      },
      [codec, isCut] as const,
    );
    expect(found).toBe(code);
  });
});

it('plays at its own rate while it is hidden under a see-through layer', async () => {
  const seen = await fixture.opened.page.evaluate(async () => {
    const { clips, show } = globalThis.tools;
    const file = await clips.makeClip({ codec: 'vp9', frames: 40 });
    const style = 'width:240px;height:135px;opacity:0.5';
    const { element, upscaled } = await show.upscaledClip(file, { scale: 2 }, style);
    const hidden = Number(getComputedStyle(element).opacity);
    const before = upscaled.stats.frames;
    await element.play();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    element.pause();
    const frames = upscaled.stats.frames - before;
    // A page that fades a video in still does.
    element.style.opacity = '0.8';
    upscaled.refresh();
    const box = upscaled.canvas.parentElement!.parentElement!;
    const faded = [Number(getComputedStyle(box).opacity)];
    const fading = element.animate({ opacity: [0.6, 0.6] }, { duration: 1e6 });
    upscaled.refresh();
    faded.push(Number(getComputedStyle(box).opacity), Number(getComputedStyle(element).opacity));
    fading.cancel();
    upscaled.enabled = false;
    return { hidden, frames, faded, back: getComputedStyle(element).opacity, state: upscaled.state };
  });
  expect(seen).toMatchObject({ back: '0.8', state: 'off' });
  expect(seen.hidden).toBeLessThan(0.01);
  expect(seen.faded[0]).toBeCloseTo(0.8, 3);
  expect(seen.faded[1]).toBeCloseTo(0.6, 3);
  expect(seen.faded[2]).toBeLessThan(0.01);
  // 60 frames in two seconds; a machine without a GPU draws a part of them.
  expect(seen.frames).toBeGreaterThan(12);
});
