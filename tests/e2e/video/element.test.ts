// upscaleVideo() and <upscaled-video> on real files in a real page.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { contrast, difference, photograph } from '../picture.ts';
import { startHarness, type Harness, type Opened } from './harness.ts';

let harness: Harness;
let opened: Opened;

beforeAll(async () => {
  harness = await startHarness();
  opened = await harness.open();
}, 120_000);
afterAll(() => harness?.close());
afterEach(async () => {
  const left = await opened.page.evaluate(() => {
    for (const upscaled of globalThis.made.splice(0)) upscaled.dispose();
    const count = document.querySelectorAll('[data-frameloom], canvas').length;
    document.querySelector('#place')!.replaceChildren();
    return count;
  });
  expect(left).toBe(0);
  expect(opened.errors.splice(0)).toEqual([]);
});

describe('plays', () => {
  it.each(['avc', 'vp8', 'vp9', 'av1'] as const)(
    '%s, and shows the frame that the video shows',
    async (codec) => {
      const result = await opened.page.evaluate(async (codec) => {
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
    const { page } = opened;
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
    const sizes = await opened.page.evaluate(async () => {
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
    const seen = await opened.page.evaluate(async () => {
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

describe('leaves the page as it was', () => {
  it('lies where the picture is, for every object-fit, and takes no clicks', async () => {
    const { page } = opened;
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
    const { page } = opened;
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
      page.locator('[data-frameloom]').evaluate((layer: HTMLElement) => layer.style.maskImage);
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

  it('follows the video onto the full screen and back', async () => {
    const { page } = opened;
    const before = await page.evaluate(async () => {
      const { clips, show } = globalThis.tools;
      const { element } = await show.upscaledClip(await clips.makeClip({ frames: 2 }), { scale: 2 });
      element.addEventListener('click', () => void element.requestFullscreen());
      return document.querySelector('[data-frameloom]')!.getBoundingClientRect().toJSON() as object;
    });
    await page.mouse.click(60, 60);
    const box = (): Promise<object> =>
      page.evaluate(() => {
        const [layer, video] = ['[data-frameloom]', 'video'].map((name) =>
          document.querySelector(name)!.getBoundingClientRect(),
        );
        return {
          full: document.fullscreenElement?.localName,
          popover: document.querySelector('[data-frameloom]')!.matches(':popover-open'),
          same: Math.abs(layer!.width - video!.width) + Math.abs(layer!.x - video!.x) < 1,
          state: globalThis.made[0]!.state,
        };
      });
    await expect.poll(box).toEqual({ full: 'video', popover: true, same: true, state: 'active' });
    await page.evaluate(() => document.exitFullscreen());
    await expect
      .poll(() =>
        page.evaluate(
          () => document.querySelector('[data-frameloom]')!.getBoundingClientRect().toJSON() as object,
        ),
      )
      .toEqual(before);
  });

  it('takes everything away when disposed', async () => {
    const result = await opened.page.evaluate(async () => {
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

describe('says in words what is wrong, and the video plays on', () => {
  const problemOf = (
    kind: 'audio' | 'cut' | 'cut-webm' | 'junk' | 'missing' | 'codec',
  ): Promise<{ code?: string; message?: string }> =>
    opened.page.evaluate(async (kind) => {
      const { clips, show } = globalThis.tools;
      const source = await show.brokenSource(kind);
      const element = await clips.addVideo(source);
      element.loop = false;
      const { upscaled } = await show.upscale(element, { whenLate: 'drop' });
      element.playbackRate = 2;
      await element.play().catch(() => {});
      await clips.until(() => upscaled.problem !== undefined);
      return { ...upscaled.problem };
    }, kind);

  it.each([
    ['audio', 'no-video-track', /no video track, only sound.*<audio>/],
    ['cut', 'decoding', /damaged or cut short/],
    ['cut-webm', 'cut-short', /announces 3.0 s and its last picture is at 1\.\d s/],
    ['junk', 'not-supported', /cannot play.*codec is missing/],
    ['codec', 'not-supported', /cannot play.*H.264, VP9 and AV1/],
  ] as const)('%s', async (kind, code, message) => {
    const problem = await problemOf(kind);
    expect(problem.code).toBe(code);
    expect(problem.message).toMatch(message);
  });

  it('a file that is not there', async () => {
    const problem = await problemOf('missing');
    expect(problem.code).toBe('not-supported');
    expect(problem.message).toContain('“nothing-here.webm”');
    expect(opened.errors.splice(0).join()).toContain('404');
  });

  it('a video from another origin', async () => {
    const clip = `${harness.url.replace('127.0.0.1', 'localhost')}examples/video/clip/market.webm`;
    const result = await opened.page.evaluate(async (clip) => {
      const { clips, show } = globalThis.tools;
      const tainted = await show.upscale(await clips.addVideo(clip), { scale: 2 });
      await clips.until(() => tainted.upscaled.problem !== undefined);
      const allowed = await clips.addVideo(clip, 'width:600px;height:400px', { crossorigin: 'anonymous' });
      const readable = await show.upscale(allowed, { scale: 1.1 });
      await clips.until(() => readable.upscaled.state === 'active');
      return {
        problem: tainted.upscaled.problem,
        state: tainted.upscaled.state,
        other: { state: readable.upscaled.state, problem: readable.upscaled.problem },
      };
    }, clip);
    expect(result.state).toBe('failed');
    expect(result.problem!.code).toBe('tainted');
    expect(result.problem!.message).toMatch(
      /localhost:\d+.*crossorigin="anonymous".*Access-Control-Allow-Origin/,
    );
    expect(result.other).toEqual({ state: 'active', problem: undefined });
  });

  it('a protected video', async () => {
    const problem = await opened.page.evaluate(async () => {
      const { clips, show } = globalThis.tools;
      const element = await clips.addVideo(await clips.makeClip({ codec: 'vp9', frames: 2 }));
      const capability = { contentType: 'video/webm; codecs="vp09.00.10.08"' };
      const access = await navigator.requestMediaKeySystemAccess('org.w3.clearkey', [
        { initDataTypes: ['webm'], videoCapabilities: [capability] },
      ]);
      await element.setMediaKeys(await access.createMediaKeys());
      const { upscaled } = await show.upscale(element);
      return {
        ...upscaled.problem,
        state: upscaled.state,
        layer: document.querySelectorAll('[data-frameloom]').length,
      };
    });
    expect(problem).toMatchObject({ code: 'protected', state: 'failed' });
    expect(problem.message).toMatch(/DRM.*plays as it is/);
  });

  it.each([
    [3, 'active', undefined],
    [Infinity, 'failed', 'decoding'],
  ] as const)('a picture that is not there for %s frames: %s', async (missing, state, code) => {
    const { page } = await harness.open();
    const found = await page.evaluate(
      async ([missing, state]) => {
        const { clips, show } = globalThis.tools;
        let left = missing;
        for (const [owner, name] of [
          [GPUDevice.prototype, 'importExternalTexture'],
          [GPUQueue.prototype, 'copyExternalImageToTexture'],
        ] as const) {
          const read = Reflect.get(owner, name) as (...given: unknown[]) => unknown;
          Reflect.set(owner, name, function (this: unknown, ...given: unknown[]) {
            if (name === 'copyExternalImageToTexture') left -= 1;
            if (left >= 0) throw new DOMException('no back resource', 'OperationError');
            return read.apply(this, given);
          });
        }
        const { upscaled } = await show.upscale(
          await clips.addVideo(await clips.makeClip({ codec: 'vp9', frames: 2 })),
          { scale: 2 },
        );
        await clips.until(() => upscaled.state === state, 30_000);
        return { state: upscaled.state, code: upscaled.problem?.code };
      },
      [missing, state] as const,
    );
    expect(found).toEqual({ state, code });
    await page.close();
  });

  it('a network that cannot be had: frames are resampled', async () => {
    const result = await opened.page.evaluate(async () => {
      const { clips, show } = globalThis.tools;
      const { upscaled } = await show.upscaledClip(await clips.makeClip({ frames: 2 }), {
        model: '/no/model.json',
      });
      await clips.until(() => upscaled.problem?.code === 'model');
      await clips.animationFrames(2);
      return { state: upscaled.state, message: upscaled.problem?.message, model: upscaled.stats.model };
    });
    expect(result).toMatchObject({ state: 'active', model: 'none' });
    expect(result.message).toMatch(/resampled without a network.*model\.json/);
    opened.errors.length = 0;
  });

  it('the network that sees degradation cannot be had: it counts as 0.5, and the console says so once', async () => {
    const { page, warnings } = await harness.open();
    await page.route(/models\/video\/degradation\//, (route) => route.abort());
    const film = await page.evaluate(async () => {
      const { clips, show } = globalThis.tools;
      const { upscaled } = await show.upscaledClip(await clips.makeClip({ frames: 2 }), {
        model: show.tellingModel(),
        scale: 2,
      });
      await clips.until(() => upscaled.stats.model !== 'none');
      return [upscaled.state, upscaled.restoration, upscaled.problem];
    });
    expect(film).toEqual(['active', 'auto', undefined]);
    const about = (): string[] => warnings.filter((text) => text.includes('restoration'));
    await expect.poll(about).toHaveLength(1);
    expect(about()[0]).toMatch(/cannot be measured.*counts as 0\.5\. Give restoration as a number.*model\.json/);
    const seen = await photograph(page.locator('video'));
    await page.evaluate(() => void (globalThis.made[0]!.restoration = 0.5));
    expect(difference(seen, await photograph(page.locator('video')))).toBe(0);
    await page.evaluate(() => void (globalThis.made[0]!.restoration = 1));
    expect(difference(seen, await photograph(page.locator('video')))).toBeGreaterThan(10);
    await page.evaluate(() => void (globalThis.made[0]!.restoration = 'auto'));
    await page.waitForTimeout(300);
    expect(difference(seen, await photograph(page.locator('video')))).toBe(0);
    expect(about()).toHaveLength(1);
    await page.context().close();
  });

  it('a GPU that is too slow, and a GPU that was taken away and came back', async () => {
    const result = await opened.page.evaluate(async () => {
      const {
        clips,
        show,
        gpu: { createGpu },
      } = globalThis.tools;
      const gpu = await createGpu();
      const file = await clips.makeClip({ frames: 60 });
      const { element, upscaled } = await show.upscaledClip(file, { gpu, whenLate: 'pass' });
      show.pretendTime(gpu, 400);
      // Few frames a second leave a busy machine room.
      element.playbackRate = 0.25;
      await element.play();
      await clips.until(() => upscaled.problem?.code === 'late');
      const late = { state: upscaled.state, message: upscaled.problem?.message };
      const quick = show.pretendTime(gpu, 1);
      const cameBack = await clips.until(() => upscaled.state === 'active', 40_000);
      quick.stop();
      element.pause();
      await clips.until(() => upscaled.state === 'active');
      gpu.device.destroy();
      const lost = await clips.until(() => upscaled.state !== 'active');
      upscaled.refresh();
      const rebuilt = await clips.until(() => upscaled.state === 'active');
      upscaled.dispose();
      const bytes = gpu.memory.bytes;
      gpu.dispose();
      return { late, cameBack, lost, rebuilt, bytes };
    });
    expect(result.late.state).toBe('passing');
    expect(result.late.message).toMatch(/needs \d+ ms for a frame and has \d+ ms/);
    expect(result).toMatchObject({ cameBack: true, rebuilt: true, bytes: 0 });
  });

  it('picture-in-picture, which shows the video itself, and the way back', async () => {
    const seen = await opened.page.evaluate(async () => {
      const { clips, show } = globalThis.tools;
      const { element, upscaled } = await show.upscaledClip(await clips.makeClip({ frames: 30 }), {
        scale: 2,
      });
      await element.play();
      const note = (): unknown[] => [
        upscaled.state,
        upscaled.problem?.code,
        upscaled.canvas.checkVisibility(),
      ];
      // Headless browsers have no such window; what a page is told of one is told here.
      const tell = (inside: boolean): void => {
        const value = inside ? element : null;
        Object.defineProperty(document, 'pictureInPictureElement', { configurable: true, get: () => value });
        element.dispatchEvent(new Event(`${inside ? 'enter' : 'leave'}pictureinpicture`));
      };
      tell(true);
      const inside = [...note(), upscaled.problem?.message];
      const before = upscaled.stats.frames;
      await clips.animationFrames(10);
      const idle = upscaled.stats.frames === before;
      tell(false);
      await clips.until(() => upscaled.state === 'active');
      const back = note();
      Reflect.deleteProperty(document, 'pictureInPictureElement');
      return { inside, idle, back };
    });
    expect(seen.inside.slice(0, 2)).toEqual(['passing', 'picture-in-picture']);
    expect(seen.inside[3]).toMatch(/window of the browser.*Back in the page/);
    expect(seen.idle).toBe(true);
    expect(seen.back.slice(0, 2)).toEqual(['active', undefined]);
  });

  it('a processor that stands in for a GPU gets no network unless it is asked for', async () => {
    const result = await opened.page.evaluate(async () => {
      const { clips, video, gpu: tools } = globalThis.tools;
      const gpu = await tools.createGpu();
      const element = await clips.addVideo(await clips.makeClip({ frames: 2 }));
      const upscaled = await video.upscaleVideo(element, { gpu, scale: 2 });
      globalThis.made.push(upscaled);
      await clips.until(() => upscaled.state === 'active');
      if (gpu.tier !== 'software') await clips.until(() => upscaled.stats.model !== 'none');
      return { tier: gpu.tier, model: upscaled.stats.model };
    });
    expect(result.model).toBe(result.tier === 'software' ? 'none' : 'small');
  });

  it('arguments that make no sense', async () => {
    const messages = await opened.page.evaluate(async () => {
      const { upscaleVideo } = globalThis.tools.video;
      const say = (error: unknown): string => String(error);
      return [
        await upscaleVideo(null as unknown as HTMLVideoElement).catch(say),
        await upscaleVideo(document.createElement('video'), { scale: 9 }).catch(say),
      ];
    });
    expect(messages[0]).toMatch(/give a <video> element, got null/);
    expect(messages[1]).toMatch(/scale must be 'fit' or a number from 1.1 to 4, got 9/);
  });
});

describe('<upscaled-video>', () => {
  it('upscales its video, mirrors attributes, and cleans up when removed', async () => {
    const result = await opened.page.evaluate(async () => {
      const { clips } = globalThis.tools;
      const url = URL.createObjectURL(await clips.makeClip({ frames: 2 }));
      const place = document.querySelector('#place')!;
      place.innerHTML = `<upscaled-video model="none" scale="2"><video muted src="${url}" style="width:240px;height:135px"></video></upscaled-video>`;
      const element = place.querySelector('upscaled-video')!;
      const events: string[] = [];
      for (const name of ['ready', 'statechange', 'unsupported'])
        element.addEventListener(name, () => events.push(name));
      await clips.until(() => element.state === 'active');
      const first = { scale: element.scale, size: element.upscaled!.stats.displaySize };
      element.scale = 3;
      element.sharpness = 0.5;
      const { upscaled: shown } = element;
      const restorations: unknown[] = [element.restoration, shown!.restoration];
      element.restoration = 0.25;
      restorations.push(element.getAttribute('restoration'), shown!.restoration);
      element.setAttribute('restoration', 'auto');
      restorations.push(element.restoration, shown!.restoration);
      element.setAttribute('restoration', 'a lot');
      restorations.push(element.restoration, shown!.restoration);
      const second = {
        attribute: element.getAttribute('scale'),
        size: element.upscaled!.stats.displaySize,
        sharpness: element.upscaled!.sharpness,
      };
      element.disabled = true;
      const off = element.state;
      element.removeAttribute('disabled');
      await clips.until(() => element.state === 'active');
      const { upscaled } = element;
      const again = document.createElement('video');
      element.querySelector('video')!.replaceWith(again);
      await clips.until(() => upscaled!.state === 'disposed' && element.upscaled !== upscaled);
      element.remove();
      await clips.until(() => element.upscaled === undefined);
      return {
        first,
        second,
        restorations,
        off,
        events: [...new Set(events)],
        left: document.querySelectorAll('[data-frameloom]').length,
      };
    });
    expect(result.first).toEqual({ scale: 2, size: { width: 192, height: 108 } });
    expect(result.second).toEqual({ attribute: '3', size: { width: 288, height: 162 }, sharpness: 0.5 });
    expect(result.restorations).toEqual(['auto', 'auto', '0.25', 0.25, 'auto', 'auto', 'auto', 'auto']);
    expect(result.off).toBe('off');
    expect(result.events).toEqual(expect.arrayContaining(['ready', 'statechange']));
    expect(result.left).toBe(0);
  });
});
