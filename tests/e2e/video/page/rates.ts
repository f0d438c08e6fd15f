// Films of a bar that moves at a constant speed, at any times, and what films show.
import {
  ALL_FORMATS,
  AudioBufferSource,
  BlobSource,
  BufferTarget,
  CanvasSource,
  Input,
  Mp4OutputFormat,
  Output,
  VideoSampleSink,
} from 'mediabunny';

/** A frame of a film: when it is shown, ms, where the bar is, in pixels, and how bright it and the rest are, 0 … 255. */
export type Sight = {
  at: number;
  place: number;
  bar: number;
  ground: number;
  /** Of all red values: equal pictures have equal ones. */
  sum: number;
};

const size = { width: 160, height: 90 };
/** Pixels of motion in a second, and the bar's width. */
const speed = 240;
const barWidth = 9;

/** @param contents Moment that each frame shows, ms; default its own time. A negative one is another shot. */
function paint(context: OffscreenCanvasRenderingContext2D, content: number): void {
  const { width, height } = size;
  const isOther = content < 0;
  for (let y = 0; y < height; y += 6)
    for (let x = 0; x < width; x += 8) {
      const grey = (isOther ? 150 : 20) + ((x * 7 + y * 13 + ((x * y) % 11) * 5) % 50);
      context.fillStyle = `rgb(${grey} ${grey} ${grey})`;
      context.fillRect(x, y, 8, 6);
    }
  context.fillStyle = isOther ? '#000' : '#fff';
  context.fillRect(4 + (Math.abs(content) / 1000) * speed, 0, barWidth, height);
}

/** A film whose frames are shown at these times, ms, until `end`. */
export async function barFilm(options: {
  times: readonly number[];
  end: number;
  contents?: readonly number[];
  audio?: boolean;
}): Promise<File> {
  const { times, end, contents = times, audio = false } = options;
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
  const canvas = new OffscreenCanvas(size.width, size.height);
  const context = canvas.getContext('2d', { alpha: false })!;
  const source = new CanvasSource(canvas, { codec: 'avc', bitrate: 4_000_000, keyFrameInterval: 0.5 });
  output.addVideoTrack(source);
  const sound = new AudioBufferSource({ codec: 'opus', bitrate: 64_000 });
  if (audio) output.addAudioTrack(sound);
  await output.start();
  for (const [i, time] of times.entries()) {
    paint(context, contents[i]!);
    await source.add(time / 1000, ((times[i + 1] ?? end) - time) / 1000);
  }
  if (audio) await sound.add(new AudioBuffer({ length: end * 48, sampleRate: 48_000, numberOfChannels: 1 }));
  await output.finalize();
  return new File([target.buffer!], 'bar.mp4', { type: 'video/mp4' });
}

/** Frames of the bar film, decoded already. */
export function barFrames(times: readonly number[], duration: number): VideoFrame[] {
  const canvas = new OffscreenCanvas(size.width, size.height);
  const context = canvas.getContext('2d', { alpha: false })!;
  return times.map((time) => {
    paint(context, time);
    return new VideoFrame(canvas, { timestamp: time * 1000, duration: duration * 1000, alpha: 'discard' });
  });
}

/** What a film shows, frame by frame. */
export async function readFilm(file: Blob): Promise<Sight[]> {
  const input = new Input({ source: new BlobSource(file), formats: ALL_FORMATS });
  const track = (await input.getPrimaryVideoTrack())!;
  const sights: Sight[] = [];
  for await (const sample of new VideoSampleSink(track).samples()) {
    const frame = sample.toVideoFrame();
    sights.push(readFrame(frame));
    frame.close();
    sample.close();
  }
  input.dispose();
  return sights;
}

/** What comes out of a transform, frame by frame. */
export async function readThrough(
  frames: readonly VideoFrame[],
  transform: ReadableWritablePair<VideoFrame, VideoFrame>,
): Promise<Sight[]> {
  const input = new ReadableStream<VideoFrame>({
    start(controller) {
      for (const frame of frames) controller.enqueue(frame);
      controller.close();
    },
  });
  const seen: Sight[] = [];
  const reader = input.pipeThrough(transform).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return seen;
    seen.push(readFrame(value));
    value.close();
  }
}

/** Where the bar of a frame is: the mean place of the columns that stand out, of the brightest ones. */
export function readFrame(frame: VideoFrame): Sight {
  const { width, height } = size;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  context.drawImage(frame, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const columns = Array.from({ length: width }, (_, x) => {
    let sum = 0;
    for (let y = 8; y < height - 8; y++) sum += data[(y * width + x) * 4]!;
    return sum / (height - 16);
  });
  const ground = columns.toSorted((a, b) => a - b)[width >> 1]!;
  const bar = Math.max(...columns);
  let [sum, weight] = [0, 0];
  columns.forEach((value, x) => {
    const share = Math.max(0, value - (ground + bar) / 2);
    sum += share * (x + 0.5);
    weight += share;
  });
  return {
    at: frame.timestamp / 1000,
    place: sum / weight - 4 - barWidth / 2,
    bar,
    ground,
    sum: columns.reduce((total, value) => total + value, 0),
  };
}

/** Where the bar should be at a moment, in pixels. */
export const placeAt = (content: number): number => (content / 1000) * speed;
