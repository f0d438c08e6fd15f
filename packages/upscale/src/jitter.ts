import { FrameloomError } from '@frameloom/gpu';

/**
 * Length of the jitter sequence: ceil(8 · ratio²), so that every display pixel is sampled about eight times in one period
 * (AMD FSR 2): 8 at 1×, 18 at 1.5×, 32 at 2×, 72 at 3×.
 */
export function getJitterPhaseCount(renderWidth: number, displayWidth: number): number {
  const ratio = displayWidth / renderWidth;
  if (!(ratio > 0 && Number.isFinite(ratio))) {
    throw new FrameloomError(
      'invalid-size',
      `upscale: jitter for ${renderWidth} → ${displayWidth} pixels. Give positive widths.`,
    );
  }
  return Math.max(1, Math.ceil(8 * ratio * ratio - 1e-6));
}

/**
 * Sub-pixel camera offset for a frame: Halton(2, 3) − 0.5, in render pixels, x right and y down.
 * Shift the projection so that texel i of the render holds the scene at i + 0.5 + offset.
 * @param index any whole number, usually the frame counter; taken modulo `phaseCount`.
 */
export function getJitterOffset(index: number, phaseCount: number): { x: number; y: number } {
  if (!Number.isInteger(index) || !Number.isInteger(phaseCount) || phaseCount < 1) {
    throw new FrameloomError(
      'invalid-argument',
      `upscale: jitter ${index} of ${phaseCount}. Give a whole index and a phase count of 1 or more.`,
    );
  }
  const i = (((index % phaseCount) + phaseCount) % phaseCount) + 1;
  return { x: halton(i, 2) - 0.5, y: halton(i, 3) - 0.5 };
}

function halton(index: number, base: number): number {
  let result = 0;
  let fraction = 1;
  for (let i = index; i > 0; i = Math.floor(i / base)) {
    fraction /= base;
    result += fraction * (i % base);
  }
  return result;
}
