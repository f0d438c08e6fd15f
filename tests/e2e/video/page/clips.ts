// Files made in the page by its own encoders, and elements that play them.
import {
  ALL_FORMATS,
  AudioBufferSource,
  BlobSource,
  BufferTarget,
  CanvasSource,
  Input,
  Mp4OutputFormat,
  Output,
  WebMOutputFormat,
  type Rotation,
  type VideoCodec,
} from 'mediabunny';

export type ClipOptions = {
  codec?: VideoCodec;
  width?: number;
  height?: number;
  frames?: number;
  fps?: number;
  /** Adds a tone, as long as the picture, or so many seconds long. */
  audio?: boolean | number;
  /** Languages of the tones; default: one, without a language. */
  languages?: readonly string[];
  /** Leaves the picture out. */
  noVideo?: boolean;
  rotation?: Rotation;
  /** Black and white. */
  grey?: boolean;
};

/** Grey levels that stand for a digit of a frame's number. */
const steps = 16;

/** Numbers of frames that {@link frameNumber} tells apart. */
export const frameNumbers: number = steps * steps;

/**
 * A clip whose left third is the frame's number in two grey levels, the last digit above, over a fine pattern that stays.
 * Key frames every half second, so that seeking is quick.
 */
export async function makeClip(options: ClipOptions = {}): Promise<File> {
  const { codec = 'vp8', width = 96, height = 54, frames = 30, fps = 30, rotation = 0 } = options;
  const isMp4 = codec === 'avc' || codec === 'av1';
  const target = new BufferTarget();
  const output = new Output({
    format: isMp4 ? new Mp4OutputFormat({ fastStart: 'in-memory' }) : new WebMOutputFormat(),
    target,
  });
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false })!;
  const source = new CanvasSource(canvas, { codec, bitrate: 2_000_000, keyFrameInterval: 0.5 });
  if (!options.noVideo) output.addVideoTrack(source, { frameRate: fps, rotation });
  const { audio = false, languages = [undefined] } = options;
  const sounds = languages.map((languageCode) => {
    const sound = new AudioBufferSource({ codec: 'opus', bitrate: 64_000 });
    if (audio !== false) output.addAudioTrack(sound, languageCode ? { languageCode } : {});
    return sound;
  });
  await output.start();
  if (!options.noVideo)
    for (let frame = 0; frame < frames; frame++) {
      paint(context, frame);
      if (options.grey) takeColour(context);
      await source.add(frame / fps, 1 / fps);
    }
  if (audio !== false)
    for (const sound of sounds) await sound.add(tone(audio === true ? frames / fps : audio));
  await output.finalize();
  const type = isMp4 ? 'video/mp4' : 'video/webm';
  return new File([target.buffer!], `clip.${isMp4 ? 'mp4' : 'webm'}`, { type });
}

function paint(context: OffscreenCanvasRenderingContext2D, frame: number): void {
  const { width, height } = context.canvas;
  context.fillStyle = '#2060a0';
  context.fillRect(0, 0, width, height);
  for (let x = 0; x < width; x += 8) {
    context.fillStyle = x % 16 === 0 ? '#d0c080' : '#305030';
    context.fillRect(x, 0, 4, height / 2);
  }
  context.fillStyle = '#c03020';
  context.fillRect((width * 5) / 6, (height * 3) / 4, width / 6, height / 4);
  for (const [row, digit] of [frame % steps, Math.floor(frame / steps) % steps].entries()) {
    const grey = levelOf(digit);
    context.fillStyle = `rgb(${grey} ${grey} ${grey})`;
    context.fillRect(0, (row * height) / 2, width / 3, height / 2);
  }
}

function takeColour(context: OffscreenCanvasRenderingContext2D): void {
  context.globalCompositeOperation = 'saturation';
  context.fillStyle = '#808080';
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.globalCompositeOperation = 'source-over';
}

