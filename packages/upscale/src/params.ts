import {
  defaultMotionVectorScale,
  getNearness,
  getSurfaceTolerance,
  type DepthMode,
  type Size,
} from '@frameloom/gpu/frame';
import type { UpscaleFrame } from './types.ts';

/** Bytes of `Params` in lib/params.wgsl. */
export const paramsBytes = 80;

/** Bits of `Params.flags`. */
const flags = { reset: 1, reactive: 2, opaque: 4, exposure: 8, orthographic: 16 } as const;

/** The part of a frame that reaches the shaders as numbers. */
type ParamsFrame = Omit<UpscaleFrame, 'color' | 'depth' | 'motionVectors' | 'cameraFovAngleVertical'>;

type ParamsState = {
  displaySize: Size;
  previousRenderSize: Size;
  depth: DepthMode;
  orthographic: boolean;
  reset: boolean;
  frame: number;
  mode: number;
};

/** Writes `Params` for one frame into `target` (80 bytes). */
export function writeParams(target: ArrayBuffer, frame: ParamsFrame, state: ParamsState): void {
  const f = new Float32Array(target);
  const u = new Uint32Array(target);
  const scale = frame.motionVectorScale ?? defaultMotionVectorScale;
  const nearness = getNearness(frame, state.depth, state.orthographic);
  const tolerance = getSurfaceTolerance(state.orthographic);
  f.set(
    [frame.renderSize.width, frame.renderSize.height, state.displaySize.width, state.displaySize.height],
    0,
  );
  f.set([state.previousRenderSize.width, state.previousRenderSize.height], 4);
  f.set([frame.jitterOffset.x, frame.jitterOffset.y, scale.x, scale.y, nearness.offset, nearness.slope], 6);
  f.set([tolerance.relative, tolerance.absolute], 12);
  f.set([frame.preExposure ?? 1, frame.frameTimeDelta / 1000, frame.sharpness ?? defaultSharpness], 14);
  u.set(
    [
      (state.reset ? flags.reset : 0) |
        (frame.reactive ? flags.reactive : 0) |
        (frame.opaqueColor ? flags.opaque : 0) |
        (frame.exposure ? flags.exposure : 0) |
        (state.orthographic ? flags.orthographic : 0),
      state.frame,
      state.mode,
    ],
    17,
  );
}

/** Sharpening where the caller says nothing. */
export const defaultSharpness = 0.2;
