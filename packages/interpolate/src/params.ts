import { getSurfaceTolerance, type Size } from '@frameloom/gpu/frame';
import { fromTo, type CameraFacts } from './camera.ts';

/** Bytes of `Params` in lib/params.wgsl. */
export const paramsBytes = 288;

/** Bits of `Params.flags`. */
export const flags = { single: 1, camera: 2, hudless: 4, ui: 8, after: 16 } as const;

/** What is kept of a real frame as numbers. */
export type FrameFacts = {
  renderSize: Size;
  jitter: { x: number; y: number };
  camera: CameraFacts;
  motionScale: { x: number; y: number };
};

type ParamsState = {
  displaySize: Size;
  current: FrameFacts;
  /** Undefined where the current frame is the first. */
  previous: FrameFacts | undefined;
  t: number;
  camera?: CameraFacts | undefined;
  flags: number;
  mode: number;
  /** Number of the real frame; only the checker reads it. */
  frame?: number;
};

const identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

/** Writes `Params` into `target`, {@link paramsBytes} long. */
export function writeParams(target: ArrayBuffer, state: ParamsState): void {
  const { current, camera } = state;
  const previous = state.previous ?? current;
  const f = new Float32Array(target);
  const u = new Uint32Array(target);
  const tolerance = getSurfaceTolerance(current.camera.orthographic);
  f.set(state.previous ? fromTo(current.camera, previous.camera) : identity, 0);
  f.set(state.previous ? fromTo(previous.camera, current.camera) : identity, 16);
  f.set(camera ? fromTo(current.camera, camera) : identity, 32);
  const pair = ({ width, height }: Size): [number, number] => [width, height];
  f.set([...pair(state.displaySize), ...pair(current.renderSize), ...pair(previous.renderSize)], 48);
  f.set([current.jitter.x, current.jitter.y, previous.jitter.x, previous.jitter.y], 54);
  f.set([current.motionScale.x, current.motionScale.y], 58);
  f.set([current.camera.nearness.offset, current.camera.nearness.slope], 60);
  f.set([previous.camera.nearness.offset, previous.camera.nearness.slope], 62);
  f.set([tolerance.relative, tolerance.absolute, state.t], 64);
  u.set(
    [
      state.flags | (state.previous ? 0 : flags.single) | (camera ? flags.camera : 0),
      state.mode,
      state.frame ?? 0,
    ],
    67,
  );
}

/** Writes `Params` for pictures that are colour alone. */
export function writeFlatParams(target: ArrayBuffer, displaySize: Size, t: number): void {
  const f = new Float32Array(target).fill(0);
  f.set([displaySize.width, displaySize.height, 1, 1, 1, 1], 48);
  f[66] = t;
}
