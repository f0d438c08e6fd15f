import { failArgument } from '@frameloom/gpu/frame';
import { invert, multiply, type Matrix4 } from './matrix.ts';

/** A camera without jitter. Matrices as WebGPU and three.js have them: column by column, clip z from 0 to 1. */
export type FrameCamera = {
  /** View space → clip space. */
  projection: Matrix4;
  /** World space → view space (three: `camera.matrixWorldInverse`). */
  view: Matrix4;
};

/** What the passes need of a camera. */
export type CameraFacts = {
  worldToClip: number[];
  clipToWorld: number[];
  /** nearness = offset + slope · depth, see `getNearness`. */
  nearness: { offset: number; slope: number };
  orthographic: boolean;
};

/**
 * Reads depth convention, kind and planes from the projection itself, so that they need not be told apart from it.
 * @throws FrameloomError `invalid-argument` where the matrices are not those of a camera.
 */
export function readCamera(where: string, name: string, camera: FrameCamera): CameraFacts {
  for (const part of ['projection', 'view'] as const) {
    const matrix = camera?.[part];
    const isMatrix =
      matrix?.length === 16 && Array.prototype.every.call(matrix, (v: number) => Number.isFinite(v));
    if (!isMatrix) failArgument(where, `${name}.${part}`, matrix, '16 finite numbers, column by column');
  }
  const { projection, view } = camera;
  const worldToClip = multiply(projection, view);
  const clipToWorld = invert(worldToClip);
  const orthographic = projection[11] === 0;
  const [scale, offset] = [projection[10]!, projection[14]!];
  if (!clipToWorld || (!orthographic && offset === 0)) {
    failArgument(
      where,
      `${name}.projection`,
      Array.from(projection).join(' '),
      'a matrix that can be inverted',
    );
  }
  if (orthographic) {
    // Depth grows with distance, or falls where it is reversed; view z is negative in front.
    const nearness = scale < 0 ? { offset: 1, slope: -1 } : { offset: 0, slope: 1 };
    return { worldToClip, clipToWorld, nearness, orthographic };
  }
  // depth = −scale + offset / distance, and the near plane is at depth 0, or at 1 where depth is reversed.
  const near = offset < 0 ? offset / scale : offset / (1 + scale);
  return {
    worldToClip,
    clipToWorld,
    nearness: { offset: (near * scale) / offset, slope: near / offset },
    orthographic,
  };
}

/** Clip space of `from` → clip space of `to`. */
export function fromTo(from: CameraFacts, to: CameraFacts): number[] {
  return multiply(to.worldToClip, from.clipToWorld);
}
