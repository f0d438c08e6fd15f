import { FrameloomError } from '@frameloom/gpu';
import type { FrameSource } from './frame-source.ts';

/** The error for a browser that denies scripts access to a video's pixels; undefined for other failures. */
export function explainUnreadable(source: FrameSource, error: unknown): FrameloomError | undefined {
  if (!isSecurityError(error)) return undefined;
  const from = 'currentSrc' in source ? source.currentSrc : '';
  return new FrameloomError('unsupported', taintedText(from), { cause: error });
}

/** Whether an error says that the browser keeps a video's pixels from scripts. */
export function isTainted(error: unknown): boolean {
  return error instanceof FrameloomError && isSecurityError(error.cause);
}

/** Whether no frame can be read yet; a video may report one slightly too early. */
export function isNotThereYet(error: unknown): boolean {
  return error instanceof DOMException && ['OperationError', 'InvalidStateError'].includes(error.name);
}

/** Advice for a cross-origin video without CORS. */
export function taintedText(address: string): string {
  const host = hostOf(address);
  return (
    `upscaleVideo: the video comes from ${host}, and scripts of this page may not read its pixels. ` +
    `Put the attribute crossorigin="anonymous" on the <video> before its src, and let ${host} answer with the header ` +
    `Access-Control-Allow-Origin; or serve the file from this page's own origin.`
  );
}

/** Message for protected video. */
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
