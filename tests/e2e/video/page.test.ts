// upscaleVideo() and the page around it: layout, controls, memory.
import { describe, expect, it } from 'vitest';
import { contrast, difference, photograph } from '../picture.ts';
import { useVideoPage } from './fixture.ts';

const fixture = useVideoPage();

describe('leaves the page as it was', () => {
  it('lies where the picture is, for every object-fit, and takes no clicks', async () => {
    const { page } = fixture.opened;
    await page.evaluate(async () => {
      const { clips, show } = globalThis.tools;
      const file = await clips.makeClip({ width: 96, height: 54, frames: 2 });
      const place = document.querySelector<HTMLElement>('#place')!;
      place.style.cssText =
        'padding:8px;display:grid;grid-template-columns:auto auto;gap:8px;justify-content:start';
      const styles = [
        'object-fit:contain;width:150px;height:60px',
        'object-fit:cover;width:90px;height:80px;object-position:0 0;border:4px solid teal;padding:3px',
        'object-fit:fill;width:150px;height:60px;border-radius:12px;position:relative;left:6px',
        'object-fit:none;width:150px;height:70px;transform:scaleX(-1)',
      ];
      for (const style of styles) await show.upscaledClip(file, { scale: 2, sharpness: 0 }, style);
    });
    const over = await photograph(page.locator('body'));
    const clicked = await page.evaluate(() => {
      const hits = [...document.querySelectorAll('video')].map((video) => {
        const box = video.getBoundingClientRect();
        return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === video;
      });
      for (const upscaled of globalThis.made) upscaled.enabled = false;
      return hits;
    });
    expect(clicked).toEqual([true, true, true, true]);
    const under = await photograph(page.locator('body'));
    expect(contrast(under)).toBeGreaterThan(20);
    // Edges are sharper, but nothing has moved.
    expect(difference(over, under)).toBeGreaterThan(0.02);
    expect(difference(over, under)).toBeLessThan(3);
    await page.evaluate(() => document.querySelector<HTMLElement>('#place')!.removeAttribute('style'));
  });

  it("opens for the browser's controls, and shows captions", async () => {
    const { page } = fixture.opened;
    await page.evaluate(async () => {
      const { clips, show } = globalThis.tools;
      const file = await clips.makeClip({ frames: 30 });
      const { element } = await show.upscaledClip(
        file,
        { scale: 2 },
        'width:320px;height:180px;display:block',
      );
      const track = element.addTextTrack('captions', 'English', 'en');
      track.mode = 'showing';
      track.addCue(new VTTCue(0, 60, 'A <b>lantern</b>'));
      element.currentTime = 0.2;
      await clips.until(() => document.querySelector('[data-frameloom]')!.textContent !== '');
    });
    expect(await page.locator('[data-frameloom]').innerText()).toBe('A lantern');
    expect(await page.locator('[data-frameloom] b').count()).toBe(1);
    const mask = (): Promise<string> =>
      page.evaluate(() => globalThis.made[0]!.canvas.parentElement!.style.maskImage);
    await page.mouse.move(300, 290);
    expect(await mask()).toMatch(/none|^$/);
    await page.evaluate(async () => {
      const element = document.querySelector('video')!;
      element.controls = true;
      await element.play();
    });
    await page.mouse.move(100, 100);
    await expect.poll(mask).toContain('transparent');
    await page.mouse.move(390, 290);
    await expect.poll(mask).toBe('none');
    // A click on the play button reaches the video.
    await page.evaluate(() => document.querySelector('video')!.pause());
    await expect.poll(mask).toContain('transparent');
    await page.mouse.click(24, 148);
    await expect.poll(() => page.evaluate(() => document.querySelector('video')!.paused)).toBe(false);
  });

  it('takes everything away when disposed', async () => {
    const result = await fixture.opened.page.evaluate(async () => {
      const { clips, show } = globalThis.tools;
      const file = await clips.makeClip({ frames: 4 });
      const element = await clips.addVideo(file);
      const before = element.parentElement!.innerHTML;
      const style = element.getAttribute('style');
      const listeners = show.countListeners(element);
      const { upscaled } = await show.upscale(element);
      const during = listeners.count();
      upscaled.dispose();
      upscaled.dispose();
      const after = listeners.count();
      listeners.stop();
      const states = { state: upscaled.state, same: element.parentElement!.innerHTML === before };
      return {
        during,
        after,
        ...states,
        style: style === element.getAttribute('style'),
        bytes: upscaled.stats.memoryBytes,
      };
    });
    expect(result.during).toBeGreaterThan(5);
    expect(result).toMatchObject({ after: 0, state: 'disposed', same: true, style: true, bytes: 0 });
  });
});
