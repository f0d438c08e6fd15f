// Everything that visitors and players do to videos, at random, and what is left of it.
import { createGpu } from '@frameloom/gpu';
import { upscaleVideo, type UpscaledVideo } from '@frameloom/video';
import { animationFrames, frameNumber, frameNumbers, load, makeClip } from './clips.ts';
import { countListeners, invertingModel } from './show.ts';

/** What is left after a churn; all of it should be nothing. */
export type Left = {
  canvases: number;
  layers: number;
  listeners: number;
  gpuBytes: number;
  /** Bytes of GPU memory at the most, to show that there was something. */
  mostBytes: number;
  /** Things done to a video that was upscaled at the time and still is. */
  active: number;
  /** How often each thing was done. */
  done: Record<string, number>;
  errors: string[];
};

/** Does `count` random things to two videos and takes everything away again. The same seed does the same. */
export async function churn(count: number, seed: number = 1): Promise<Left> {
  let state = seed * 7919 + 1;
  const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const place = document.querySelector<HTMLElement>('#place')!;
  const gpu = await createGpu();
  const model = invertingModel();
  const files = await Promise.all([
    makeClip({ codec: 'vp8', width: 32, height: 18, frames: 12 }),
    makeClip({ codec: 'avc', width: 48, height: 48, frames: 12 }),
    makeClip({ codec: 'vp9', width: 64, height: 36, frames: 12, rotation: 90 }),
  ]);
  const broken = new Blob([new Uint8Array(500)], { type: 'video/mp4' });
  const slots = Array.from({ length: 2 }, () => {
    const video = document.createElement('video');
    video.muted = video.loop = true;
    video.style.cssText = 'width:80px;height:60px';
    place.append(video);
    return { video, counter: countListeners(video), upscaled: undefined as UpscaledVideo | undefined };
  });
  const errors: string[] = [];
  const done: Record<string, number> = {};
  const pending: Promise<void>[] = [];
  let mostBytes = 0;
  let active = 0;

  const actions: Readonly<Record<string, (slot: (typeof slots)[number]) => unknown>> = {
    seek: ({ video }) => void (video.currentTime = random() * 0.4),
    play: ({ video }) => void video.play().catch(() => {}),
    pause: ({ video }) => video.pause(),
    source: ({ video }) => load(video, pick(files), 300),
    breakSource: ({ video }) => load(video, broken, 300),
    resize: ({ video }) => void (video.style.width = `${Math.round(40 + random() * 160)}px`),
    hide: ({ video }) => void (video.style.display = pick(['none', 'inline'])),
    move: ({ video }) => place.prepend(video),
    remove: ({ video }) => (video.isConnected ? video.remove() : place.append(video)),
    rate: ({ video }) => void (video.playbackRate = pick([0.5, 1, 4])),
    scale: ({ upscaled }) => upscaled && (upscaled.scale = pick([1.1, 1.5, 2, 3, 'fit'] as const)),
    enabled: ({ upscaled }) => upscaled && (upscaled.enabled = random() < 0.7),
    model: ({ upscaled }) => upscaled?.setModel(pick(['none', model])),
    async create(slot) {
      slot.upscaled?.dispose();
      slot.upscaled = await upscaleVideo(slot.video, {
        gpu,
        model: 'none',
        whenLate: pick(['pass', 'drop']),
      });
    },
    // Not waited for: whoever changes their mind at once must not leave anything.
    createAndLeave({ video }) {
      pending.push(upscaleVideo(video, { gpu, model }).then((upscaled) => upscaled.dispose()));
    },
    dispose: ({ upscaled }) => upscaled?.dispose(),
    refresh: ({ upscaled }) => upscaled?.refresh(),
  };
  const names = Object.keys(actions);
  for (const slot of slots) {
    await load(slot.video, pick(files));
    await actions['create']!(slot);
  }
  for (let i = 0; i < count; i++) {
    // The first round does each thing once.
    const name = i < names.length ? names[i]! : pick(names);
    done[name] = (done[name] ?? 0) + 1;
    const slot = pick(slots);
    try {
      if (random() < 0.3) slot.video.style.display = '';
      if (random() < 0.3 && !slot.video.isConnected) place.append(slot.video);
      if (random() < 0.5 && slot.upscaled?.state === 'disposed') await actions['create']!(slot);
      if (random() < 0.3 && slot.upscaled?.state === 'failed') await actions['source']!(slot);
      const before = slot.upscaled;
      await actions[name]!(slot);
      if (before?.state === 'active') active += 1;
    } catch (error) {
      errors.push(`${name}: ${String(error)}`);
    }
    mostBytes = Math.max(mostBytes, gpu.memory.bytes);
    if (random() < 0.6) await animationFrames(1 + Math.floor(random() * 2));
  }
  await animationFrames(3);
  await Promise.all(pending);
  for (const { upscaled, video } of slots) {
    upscaled?.dispose();
    video.remove();
    video.removeAttribute('src');
    video.load();
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  const left: Left = {
    canvases: document.querySelectorAll('canvas').length,
    layers: document.querySelectorAll('[data-frameloom]').length,
    listeners: slots.reduce((sum, { counter }) => sum + counter.count(), 0),
    gpuBytes: gpu.memory.bytes,
    mostBytes,
    active,
    done,
    errors: errors.filter((text) => !text.includes('aborted') && !text.includes('disposed')),
  };
  for (const { counter } of slots) counter.stop();
  gpu.dispose();
  return left;
}

/** What a long play came to. */
export type LongPlay = {
  /** Seconds of the video that went by. */
  seconds: number;
  frames: number;
  /** Frames whose canvas showed another frame than the one next to the video's time. */
  stale: number;
  /** Bytes of GPU memory after the first tenth, and at the end. */
  gpuBytes: [number, number];
  /** Bytes of the page's own memory at the same times, after collecting garbage where the browser lets us. */
  heapBytes: [number, number];
};

/** Plays a looping clip at sixteen times its speed until `seconds` of video have gone by. */
export async function longPlay(seconds: number): Promise<LongPlay> {
  const gpu = await createGpu();
  const video = document.createElement('video');
  video.muted = video.loop = true;
  video.style.cssText = 'width:128px;height:72px';
  document.querySelector('#place')!.append(video);
  await load(video, await makeClip({ codec: 'vp8', width: 64, height: 36, frames: 480 }));
  const upscaled = await upscaleVideo(video, { gpu, model: 'none', whenLate: 'drop' });
  video.playbackRate = 16;
  let gone = 0;
  let before = 0;
  let drawn = 0;
  let stale = 0;
  const heap = (): number => {
    const scope = globalThis as unknown as { gc?: () => void };
    scope.gc?.();
    return (performance as unknown as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ?? 0;
  };
  const bytes: [number, number][] = [];
  await new Promise<void>((resolve) => {
    const look = (_: number, { mediaTime }: VideoFrameCallbackMetadata): void => {
      gone += mediaTime >= before ? mediaTime - before : mediaTime + video.duration - before;
      before = mediaTime;
      const { frames } = upscaled.stats;
      if (frames > drawn) {
        const age =
          (Math.round(mediaTime * 30) - frameNumber(upscaled.canvas) + 2 * frameNumbers) % frameNumbers;
        // Sixteen times as fast, the next frame that is decoded is many numbers on; it must never be behind.
        if (age > 1 && age < frameNumbers / 2) stale += 1;
      }
      drawn = frames;
      if (bytes.length === 0 && gone > seconds / 10) bytes.push([gpu.memory.bytes, heap()]);
      if (gone < seconds) video.requestVideoFrameCallback(look);
      else resolve();
    };
    video.requestVideoFrameCallback(look);
    void video.play();
  });
  bytes.push([gpu.memory.bytes, heap()]);
  const { frames } = upscaled.stats;
  upscaled.dispose();
  video.remove();
  gpu.dispose();
  const [first, last] = bytes as [[number, number], [number, number]];
  return { seconds: gone, frames, stale, gpuBytes: [first[0], last[0]], heapBytes: [first[1], last[1]] };
}
