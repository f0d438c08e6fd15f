// Frames generated between those of a video: files at every rate, streams, and elements.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHarness, type Harness, type Opened } from './harness.ts';

let harness: Harness;
let opened: Opened;

beforeAll(async () => {
  harness = await startHarness();
  opened = await harness.open();
}, 120_000);
afterAll(() => harness?.close());

const even = (rate: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => (i * 1000) / rate);
/** Where the bar is at a moment, pixels. */
const placeAt = (content: number): number => 0.24 * content;

type Film = { times: number[]; end: number; contents?: number[]; audio?: boolean };

/** Converts a film to 60 frames a second and reads the result. */
function convert(film: Film, scale = 1, frameModel = 'none') {
  return opened.page.evaluate(
    async ({ film, scale, frameModel }) => {
      const { rates, video } = globalThis.tools;
      const file = await rates.barFilm(film);
      const made = await video.convertVideo(file, {
        scale,
        frameRate: 60,
        frameModel,
        model: 'none',
        codec: 'vp9',
        container: 'webm',
        quality: 'very-high',
      });
      const sights = await rates.readFilm(made.file!);
      const { size, frames, audio, warnings } = made;
      await made.dispose();
      return { size, frames, audio, warnings, sights };
    },
    { film, scale, frameModel },
  );
}

describe('convertVideo', () => {
  it('makes 24 frames a second 60, enlarged, with its sound', async () => {
    const film = { times: even(24, 10), end: 10_000 / 24, audio: true };
    const { sights, size, frames, audio, warnings } = await convert(film, 2);
    expect({ size, frames, audio, warnings }).toEqual({
      size: { width: 320, height: 180 },
      frames: 25,
      audio: 'kept',
      warnings: [],
    });
    expect(sights.length).toBe(25);
    for (const [i, { at, place, bar }] of sights.entries()) {
      expect(Math.abs(at - (i * 1000) / 60)).toBeLessThan(1.1);
      // The last picture stays. One bar that moves: of two blended ones neither would be bright.
      expect(Math.abs(place - placeAt(Math.min(at, 375)))).toBeLessThan(1.5);
      expect(bar).toBeGreaterThan(200);
    }
  });

  it('keeps to times that vary, and leaves repeated frames out', async () => {
    const times = [0, 33, 83, 117, 167, 200, 280, 300];
    const varying = await convert({ times, end: 333 });
    expect(varying.size).toEqual({ width: 160, height: 90 });
    const off = (from: readonly { at: number; place: number }[], last: number): unknown[] =>
      from.filter(({ at, place }) => Math.abs(place - placeAt(Math.min(at, last))) > 1.5);
    expect(off(varying.sights, 300)).toEqual([]);

    // 24 pictures a second in 60 frames: three of one, then two.
    const frames = even(60, 21);
    const contents = frames.map((_, i) => (Math.floor(i / 5) * 5 + (i % 5 < 3 ? 0 : 3)) * (1000 / 60));
    const pulled = await convert({ times: frames, end: 350, contents });
    const steps = pulled.sights.slice(1, 19).map(({ place }, i) => place - pulled.sights[i]!.place);
    // What a repeat looks like is known after the first ones. Evenly, 4 pixels a frame, instead of 12, 0, 0, 8, 0.
    for (const step of steps.slice(5)) expect(Math.abs(step - 4)).toBeLessThan(2);
  });

  it('blends nothing over a cut', async () => {
    const times = even(25, 10);
    const contents = times.map((time, i) => (i < 5 ? time : -time));
    const { sights } = await convert({ times, end: 400, contents });
    expect(sights.length).toBe(24);
    const grounds = sights.map(({ ground }) => ground);
    expect(grounds.filter((ground) => ground > 65 && ground < 150)).toEqual([]);
    expect(grounds[0]).toBeLessThan(65);
    expect(grounds.at(-1)).toBeGreaterThan(150);
  });

  it('says what is wrong', async () => {
    const messages = await opened.page.evaluate(async () => {
      const { clips, rates, video } = globalThis.tools;
      const told = (work: Promise<unknown>): Promise<string> =>
        work.then(
          () => 'nothing',
          (error: Error) => error.message,
        );
      const one = await rates.barFilm({ times: [0], end: 40 });
      const element = await clips.addVideo(one);
      return [
        await told(video.convertVideo(one, { frameRate: 60, model: 'none', container: 'webm' })),
        await told(video.convertVideo(one, { frameRate: 'display' as never })),
        await told(video.convertVideo(one, { frameRate: 0 })),
        await told(video.convertVideo(one, { scale: 1 })),
        await told(video.upscaleVideo(element, { frameRate: 1000 })),
      ];
    });
    expect(messages[0]).toBe(
      'convertVideo: “bar.mp4” has one frame, and nothing lies between. Leave frameRate out, or give a film with more frames.',
    );
    expect(messages[1]).toMatch(
      /^video: frameRate must be a number from 1 to 240, got display\. Only an element/,
    );
    expect(messages[2]).toBe('video: frameRate must be a number from 1 to 240, got 0.');
    expect(messages[3]).toContain('scale must be');
    expect(messages[4]).toContain("frameRate must be a number from 1 to 240, or 'display', got 1000");
  });
});

