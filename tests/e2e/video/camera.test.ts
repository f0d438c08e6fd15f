// A camera (Chromium's fake one) through createUpscaleTransform() and into a <video> again, as in a call.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startHarness, type Harness } from './harness.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']);
}, 120_000);
afterAll(() => harness?.close());

it('a camera, enlarged, plays on, and ending it frees everything', async () => {
  const { page, errors } = await harness.open();
  const result = await page.evaluate(async () => {
    const { clips, video, gpu: tools } = globalThis.tools;
    const gpu = await tools.createGpu();
    const stream = await navigator.mediaDevices.getUserMedia({
      video: { width: 160, height: 120, frameRate: 10 },
    });
    const [track] = stream.getVideoTracks();
    const { width = 0, height = 0 } = track!.getSettings();
    const scope = globalThis as unknown as {
      MediaStreamTrackProcessor: new (init: object) => { readable: ReadableStream<VideoFrame> };
      MediaStreamTrackGenerator: new (
        init: object,
      ) => MediaStreamTrack & { writable: WritableStream<VideoFrame> };
    };
    const { readable } = new scope.MediaStreamTrackProcessor({ track });
    const generator = new scope.MediaStreamTrackGenerator({ kind: 'video' });
    const done = readable
      .pipeThrough(video.createUpscaleTransform({ gpu, scale: 2 }))
      .pipeTo(generator.writable)
      .then(() => 'ended', String);
    const element = document.createElement('video');
    element.muted = true;
    element.srcObject = new MediaStream([generator]);
    document.querySelector('#place')!.append(element);
    await element.play();
    const numbers = new Set<number>();
    const sizes = new Set<string>();
    await new Promise<void>((resolve) => {
      const look = (_: number, { mediaTime }: VideoFrameCallbackMetadata): void => {
        numbers.add(mediaTime);
        sizes.add(`${element.videoWidth}×${element.videoHeight}`);
        if (numbers.size >= 4) resolve();
        else element.requestVideoFrameCallback(look);
      };
      element.requestVideoFrameCallback(look);
    });
    const canvas = new OffscreenCanvas(16, 12).getContext('2d')!;
    canvas.drawImage(element, 0, 0, 16, 12);
    const lit = new Set(canvas.getImageData(0, 0, 16, 12).data).size;
    const busy = gpu.memory.bytes;
    track!.stop();
    const end = await done;
    await clips.until(() => gpu.memory.bytes === 0);
    const bytes = gpu.memory.bytes;
    gpu.dispose();
    element.remove();
    return { from: [width, height], sizes: [...sizes], lit, busy, end, bytes };
  });
  const [width, height] = result.from;
  expect(width).toBeGreaterThan(0);
  expect(result.sizes).toEqual([`${width! * 2}×${height! * 2}`]);
  expect(result.lit).toBeGreaterThan(4);
  expect(result.busy).toBeGreaterThan(10_000);
  expect(result).toMatchObject({ end: 'ended', bytes: 0 });
  expect(errors).toEqual([]);
});
