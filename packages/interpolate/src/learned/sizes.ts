import type { Size } from '@frameloom/gpu/frame';

/** The size at which the network for games sees a frame. */
export function quarterOf({ width, height }: Size): Size {
  return { width: Math.ceil(width / 4), height: Math.ceil(height / 4) };
}

/** The size at which the network for video sees a picture. */
export function halfOf({ width, height }: Size): Size {
  return { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
}
