import type { Size } from '../size.ts';
import type { FrameProcessorOptions } from '../stream/processor.ts';
import type { ConvertProgress } from './progress.ts';

/** Options of `convertVideo`. */
export type ConvertVideoOptions = FrameProcessorOptions & {
  /** Codec of the result. Default: the first of H.264, VP9 and AV1 that this browser encodes at the new size. */
  codec?: 'h264' | 'vp9' | 'av1';
  /** Default `'mp4'`; VP9 and AV1 go into both. */
  container?: 'mp4' | 'webm';
  /** Default `'high'`. */
  quality?: 'low' | 'medium' | 'high' | 'very-high';
  /**
   * Where to write, as a save dialogue gives it. Default: a temporary file on disk, where the browser has a private file
   * system, and else memory.
   */
  output?: FileSystemFileHandle | FileSystemWritableFileStream;
  /** Seconds of the film to convert. Default all. */
  trim?: { start?: number; end?: number };
  /** Ends the call with `aborted`; what was written is taken back. */
  signal?: AbortSignal;
  onProgress?: (progress: ConvertProgress) => void;
};

/** A film that was converted. */
export type ConvertedVideo = {
  /** The film; undefined where `output` was given, which then holds it. */
  file: File | undefined;
  codec: 'h264' | 'vp9' | 'av1';
  /** Pixels. */
  size: Size;
  frames: number;
  /** What became of the sound. `'missing'`: it could not be put into this container; see `warnings`. */
  audio: 'kept' | 'none' | 'missing';
  warnings: string[];
  /** Removes the temporary file; `file` cannot be read then. */
  dispose(): Promise<void>;
};
