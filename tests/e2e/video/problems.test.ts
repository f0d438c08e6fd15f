// What is wrong with a video is said in words, and the video plays on.
import { describe, expect, it } from 'vitest';
import { difference, photograph } from '../picture.ts';
import { useVideoPage } from './fixture.ts';

const fixture = useVideoPage();

describe('says in words what is wrong, and the video plays on', () => {
  const problemOf = (
    kind: 'audio' | 'cut' | 'cut-webm' | 'junk' | 'missing' | 'codec',
  ): Promise<{ code?: string; message?: string }> =>
    fixture.opened.page.evaluate(async (kind) => {
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
    expect(fixture.opened.errors.splice(0).join()).toContain('404');
  });

  it('a video from another origin', async () => {
    const clip = `${fixture.harness.url.replace('127.0.0.1', 'localhost')}examples/video/clip/market.webm`;
    const result = await fixture.opened.page.evaluate(async (clip) => {
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
    const problem = await fixture.opened.page.evaluate(async () => {
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
    const { page } = await fixture.harness.open();
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
    const result = await fixture.opened.page.evaluate(async () => {
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
    fixture.opened.errors.length = 0;
  });

  it('the network that sees degradation cannot be had: it counts as 0.5, and the console says so once', async () => {
    const { page, warnings } = await fixture.harness.open();
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
    expect(about()[0]).toMatch(
      /cannot be measured.*counts as 0\.5\. Give restoration as a number.*model\.json/,
    );
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
    const result = await fixture.opened.page.evaluate(async () => {
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
    const seen = await fixture.opened.page.evaluate(async () => {
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
    const result = await fixture.opened.page.evaluate(async () => {
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
    const messages = await fixture.opened.page.evaluate(async () => {
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
