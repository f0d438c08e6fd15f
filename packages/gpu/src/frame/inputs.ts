import type { Size } from './size.ts';

/** What a renderer hands over for one frame. Textures are borrowed; texels [0, renderSize) are read. */
export type FrameInputs = {
  /** Linear colour (or display-referred where the receiver says so), any float-filterable format, one sample per pixel. */
  color: GPUTexture;
  /** Depth of the same pixels, a depth format. */
  depth: GPUTexture;
  /** Motion of the same pixels, rg, computed without jitter. */
  motionVectors: GPUTexture;
  /** Pixels rendered this frame; at most displaySize. */
  renderSize: Size;
  /** Render pixels, x right, y down: texel i holds the scene at i + 0.5 + jitterOffset. */
  jitterOffset: { x: number; y: number };
  /** uvPrevious = uv + motionVectors · scale. Default (−0.5, 0.5): three's velocity, current − previous in NDC. */
  motionVectorScale?: { x: number; y: number };
  /** Milliseconds since the last frame. */
  frameTimeDelta: number;
  /** Factor already multiplied into `color`. Default 1. */
  preExposure?: number;
  /** Forget history: camera cut, teleport, level change. */
  reset?: boolean;
  /** Distance of the near plane, > 0 (may be any number below cameraFar for an orthographic camera). */
  cameraNear: number;
  /** Distance of the far plane; Infinity allowed. */
  cameraFar: number;
  /** Vertical field of view, radians. Ignored for an orthographic camera. */
  cameraFovAngleVertical: number;
  /** Steps by one per frame; any other step resets history. Optional. */
  frameID?: number;
};

/** uvPrevious = uv + motionVectors · scale where a frame gives no scale of its own. */
export const defaultMotionVectorScale: Readonly<{ x: number; y: number }> = { x: -0.5, y: 0.5 };
