import { FrameloomError } from '@frameloom/gpu';
import type { FrameSource } from './frame-source.ts';

/** The error to throw where a browser refuses to hand a video's pixels to scripts; undefined for other refusals. */
export function explainUnreadable(source: FrameSource, error: unknown): FrameloomError | undefined {
  if (!isSecurityError(error)) return undefined;
  const from = 'currentSrc' in source ? source.currentSrc : '';
  return new FrameloomError('unsupported', taintedText(from), { cause: error });
}

/** Whether an error says that the browser keeps a video's pixels from scripts. */
export function isTainted(error: unknown): boolean {
  return error instanceof FrameloomError && isSecurityError(error.cause);
}

/** Whether there is no picture to read at this moment; a video may say that it has one a little earlier. */
export function isNotThereYet(error: unknown): boolean {
  return error instanceof DOMException && ['OperationError', 'InvalidStateError'].includes(error.name);
}

/** What to do about a video from another origin. */
export function taintedText(address: string): string {
  const host = hostOf(address);
  return (
    `upscaleVideo: the video comes from ${host}, and scripts of this page may not read its pixels. ` +
    `Put the attribute crossorigin="anonymous" on the <video> before its src, and let ${host} answer with the header ` +
    `Access-Control-Allow-Origin; or serve the file from this page's own origin.`
  );
}

/** What can be said about protected video. */
export const protectedText: string =
  'upscaleVideo: this video is protected (DRM, Encrypted Media Extensions). Browsers never hand protected pixels to a page, ' +
  'so it plays as it is. Use an unprotected source of it where there is one.';

function hostOf(address: string): string {
  try {
    return new URL(address).host || 'another origin';
  } catch {
    return 'another origin';
  }
}

function isSecurityError(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'SecurityError';
}
