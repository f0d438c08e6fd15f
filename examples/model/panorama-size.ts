import type { Refuse } from './check-gltf.ts';

/** 8192 × 4096: a panorama of more detail than a screen can show, and a quarter of a gigabyte of texture. */
export const mostPixels: number = 8192 * 4096;

/** Refuses a picture that is too large or has no pixels. */
export function checkSize(width: number, height: number, refuse: Refuse): void {
  const isSound = width > 0 && height > 0 && width <= 16384 && width * height <= mostPixels;
  if (!isSound) refuse(`it is ${width} × ${height} pixels`, 'Use a panorama of at most 8192 × 4096.');
}
