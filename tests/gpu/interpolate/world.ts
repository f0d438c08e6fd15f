// A wall and a card that moves in front of it, seen by a camera that moves along: everything about each pixel is known.
import type { FrameCamera, RealFrame } from '@frameloom/interpolate';
import { createDepthWriter, upload } from '../upscale/textures.ts';

export type Size = { width: number; height: number };

/** One frame as numbers, per pixel. */
export type WorldFrame = {
  /** Four per pixel. */
  color: Float32Array;
  depth: Float32Array;
  /** uvPrevious − uv. */
  motion: Float32Array;
  /** Whether the card is seen. */
  card: boolean[];
  /** Whether a spark lights it. */
  lit: boolean[];
  camera: FrameCamera;
};

const [near, far, wallZ, cardZ] = [0.5, 100, 10, 5];
const focal = 1.5;

export type WorldOptions = {
  /** World units a frame. */
  cardSpeed?: number;
  cameraSpeed?: number;
  /** Motion vectors of the card are left out: zero. */
  silent?: boolean;
  /** Additive sparks, which depth and motion vectors know nothing of; they drift over the screen while the wall hurries past. */
  sparks?: boolean;
};

/** Renders the world at time `frame` (any number), one sample a pixel. */
export function renderWorld(size: Size, frame: number, options: WorldOptions = {}): WorldFrame {
  const { width, height } = size;
  const pixels = width * height;
  const aspect = width / height;
  const { cardSpeed = 0.3, cameraSpeed = 0.8, silent = false, sparks = false } = options;
  const cameraX = (time: number): number => cameraSpeed * time;
  const cardX = (time: number): number => 1 + cardSpeed * time;
  const result: WorldFrame = {
    color: new Float32Array(pixels * 4),
    depth: new Float32Array(pixels),
    motion: new Float32Array(pixels * 2),
    card: [],
    lit: [],
    camera: cameraAt(cameraX(frame), aspect),
  };
  for (let i = 0; i < pixels; i++) {
    const [u, v] = [((i % width) + 0.5) / width, (Math.floor(i / width) + 0.5) / height];
    const ray = [((u * 2 - 1) * aspect) / focal, (1 - v * 2) / focal];
    const at = (z: number): number[] => [cameraX(frame) + ray[0]! * z, ray[1]! * z];
    const onCard = at(cardZ);
    const card = Math.abs(onCard[0]! - cardX(frame)) < 1.6 && Math.abs(onCard[1]!) < 1.6;
    const [x, y] = card ? onCard : at(wallZ);
    const z = card ? cardZ : wallZ;
    const own = card ? cardX(frame) : 0;
    const light = sparks ? sparkAt(ray[0]!, ray[1]!, frame) : 0;
    result.color.set([...paint(x! - own, y!, card).map((c) => Math.min(c + light, 1)), 1], i * 4);
    result.lit.push(light > 0.02);
    result.depth[i] = (far / (far - near)) * (1 - near / z);
    result.card.push(card);
    const before = x! - (card ? cardSpeed : 0) - cameraX(frame - 1);
    const uBefore = (before / z) * (focal / aspect) * 0.5 + 0.5;
    result.motion.set([silent && card ? 0 : uBefore - u, 0], i * 2);
  }
  return result;
}

/** Light of a spark on a ray at a time: dots of about a pixel and a half, each of which drifts its own way. */
function sparkAt(x: number, y: number, time: number): number {
  let light = 0;
  for (let k = 0; k < 24; k++) {
    const drift = (phase: number): number => 0.012 * Math.sin(7 * k + phase) * time;
    const [sx, sy] = [((k * 0.37) % 1.1) - 0.55 + drift(0), ((k * 0.23) % 0.6) - 0.3 + drift(2)];
    light += Math.exp(-((x - sx) ** 2 + (y - sy) ** 2) / 1.2e-4);
  }
  return light;
}

/** Smooth patterns, so that resampling costs little. */
function paint(x: number, y: number, card: boolean): number[] {
  const wave = (k: number, phase: number): number => 0.5 + 0.3 * Math.sin(k * x + phase) * Math.cos(k * y);
  return card ? [wave(4, 0) * 0.5 + 0.5, 0.2, wave(3.3, 1) * 0.3] : [0.1, wave(2, 0), wave(1.5, 2)];
}

/** Column by column, as three.js has them. */
function cameraAt(x: number, aspect: number): FrameCamera {
  const a = far / (near - far);
  const projection = [focal / aspect, 0, 0, 0, 0, focal, 0, 0, 0, 0, a, -1, 0, 0, a * near, 0];
  const view = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, -x, 0, 0, 1];
  return { projection, view };
}

/** Textures of a frame, to be destroyed by the caller. */
export type WorldTextures = RealFrame & { destroy(): void };

/** Uploads frames. */
export function createUploader(
  device: GPUDevice,
): (frame: WorldFrame, size: Size, renderSize?: Size) => WorldTextures {
  const writeDepth = createDepthWriter(device);
  return (frame, size, renderSize = size) => {
    const color = upload(device, size.width, size.height, 'rgba16float', frame.color);
    const depth = writeDepth(renderSize.width, renderSize.height, frame.depth);
    const additive = upload(
      device,
      renderSize.width,
      renderSize.height,
      'r32float',
      Float32Array.from(frame.lit, Number),
    );
    const motionVectors = upload(device, renderSize.width, renderSize.height, 'rg32float', frame.motion);
    return {
      color,
      depth,
      motionVectors,
      additive,
      motionVectorScale: { x: 1, y: 1 },
      camera: frame.camera,
      destroy: () => [color, depth, motionVectors, additive].forEach((texture) => texture.destroy()),
    };
  };
}

/** Decibels of the difference of RGB, peak 1. */
export function psnr(
  test: ArrayLike<number>,
  truth: ArrayLike<number>,
  counts: (pixel: number) => boolean = () => true,
): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < truth.length / 4; i++) {
    if (!counts(i)) continue;
    for (let c = 0; c < 3; c++) sum += (test[i * 4 + c]! - truth[i * 4 + c]!) ** 2;
    count += 3;
  }
  return -10 * Math.log10(sum / count);
}
