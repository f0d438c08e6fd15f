// A video in given HTML, and its layer.
import { BufferTarget, CanvasSource, Output, WebMOutputFormat } from 'mediabunny';
import type { UpscaledVideo } from '@frameloom/video';
import { animationFrames, until } from './clips.ts';
import { upscale } from './show.ts';

let clip: Promise<string> | undefined;

/** A picture that is smooth all over, so that enlarging it differently changes nothing, on a page that it differs from. */
function smoothClip(): Promise<string> {
  return (clip ??= (async () => {
    const target = new BufferTarget();
    const output = new Output({ format: new WebMOutputFormat(), target });
    const canvas = new OffscreenCanvas(100, 56);
    const context = canvas.getContext('2d', { alpha: false })!;
    const source = new CanvasSource(canvas, { codec: 'vp9', bitrate: 4_000_000 });
    output.addVideoTrack(source);
    const across = context.createLinearGradient(0, 0, 100, 0);
    across.addColorStop(0, '#c02040');
    across.addColorStop(1, '#20c0e0');
    context.fillStyle = across;
    context.fillRect(0, 0, 100, 56);
    const down = context.createLinearGradient(0, 0, 0, 56);
    down.addColorStop(0, 'rgba(255 255 0 / 0)');
    down.addColorStop(1, 'rgba(255 255 0 / 0.6)');
    context.fillStyle = down;
    context.fillRect(0, 0, 100, 56);
    await output.start();
    for (let frame = 0; frame < 3; frame++) await source.add(frame / 10, 1 / 10);
    await output.finalize();
    return URL.createObjectURL(new Blob([target.buffer!], { type: 'video/webm' }));
  })());
}

/** Writes HTML, with the clip in place of `VIDEO(style)`, and waits for the video's picture. */
export async function layOut(
  html: string,
  place: Element | ShadowRoot = document.querySelector('#place')!,
): Promise<HTMLVideoElement> {
  const src = await smoothClip();
  place.innerHTML = html.replace(
    /VIDEO\(((?:[^()]|\([^()]*\))*)\)/,
    (_, style: string) => `<video muted src="${src}" style="${style}"></video>`,
  );
  const video = place.querySelector('video')!;
  await until(() => video.readyState >= 2);
  return video;
}

/**
 * Scrolls what can be scrolled; else moves the video from its place, as a script of the page would. Returns by how much the
 * layer is off before anything could follow: what scrolls takes it along.
 */
export async function disturb(): Promise<number> {
  const scrollers = document.querySelectorAll('.scrolls');
  for (const scroller of scrollers) scroller.scrollBy(60, 60);
  const off = scrollers.length === 0 ? 0 : distanceOf(globalThis.made[0]!);
  const { style } = document.querySelector('video')!;
  if (scrollers.length === 0) {
    style.translate = '31px 7px';
    // A script of the page knows when it moves the video; scrolling is noticed.
    globalThis.made[0]!.refresh();
  }
  await animationFrames(3);
  return off;
}

/** Client rectangles of everything but the layer, and what a click hits at every twentieth pixel. */
export function traceOf(place: Element): string {
  const elements = [...place.querySelectorAll('*')].filter((element) => !element.closest('[data-frameloom]'));
  const boxes = elements.map((element) => JSON.stringify(element.getBoundingClientRect()));
  const hits: number[] = [];
  for (let y = 5; y < 290; y += 20)
    for (let x = 5; x < 390; x += 20) hits.push(elements.indexOf(document.elementFromPoint(x, y)!));
  return [...boxes, ...hits].join();
}

/** Upscales a video and waits until it shows. */
export async function cover(video: HTMLVideoElement): Promise<UpscaledVideo> {
  const { upscaled } = await upscale(video, { sharpness: 0, scale: 2 });
  await until(() => upscaled.state === 'active');
  await animationFrames(3);
  return upscaled;
}

/** Whether a layer's box is where the video is, and in the top layer as a popover. */
export function coverage({ canvas, element, state }: UpscaledVideo): object {
  return {
    isOver: distanceOf({ canvas, element }) < 0.1,
    inTopLayer: canvas.closest(':popover-open') !== null,
    width: element.getBoundingClientRect().width,
    state,
  };
}

/** How far a layer's box is off, CSS pixels. */
function distanceOf({ canvas, element }: Pick<UpscaledVideo, 'canvas' | 'element'>): number {
  const box = canvas.parentElement!.parentElement!;
  const [a, b] = [box.getBoundingClientRect(), element.getBoundingClientRect()];
  return Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y), Math.abs(a.width - b.width));
}
