// Analytic pictures with exact depth and motion, sampled at points for the input and supersampled for the truth.
import type { Size } from '@frameloom/upscale';
import type { Picture } from './textures.ts';

/** What a ray through (x, y), 0…1 from the top left, sees in a frame. */
export type Hit = {
  color: readonly [number, number, number];
  /** Default 1. */
  alpha?: number;
  /** Distance along the view axis. */
  z: number;
  /** Where that point was in the last frame, minus where it is, in uv. */
  toPrevious: readonly [number, number];
};
export type Scene = (x: number, y: number, frame: number) => Hit;

const still: readonly [number, number] = [0, 0];

/** Cells of smooth and hard contrast, `scroll` uv per frame. */
export function wall(scroll: readonly [number, number] = still): Scene {
  return (x, y, frame) => {
    const u = x - scroll[0] * frame;
    const v = y - scroll[1] * frame;
    const cell = (Math.floor(u * 7.3) + Math.floor(v * 4.7)) & 1;
    const wave = 0.5 + 0.5 * Math.sin(u * 41 + 3 * Math.sin(v * 17));
    const light = 0.08 + 0.3 * wave;
    const color = cell
      ? ([light, 0.5 * light, 0.2] as const)
      : ([0.6, 0.5 + 0.3 * wave, 0.4 * light] as const);
    return { color, z: 10, toPrevious: [-scroll[0], -scroll[1]] };
  };
}

/** A square in front of a wall that moves `step` uv per frame to the right and stands still after `stop` frames. */
export function squareBefore(back: Scene, step: number, stop: number = Number.POSITIVE_INFINITY): Scene {
  return (x, y, frame) => {
    const left = 0.1 + step * Math.min(frame, stop);
    const u = x - left;
    if (u < 0 || u > 0.3 || y < 0.25 || y > 0.75) return back(x, y, frame);
    const light = 0.3 + 0.25 * Math.sin(u * 70) * Math.sin(y * 50);
    const moved = frame > 0 && frame <= stop ? step : 0;
    return { color: [light, light * 0.9, 0.7], z: 3, toPrevious: [-moved, 0] };
  };
}

export const plain: Scene = () => ({ color: [0.3, 0.2, 0.1], z: 10, toPrevious: [0, 0] });

/** Light and shade of small soft blobs: detail everywhere, the same whichever way one looks. */
export function blobs(scroll: (frame: number) => readonly [number, number]): Scene {
  const waves = Array.from({ length: 12 }, (_, i) => ({
    angle: i * 2.39996,
    frequency: 25 + ((i * 7) % 12) * 4,
    phase: i * 1.7,
  }));
  return (x, y, frame) => {
    const at = scroll(frame);
    const was = scroll(frame - 1);
    let sum = 0;
    for (const { angle, frequency, phase } of waves) {
      sum += Math.sin(((x - at[0]) * Math.cos(angle) + (y - at[1]) * Math.sin(angle)) * frequency + phase);
    }
    const light = 0.2 + 0.12 * Math.max(-1.6, Math.min(1.6, sum / 2));
    return { color: [light * 1.2, light, light * 0.8], z: 10, toPrevious: [was[0] - at[0], was[1] - at[1]] };
  };
}

/** The picture with `perAxis`² samples a pixel, rgb and alpha. */
export function truth(scene: Scene, frame: number, size: Size, perAxis = 8): Picture {
  const data = new Float32Array(size.width * size.height * 4);
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const at = (y * size.width + x) * 4;
      for (let i = 0; i < perAxis * perAxis; i++) {
        const dx = ((i % perAxis) + 0.5) / perAxis;
        const dy = (Math.floor(i / perAxis) + 0.5) / perAxis;
        const hit = scene((x + dx) / size.width, (y + dy) / size.height, frame);
        for (let c = 0; c < 3; c++) data[at + c]! += hit.color[c]! / perAxis ** 2;
        data[at + 3]! += (hit.alpha ?? 1) / perAxis ** 2;
      }
    }
  }
  return { ...size, data };
}

/** PSNR of rgb in dB where `within` holds. */
export function psnr(a: Picture, b: Picture, within: (x: number, y: number) => boolean = () => true): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < a.width * a.height; i++) {
    if (!within(i % a.width, Math.floor(i / a.width))) continue;
    for (let c = 0; c < 3; c++) sum += (a.data[i * 4 + c]! - b.data[i * 4 + c]!) ** 2;
    count += 3;
  }
  return -10 * Math.log10(Math.max(sum / count, 1e-12));
}

/** Largest difference of one channel of one pixel where `within` holds. */
export function largestDifference(
  a: Picture,
  b: Picture,
  within: (x: number, y: number) => boolean = () => true,
): number {
  let most = 0;
  a.data.forEach((value, i) => {
    const pixel = Math.floor(i / 4);
    if (!within(pixel % a.width, Math.floor(pixel / a.width))) return;
    const d = Math.abs(value - b.data[i]!);
    most = d > most || Number.isNaN(d) ? d : most;
  });
  return most;
}
