import type { Size } from '@frameloom/gpu/frame';

/** The size at which the network sees a frame. */
export function quarterOf({ width, height }: Size): Size {
  return { width: Math.ceil(width / 4), height: Math.ceil(height / 4) };
}
