import { textureBytes, uniformRingBytes } from '@frameloom/gpu';
import type { Size } from '@frameloom/gpu/frame';
import { paramsBytes } from './params.ts';

/** Bytes of the exposure that single frames get. */
export const exposureBytes = 16;

/** Bytes of a spatial upscaler. */
export function spatialBytes(displaySize: Size, ownOutput: boolean): number {
  const picture = textureBytes({ ...displaySize, format: 'rgba16float' });
  return (ownOutput ? 2 : 1) * picture + uniformRingBytes(paramsBytes) + exposureBytes;
}
