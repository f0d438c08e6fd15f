import type { PosedFrame, Play, RunSpec } from '../engine/play.ts';
import type { Size } from '../engine/platform.ts';

/** Everything a method may use. The play is its own: renderer, scene and histories belong to this run alone. */
export type MethodContext = {
  readonly play: Play;
  readonly spec: RunSpec;
  readonly renderSize: Size;
  /** Loads a module of the peer checkout given by --peer-upscaler. */
  readonly loadPeer: (path: string) => Promise<unknown>;
};

/** One method at work on one sequence. */
export type MethodRun = {
  /** Renders the posed frame and returns its picture at display size. */
  render(frame: PosedFrame): GPUTexture | Promise<GPUTexture>;
  /** True where the picture is tone-mapped sRGB already; default false: linear HDR. */
  readonly displayReferred?: boolean;
  dispose(): void;
};

/** A way to get pictures of display size. Add one: a file here and a line in index.ts. */
export type Method = {
  readonly name: string;
  /** One line for the report. */
  readonly summary: string;
  /** Paths from the repository root, this file among them, whose contents decide the pictures: for the cache. */
  readonly sources: readonly string[];
  /** True where the method needs --peer-upscaler. */
  readonly needsPeer?: boolean;
  create(context: MethodContext): Promise<MethodRun>;
};