/** Uneven frames of the bar through a transform to 50 frames a second. */
function transform(frameModel: string) {
  return opened.page.evaluate(async (frameModel) => {
    const { rates, video } = globalThis.tools;
    const transform = video.createUpscaleTransform({ frameRate: 50, frameModel, scale: 1, live: false });
    return rates.readThrough(rates.barFrames([0, 40, 80, 120], 40), transform);
  }, frameModel);
}

it('createUpscaleTransform makes even frames of uneven ones, and the last one stays', async () => {
  const sights = await transform('none');
  expect(sights.map(({ at }) => at)).toEqual([0, 20, 40, 60, 80, 100, 120, 140]);
  for (const { at, place, bar } of sights) {
    expect(Math.abs(place - placeAt(Math.min(at, 120)))).toBeLessThan(1.2);
    expect(bar).toBeGreaterThan(230);
  }
});

describe('frameModel', () => {
  it('is what makes the frames between, and only these', async () => {
    const [none, lite, standard] = [
      await transform('none'),
      await transform('lite'),
      await transform('standard'),
    ];
    for (const learned of [lite, standard]) {
      for (const { at, place, bar } of learned) {
        expect(Math.abs(place - placeAt(Math.min(at, 120)))).toBeLessThan(1.2);
        expect(bar).toBeGreaterThan(200);
      }
      const differs = learned.map(({ sum }, i) => Math.abs(sum - none[i]!.sum) > 0);
      expect(differs).toEqual([0, 20, 40, 60, 80, 100, 120, 140].map((at) => at % 40 !== 0 && at < 120));
    }
    expect(lite.map(({ sum }) => sum)).not.toEqual(standard.map(({ sum }) => sum));
  });

  it('converts a film', async () => {
    const { sights } = await convert({ times: even(24, 8), end: 8000 / 24 }, 1, 'standard');
    expect(sights.length).toBe(20);
    for (const { at, place, bar } of sights) {
      expect(Math.abs(place - placeAt(Math.min(at, 7000 / 24)))).toBeLessThan(1.5);
      expect(bar).toBeGreaterThan(200);
    }
  });

  it('that there is not is an error, and one that cannot be loaded a warning', async () => {
    await expect(convert({ times: even(24, 3), end: 125 }, 1, 'huge')).rejects.toThrow(
      /model is huge. Give 'standard', 'lite', 'none'/,
    );
    const [none, missing] = [await transform('none'), await transform('/no/such/model.json')];
    expect(missing).toEqual(none);
    expect(opened.warnings.join()).toContain('frames are blended without it');
    const errors = opened.errors.splice(0);
    expect(errors.filter((error) => !error.includes('Failed to load resource'))).toEqual([]);
  });
});

it('upscaleVideo shows generated frames of a running video, also at its own size', async () => {
  const result = await opened.page.evaluate(async () => {
    const { clips, rates, show } = globalThis.tools;
    const times = Array.from({ length: 40 }, (_, i) => i * 100);
    const film = await rates.barFilm({ times, end: 4000, contents: times.map((time) => time / 8) });
    const options = { frameRate: 'display', frameModel: 'lite', scale: 1 } as const;
    const { element, upscaled } = await show.upscaledClip(film, options, 'width: 160px');
    element.loop = true;
    await element.play();
    await clips.until(() => upscaled.stats.generated > 4);
    const { canvas, frameRate, stats } = upscaled;
    const { latency, frameModelState } = stats;
    const playing = { size: [canvas.width, canvas.height], frameRate, latency, frameModelState };
    await upscaled.setFrameRate(undefined);
    const { generated } = upscaled.stats;
    await clips.animationFrames(10);
    const after = upscaled.stats.generated - generated;
    upscaled.dispose();
    return { ...playing, after };
  });
  expect(result).toMatchObject({
    size: [160, 90],
    frameRate: 'display',
    frameModelState: 'ready',
    after: 0,
  });
  // A frame of the video, and a little more.
  expect(result.latency).toBeGreaterThan(60);
  expect(result.latency).toBeLessThan(150);
  expect(opened.errors).toEqual([]);
});
