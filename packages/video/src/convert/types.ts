import type { Size } from '../size.ts';
import type { FrameProcessorOptions } from '../stream/processor.ts';
import type { ConvertProgress } from './progress.ts';

/** Options of `convertVideo`. */
export type ConvertVideoOptions = FrameProcessorOptions & {
  /** Codec of the result. Default: the first of H.264, VP9 and AV1 that this browser encodes at the new size. */
  codec?: 'h264' | 'vp9' | 'av1';
  /** Container. Default `'mp4'`; VP9 and AV1 are possible in both. */
  container?: 'mp4' | 'webm';
  /** Default `'high'`. */
  quality?: 'low' | 'medium' | 'high' | 'very-high';
  /**
   * Where to write, for example the result of a save dialogue. Default: a temporary file in the origin private file system,
   * or memory where the browser has none.
   */
  output?: FileSystemFileHandle | FileSystemWritableFileStream;
  /** Start and end of the part to convert, seconds. Default: the whole film. */
  trim?: {
    /** Seconds. Default: the first frame. */
    start?: number;
    /** Seconds. Default: the end. */
    end?: number;
  };
  /** Ends the call with `aborted` and removes what was written. */
  signal?: AbortSignal;
  /** Called as the conversion goes on. */
  onProgress?: (progress: ConvertProgress) => void;
};

/** Result of {@link convertVideo}. */
export type ConvertedVideo = {
  /** The film; undefined if it was written to `output`. */
  file: File | undefined;
  codec: 'h264' | 'vp9' | 'av1';
  /** Pixels. */
  size: Size;
  frames: number;
  /** How the sound was handled. `'missing'`: it cannot be stored in this container; see `warnings`. */
  audio: 'kept' | 'none' | 'missing';
  warnings: string[];
  /** Removes the temporary file; `file` cannot be read afterwards. */
  dispose(): Promise<void>;
};
