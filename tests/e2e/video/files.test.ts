// convertVideo() on real files, createUpscaleTransform() on real frames, and what stays behind.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startHarness, type Harness, type Opened } from './harness.ts';

let harness: Harness;
let opened: Opened;

beforeAll(async () => {
  harness = await startHarness();
  opened = await harness.open();
}, 120_000);
afterAll(() => harness?.close());
beforeEach(() => void opened.errors.splice(0));

describe('convertVideo', () => {
  it.each([
    ['avc', 'h264', 'mp4', 1.5],
    ['vp8', 'vp9', 'webm', 2],
    ['vp9', 'av1', 'mp4', 3],
    ['av1', 'h264', 'mp4', 2],
  ] as const)('%s to %s in %s, sound kept, frame for frame', async (from, codec, container, scale) => {
    const result = await opened.page.evaluate(
      async ({ from, codec, container, scale }) => {
        const { clips, video } = globalThis.tools;
        const file = await clips.makeClip({ codec: from, audio: true, width: 64, height: 36, frames: 20 });
        const shares: number[] = [];
        const made = await video.convertVideo(file, {
          model: 'none',
          codec,
          container,
          scale,
          onProgress: ({ done }) => shares.push(done),
        });
        const element = await clips.addVideo(made.file!);
        const numbers: number[] = [];
        for (const frame of [0, 7, 13]) {
          await clips.seekTo(element, (frame + 0.5) / 30);
          numbers.push(clips.frameNumber(element));
        }
        const { size, frames, audio, warnings } = made;
        const { name, type } = made.file!;
        const says = (await made.file!.text()).includes('digitalsourcetype/algorithmicallyEnhanced');
        const { videoWidth, videoHeight, duration } = element;
        element.remove();
        await made.dispose();
        const readable = await made.file!.arrayBuffer().then(
          () => true,
          () => false,
        );
        const rising = shares.every((share, i) => i === 0 || share >= shares[i - 1]!);
        return {
          size,
          frames,
          audio,
          warnings,
          name,
          type,
          says,
          videoWidth,
          videoHeight,
          duration,
          numbers,
          rising,
          last: shares.at(-1),
          readable,
        };
      },
      { from, codec, container, scale },
    );
    const [width, height] = [64 * scale, 36 * scale];
    expect(result).toMatchObject({
      size: { width, height },
      frames: 20,
      audio: 'kept',
      warnings: [],
      name: `clip ${width}×${height}.${container}`,
      type: `video/${container}`,
      says: true,
      videoWidth: width,
      videoHeight: height,
      numbers: [0, 7, 13],
      rising: true,
      last: 1,
      readable: false,
    });
    expect(result.duration).toBeCloseTo(20 / 30, 1);
  });

  it('turns what is turned, takes a part, and writes where it is told to', async () => {
    const result = await opened.page.evaluate(async () => {
      const { clips, video } = globalThis.tools;
      const file = await clips.makeClip({ codec: 'avc', width: 64, height: 36, frames: 30, rotation: 90 });
      const root = await navigator.storage.getDirectory();
      const handle = await root.getFileHandle('film.mp4', { create: true });
      const made = await video.convertVideo(file, { model: 'none', output: handle, trim: { start: 0.5 } });
      const element = await clips.addVideo(await handle.getFile());
      const { videoWidth, videoHeight, duration } = element;
      element.remove();
      await root.removeEntry('film.mp4');
      return { videoWidth, videoHeight, duration, file: made.file, frames: made.frames };
    });
    expect(result).toMatchObject({ videoWidth: 72, videoHeight: 128, frames: 15 });
    expect(result.file).toBeUndefined();
    expect(result.duration).toBeCloseTo(0.5, 1);
  });

  it.each([
    ['audio', 'load-failed', /clip\.webm” has no video track/],
    ['junk', 'load-failed', /not a film in a known container/],
    ['codec', 'unsupported|load-failed', /no decoder|no video track|cannot be/],
  ] as const)('%s: says so', async (kind, code, message) => {
    const error = await opened.page.evaluate(async (kind) => {
      const { show, video } = globalThis.tools;
      const source = await show.brokenSource(kind);
      return video.convertVideo(source, { model: 'none' }).then(
        () => ({ code: 'none', message: '' }),
        (error: { code: string; message: string }) => ({ code: error.code, message: error.message }),
      );
    }, kind);
    expect(error.code).toMatch(new RegExp(`^(${code})$`));
    expect(error.message).toMatch(message);
  });

  it('what a truncated file holds is converted, and the rest is missed in words', async () => {
    const warnings = await opened.page.evaluate(async () => {
      const { show, video } = globalThis.tools;
      const made = await video.convertVideo(await show.brokenSource('cut'), { model: 'none' });
      await made.dispose();
      return made.warnings;
    });
    expect(warnings.join()).toMatch(/cut short: it announces 3\.0 s and holds pictures up to 1\.\d s/);
  });

  it('cancelled or failed, it leaves nothing on the disk and nothing on the GPU', async () => {
    const result = await opened.page.evaluate(async () => {
      const {
        clips,
        video,
        gpu: { createGpu },
      } = globalThis.tools;
      const gpu = await createGpu();
      const file = await clips.makeClip({ codec: 'vp8', width: 64, height: 36, frames: 60 });
      const stop = new AbortController();
      const said = await video
        .convertVideo(file, {
          gpu,
          model: 'none',
          signal: stop.signal,
          onProgress: ({ frames }) => frames === 5 && stop.abort(),
        })
        .then(
          () => 'done',
          ({ code }: { code: string }) => code,
        );
      const early = await video
        .convertVideo(file, { gpu, model: 'none', signal: AbortSignal.abort() })
        .catch(({ code }: { code: string }) => code);
      const wrong = await video
        .convertVideo(file, { gpu, codec: 'h264', container: 'webm', model: 'none' })
        .catch(({ message }: Error) => message);
      const home = await (await navigator.storage.getDirectory()).getDirectoryHandle('frameloom-video');
      const names: string[] = [];
      for await (const name of (home as unknown as { keys(): AsyncIterable<string> }).keys())
        names.push(name);
      const bytes = gpu.memory.bytes;
      gpu.dispose();
      return { said, early, wrong, names, bytes };
    });
    expect(result).toMatchObject({ said: 'aborted', early: 'aborted', names: [], bytes: 0 });
    expect(result.wrong).toMatch(/WebM does not take H\.264/);
  });
});

