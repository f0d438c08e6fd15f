// Upscaled videos on the page, and what can go wrong with them.
import type { Gpu } from '@frameloom/gpu';
import { upscaleVideo, type UpscaledVideo, type UpscaleVideoOptions } from '@frameloom/video';
import { makeTellingModel, makeVideoModel } from '../../../gpu/video/pictures.ts';
import { addVideo, frameNumber, frameNumbers, makeClip, until } from './clips.ts';

declare global {
  /** Everything that was upscaled in this test. */
  var made: UpscaledVideo[];
}

globalThis.made = [];

export type Shown = { element: HTMLVideoElement; upscaled: UpscaledVideo };

/** Upscales an element; by default without a network and without giving way. */
export async function upscale(element: HTMLVideoElement, options: UpscaleVideoOptions = {}): Promise<Shown> {
  const upscaled = await upscaleVideo(element, { model: 'none', whenLate: 'drop', ...options });
  globalThis.made.push(upscaled);
  return { element, upscaled };
}

/** Puts a clip on the page and waits until it is upscaled. */
export async function upscaledClip(
  file: File,
  options: UpscaleVideoOptions = {},
  style?: string,
): Promise<Shown> {
  const shown = await upscale(await addVideo(file, style), options);
  await until(() => shown.upscaled.state === 'active');
  return shown;
}

/** A network that turns the picture's light around, as far as luma goes: what it does is hard to miss. */
export function invertingModel(): ReturnType<typeof makeVideoModel> {
  return makeVideoModel((i) => (i % 5 === 0 ? 0.2 : -0.1));
}

/** A network that brightens the picture by the degradation level. */
export const tellingModel: typeof makeTellingModel = makeTellingModel;

/** Plays and reads, right after each frame was drawn, the number of the video's frame and of the one on the canvas. */
export async function watchFrames(
  element: HTMLVideoElement,
  upscaled: UpscaledVideo,
  count: number,
): Promise<{ media: number; canvas: number }[]> {
  const pairs: { media: number; canvas: number }[] = [];
  let drawn = upscaled.stats.frames;
  let handle = 0;
  const look = (_: number, { mediaTime }: VideoFrameCallbackMetadata): void => {
    handle = element.requestVideoFrameCallback(look);
    const { frames } = upscaled.stats;
    // A frame that was dropped left the canvas alone, and then it cannot be read.
    if (frames > drawn)
      pairs.push({ media: Math.round(mediaTime * 30) % frameNumbers, canvas: frameNumber(upscaled.canvas) });
    drawn = frames;
  };
  handle = element.requestVideoFrameCallback(look);
  element.playbackRate = 0.5;
  await element.play();
  await until(() => pairs.length >= count, 40_000);
  element.pause();
  element.cancelVideoFrameCallback(handle);
  return pairs;
}

/** Counts the listeners on an element, its text tracks and its document that are added from here on and remain. */
export function countListeners(element: HTMLVideoElement): { count(): number; stop(): void } {
  const targets: readonly EventTarget[] = [element, element.textTracks, document, window];
  let count = 0;
  for (const target of targets) {
    const add = target.addEventListener.bind(target);
    const remove = target.removeEventListener.bind(target);
    target.addEventListener = (
      name: string,
      listener: EventListenerOrEventListenerObject | null,
      options?: boolean | AddEventListenerOptions,
    ): void => {
      count += 1;
      if (typeof options === 'object') options.signal?.addEventListener('abort', () => (count -= 1));
      add(name, listener, options);
    };
    target.removeEventListener = (
      name: string,
      listener: EventListenerOrEventListenerObject | null,
    ): void => {
      count -= 1;
      remove(name, listener);
    };
  }
  return {
    count: () => count,
    stop() {
      for (const target of targets) {
        Reflect.deleteProperty(target, 'addEventListener');
        Reflect.deleteProperty(target, 'removeEventListener');
      }
    },
  };
}

/** Lets the GPU say that it is done after so many milliseconds, however long it takes: machines differ. */
export function pretendTime(gpu: Gpu, milliseconds: number): { stop(): void } {
  const { queue } = gpu.device;
  queue.onSubmittedWorkDone = async () => {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return undefined;
  };
  return { stop: () => void Reflect.deleteProperty(queue, 'onSubmittedWorkDone') };
}

/** Sources that cannot be upscaled. */
export async function brokenSource(
  kind: 'audio' | 'cut' | 'cut-webm' | 'junk' | 'missing' | 'codec',
): Promise<Blob | string> {
  switch (kind) {
    case 'audio':
      return makeClip({ noVideo: true, audio: true });
    case 'cut':
    case 'cut-webm': {
      const file = await makeClip({ codec: kind === 'cut' ? 'avc' : 'vp8', frames: 90 });
      return file.slice(0, file.size / 2, file.type);
    }
    case 'codec':
      return renamedCodec();
    case 'missing':
      return '/tests/nothing-here.webm';
    default:
      return new Blob([new Uint8Array(3000)], { type: 'video/mp4' });
  }
}

/** An MP4 whose pictures claim a codec that no browser has. */
async function renamedCodec(): Promise<Blob> {
  const bytes = new Uint8Array(await (await makeClip({ codec: 'avc', frames: 4 })).arrayBuffer());
  const name = [...'avc1'].map((letter) => letter.charCodeAt(0));
  const wrong = [...'xyz9'].map((letter) => letter.charCodeAt(0));
  for (let at = 0; at < bytes.length - 4; at++)
    if (name.every((code, i) => bytes[at + i] === code)) bytes.set(wrong, at);
  return new Blob([bytes], { type: 'video/mp4' });
}