/** How far from grey what is shown is, on average over its pixels, 0 … 255. */
export function colourfulness(shown: HTMLVideoElement | HTMLCanvasElement): number {
  const [width, height] = [48, 27];
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  context.drawImage(shown, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  let sum = 0;
  for (let i = 0; i < data.length; i += 4)
    sum += Math.max(data[i]!, data[i + 1]!, data[i + 2]!) - Math.min(data[i]!, data[i + 1]!, data[i + 2]!);
  return sum / (width * height);
}

const levelOf = (number: number): number => Math.round(24 + (number * 208) / (steps - 1));

const digitOf = (grey: number): number => Math.round(((grey - 24) * (steps - 1)) / 208);

/** Seeks, and waits until the frame there can be drawn, which may be after `seeked`. */
export async function seekTo(video: HTMLVideoElement, seconds: number): Promise<void> {
  const shown = new Promise<void>((resolve) => video.requestVideoFrameCallback(() => resolve()));
  const sought = new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
  video.currentTime = seconds;
  await Promise.all([shown, sought]);
}

/** The number of the frame that an element or canvas shows, up to {@link frameNumbers}; negative where it shows nothing. */
export function frameNumber(shown: HTMLVideoElement | HTMLCanvasElement): number {
  const context = new OffscreenCanvas(8, 8).getContext('2d', { willReadFrequently: true })!;
  const width = 'videoWidth' in shown ? shown.videoWidth : shown.width;
  const height = 'videoWidth' in shown ? shown.videoHeight : shown.height;
  const read = (top: number): number => {
    context.drawImage(shown, width / 12, height * top, width / 6, height / 6, 0, 0, 8, 8);
    return digitOf(context.getImageData(4, 4, 1, 1).data[0]!);
  };
  return read(1 / 6) + steps * read(4 / 6);
}

function tone(seconds: number): AudioBuffer {
  const rate = 48_000;
  const buffer = new AudioBuffer({
    length: Math.ceil(seconds * rate),
    sampleRate: rate,
    numberOfChannels: 1,
  });
  const samples = buffer.getChannelData(0);
  for (let i = 0; i < samples.length; i++) samples[i] = 0.2 * Math.sin((i * 440 * 2 * Math.PI) / rate);
  return buffer;
}

/** Puts a `<video>` on the page that plays `source` and waits for its first picture, or for its error. */
export async function addVideo(
  source: Blob | string,
  style: string = 'width:240px;height:135px',
  attributes: Record<string, string> = {},
): Promise<HTMLVideoElement> {
  const video = document.createElement('video');
  video.muted = true;
  video.loop = true;
  video.style.cssText = style;
  for (const [name, value] of Object.entries(attributes)) video.setAttribute(name, value);
  document.querySelector('#place')!.append(video);
  await load(video, source);
  return video;
}

/**
 * Gives a video another source and waits for its first picture, its sound, or its error; elements that are out of the page
 * may never have any, so there is an end to it.
 */
export async function load(
  video: HTMLVideoElement,
  source: Blob | string,
  milliseconds: number = 10_000,
): Promise<void> {
  const listening = new AbortController();
  const done = new Promise<void>((resolve) => {
    for (const name of ['loadeddata', 'error'])
      video.addEventListener(name, () => resolve(), { signal: listening.signal });
    setTimeout(resolve, milliseconds);
  });
  video.src = typeof source === 'string' ? source : URL.createObjectURL(source);
  await done;
  listening.abort();
}

/** Resolves after so many animation frames. */
export async function animationFrames(count: number = 1): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
}

/** Resolves as soon as `holds` does. */
export async function until(holds: () => boolean, milliseconds: number = 10_000): Promise<boolean> {
  const end = performance.now() + milliseconds;
  while (!holds()) {
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}

/** Languages of a file's sound. */
export async function languagesOf(file: Blob): Promise<string[]> {
  const input = new Input({ source: new BlobSource(file), formats: ALL_FORMATS });
  const tracks = await input.getAudioTracks();
  return Promise.all(tracks.map((track) => track.getLanguageCode()));
}
