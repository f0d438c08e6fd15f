import type { Camera, Matrix4 } from 'three/webgpu';
import type { Size } from '@frameloom/upscale';
import type { ScenePass } from '../scene-pass.ts';

/** The shift that a scene pass was rendered with. */
export type SubPixelShift = {
  /** Render pixels, x right, y down: texel i holds the scene at i + 0.5 + offset. */
  offset(size: Size): { x: number; y: number };
  dispose(): void;
};

/** Reads the shift where the pass learns of the projection without it. Without a pass there is none. */
export function watchShift(pass: ScenePass | undefined, camera: () => Camera): SubPixelShift {
  const shift = { x: 0, y: 0 };
  const offset = ({ width, height }: Size): { x: number; y: number } => ({
    x: (-shift.x * width) / 2,
    y: (shift.y * height) / 2,
  });
  if (pass === undefined) return { offset, dispose: () => {} };
  const { motionNode } = pass;
  const begin = motionNode.beginFrame;
  motionNode.beginFrame = function beginFrame(projection: Matrix4): void {
    const [shifted, plain] = [camera().projectionMatrix.elements, projection.elements];
    // Row 0 has x · row 3 added, row 1 has y · row 3.
    const column = plain[11] === 0 ? 12 : 8;
    shift.x = (shifted[column]! - plain[column]!) / plain[column + 3]!;
    shift.y = (shifted[column + 1]! - plain[column + 1]!) / plain[column + 3]!;
    begin.call(motionNode, projection);
  };
  return {
    offset,
    dispose() {
      motionNode.beginFrame = begin;
    },
  };
}
