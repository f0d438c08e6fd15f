import { FrameloomError } from '@frameloom/gpu';
import type { Input, InputVideoTrack } from 'mediabunny';
import { unlessAborted, type Media } from './media.ts';
import { openRemote, type RemoteFilm } from './remote.ts';

/** An opened source file. */
export type OpenedSource = {
  input: Input;
  track: InputVideoTrack;
  name: string;
  /** The error of this package for what reading the file threw. */
  explain(error: unknown): FrameloomError;
};

/**
 * Opens a film and checks that this browser can decode its video track.
 *
 * @throws FrameloomError `load-failed`, `unsupported`, `aborted`.
 */
export async function openSource(
  media: Media,
  file: Blob | string | URL,
  signal: AbortSignal | undefined,
): Promise<OpenedSource> {
  const name = nameOf(file);
  const remote = file instanceof Blob ? undefined : openRemote(media, file, name);
  const source = file instanceof Blob ? new media.BlobSource(file) : remote!.source;
  const input = new media.Input({ source, formats: media.ALL_FORMATS });
  const explain = (error: unknown): FrameloomError => explainReading(error, name, remote);
  try {
    return { input, name, explain, track: await unlessAborted(signal, requireTrack(input, name)) };
  } catch (error) {
    input.dispose();
    throw explain(error);
  }
}

async function requireTrack(input: Input, name: string): Promise<InputVideoTrack> {
  if (!(await input.canRead()))
    throw new FrameloomError(
      'load-failed',
      `convertVideo: ${name} is not a film in a known container (MP4, MOV, WebM, MKV, MPEG-TS), or its beginning is damaged.`,
    );
  const track = await input.getPrimaryVideoTrack();
  if (!track)
    throw new FrameloomError(
      'load-failed',
      `convertVideo: ${name} has no video track, only sound. There is nothing to enlarge.`,
    );
  const codec = (await track.getCodecParameterString()) ?? (await track.getCodec()) ?? 'unknown';
  if (!(await track.canDecode()))
    throw new FrameloomError(
      'unsupported',
      `convertVideo: this browser has no decoder for ${codec}, which ${name} is made with. Convert it to H.264, VP9 or AV1 first, or use another browser.`,
    );
  const [width, height] = [await track.getDisplayWidth(), await track.getDisplayHeight()];
  if (width === 0 || height === 0)
    throw new FrameloomError(
      'load-failed',
      `convertVideo: the pictures of ${name} are ${width}×${height} pixels. The file is damaged.`,
    );
  return track;
}

function explainReading(error: unknown, name: string, remote: RemoteFilm | undefined): FrameloomError {
  if (error instanceof FrameloomError && error.code === 'aborted') return error;
  return remote?.failure ?? (error instanceof FrameloomError ? error : damaged(name, error));
}

/** Error for a file that is truncated or damaged in the middle. */
export function damaged(name: string, cause: unknown): FrameloomError {
  return new FrameloomError(
    'load-failed',
    `convertVideo: ${name} is damaged or cut short and cannot be read to its end (${textOf(cause)}). Get or export the file again.`,
    { cause },
  );
}

/** Error for a film of one frame, which is to have more. */
export function singleFrame(name: string): FrameloomError {
  return new FrameloomError(
    'load-failed',
    `convertVideo: ${name} has one frame, and nothing lies between. Leave frameRate out, or give a film with more frames.`,
  );
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function nameOf(file: Blob | string | URL): string {
  if (file instanceof File) return `“${file.name}”`;
  if (file instanceof Blob) return 'the file';
  const last = String(file)
    .replace(/[?#].*$/, '')
    .split('/')
    .at(-1);
  return last ? `“${last}”` : 'the file';
}