describe('createUpscaleTransform', () => {
  it('works in a worker', async () => {
    const seen = await opened.page.evaluate(
      () =>
        new Promise((resolve) => {
          const worker = new Worker('/tests/e2e/video/page/worker.ts', { type: 'module' });
          const answer = new BroadcastChannel('upscale transform');
          answer.addEventListener('message', ({ data }) => {
            answer.close();
            worker.terminate();
            resolve(data);
          });
        }),
    );
    expect(seen).toEqual([0, 1000, 2000, 3000].map((timestamp) => ({ width: 48, height: 28, timestamp })));
  });

  it('takes a captured stream, closes what comes in, and frees the GPU when the stream ends', async () => {
    const result = await opened.page.evaluate(async () => {
      const {
        clips,
        video,
        gpu: { createGpu },
      } = globalThis.tools;
      const gpu = await createGpu();
      const element = await clips.addVideo(await clips.makeClip({ width: 64, height: 36 }));
      await element.play();
      const [track] = (element as HTMLVideoElement & { captureStream(): MediaStream })
        .captureStream()
        .getVideoTracks();
      const scope = globalThis as unknown as {
        MediaStreamTrackProcessor: new (init: object) => { readable: ReadableStream<VideoFrame> };
      };
      const { readable } = new scope.MediaStreamTrackProcessor({ track });
      const given: VideoFrame[] = [];
      const watched = readable.pipeThrough(
        new TransformStream<VideoFrame, VideoFrame>({
          transform(frame, controller) {
            given.push(frame);
            controller.enqueue(frame);
          },
        }),
      );
      const reader = watched.pipeThrough(video.createUpscaleTransform({ gpu, model: 'none' })).getReader();
      const sizes: string[] = [];
      for (let i = 0; i < 4; i++) {
        const { value } = await reader.read();
        sizes.push(`${value!.displayWidth}×${value!.displayHeight}`);
        value!.close();
      }
      const busy = gpu.memory.bytes;
      await reader.cancel();
      track!.stop();
      await clips.until(() => gpu.memory.bytes === 0);
      // A closed frame has no size left.
      const open = given.slice(0, 4).filter(({ codedWidth }) => codedWidth > 0).length;
      const bytes = gpu.memory.bytes;
      gpu.dispose();
      element.remove();
      return { sizes, busy: busy > 0, bytes, open };
    });
    expect(result).toEqual({
      sizes: Array.from({ length: 4 }, () => '128×72'),
      busy: true,
      bytes: 0,
      open: 0,
    });
  });
});
