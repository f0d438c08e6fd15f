/**
 * What went wrong, for code to act on:
 *
 * - `unsupported`: no WebGPU, no adapter, or a feature that the call needs is missing.
 * - `invalid-argument`, `invalid-size`, `invalid-texture`: the caller passed something that can't work.
 * - `wrong-device`: the object belongs to another GPUDevice.
 * - `disposed`: the object was disposed before.
 * - `device-lost`: the GPUDevice was lost before the work was done.
 * - `compilation`: a shader doesn't compile; the text quotes the line.
 * - `validation`, `out-of-memory`: WebGPU refused the work.
 * - `aborted`: an AbortSignal ended the call.
 * - `load-failed`: a file could not be fetched or read.
 */
export type FrameloomErrorCode =
  | 'unsupported'
  | 'invalid-argument'
  | 'invalid-size'
  | 'invalid-texture'
  | 'wrong-device'
  | 'disposed'
  | 'device-lost'
  | 'compilation'
  | 'validation'
  | 'out-of-memory'
  | 'aborted'
  | 'load-failed';

/**
 * The one error that Frameloom throws. The message says what, what was got, and what to do;
 * `code` tells the kinds apart, also where two copies of the package make `instanceof` fail.
 */
export class FrameloomError extends Error {
  override readonly name: string = 'FrameloomError';
  readonly code: FrameloomErrorCode;

  /**
   * @param message One or two sentences: `what: the fact, what was got. What to do.` A longer one than 400 characters
   * loses its middle; that of `compilation`, which quotes lines, may have 4000.
   */
  constructor(code: FrameloomErrorCode, message: string, options?: ErrorOptions) {
    super(shorten(message, code === 'compilation' ? 4000 : 400), options);
    this.code = code;
  }
}

/** Keeps the start, which says where, and the end, which says what to do. */
function shorten(message: string, most: number): string {
  if (message.length <= most) return message;
  const end = Math.floor(most / 4);
  return `${message.slice(0, most - end - 3)} … ${message.slice(-end)}`;
}
