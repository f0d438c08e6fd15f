import { FrameloomError } from '@frameloom/gpu';
import type { Input, InputVideoTrack } from 'mediabunny';

import type { Media } from './media.ts';

/** An opened source file. */
export type OpenedSource = { input: Input; track: InputVideoTrack; name: string };

/** Opens a film and checks that this browser can decode its video track. Throws FrameloomError `load-failed`, `unsupported`. */
export async function openSource(media: Media, file: Blob | string | URL): Promise<OpenedSource> {
  const name = nameOf(file);
  const source = file instanceof Blob ? new media.BlobSource(file) : new media.UrlSource(file);
  const input = new media.Input({ source, formats: media.ALL_FORMATS });
  try {
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
    return { input, track, name };
  } catch (error) {
    input.dispose();
    throw error instanceof FrameloomError ? error : damaged(name, error);
  }
}

/** Warning for a file that is truncated or damaged in the middle. */
export function damaged(name: string, cause: unknown): FrameloomError {
  return new FrameloomError(
    'load-failed',
    `convertVideo: ${name} is damaged or cut short and cannot be read to its end (${textOf(cause)}). Get or export the file again.`,
    { cause },
  );
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function nameOf(file: Blob | string | URL): string {
  if (file instanceof File) return `“${file.name}”`;
  return file instanceof Blob
    ? 'the file'
    : `“${String(file)
        .replace(/[?#].*$/, '')
        .split('/')
        .at(-1)}”`;
}
