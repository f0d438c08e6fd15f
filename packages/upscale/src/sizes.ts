import { FrameloomError } from '@frameloom/gpu';
import { checkSize, type Size } from '@frameloom/gpu/frame';

/** Named upscale ratios, display pixels per render pixel along one axis; AMD's names. */
export type Quality =
  | 'nativeAA'
  | 'ultraQuality'
  | 'quality'
  | 'balanced'
  | 'performance'
  | 'ultraPerformance';

/** Ratio of each {@link Quality}: 1.0, 1.3, 1.5, 1.7, 2.0, 3.0. */
export const qualityRatios: Readonly<Record<Quality, number>> = {
  nativeAA: 1,
  ultraQuality: 1.3,
  quality: 1.5,
  balanced: 1.7,
  performance: 2,
  ultraPerformance: 3,
};

/**
 * The ratio that a quality name or a number stands for.
 * @throws FrameloomError `invalid-argument` for an unknown name or a ratio outside 1…3.
 */
export function getRatio(qualityOrRatio: Quality | number): number {
  const ratio =
    typeof qualityOrRatio === 'string' && Object.hasOwn(qualityRatios, qualityOrRatio)
      ? qualityRatios[qualityOrRatio]
      : qualityOrRatio;
  if (typeof ratio !== 'number' || !(ratio >= 1 && ratio <= 3)) {
    throw new FrameloomError(
      'invalid-argument',
      `upscale: quality is ${String(qualityOrRatio)}. Use one of ${Object.keys(qualityRatios).join(', ')}, or a ratio from 1 to 3.`,
    );
  }
  return ratio;
}

/**
 * Pixels to render for an output of `displaySize`: display / ratio, rounded, at least 1×1.
 * @throws FrameloomError `invalid-size` or `invalid-argument`.
 */
export function getRenderSize(displaySize: Size, qualityOrRatio: Quality | number): Size {
  checkSize('upscale', 'displaySize', displaySize);
  const ratio = getRatio(qualityOrRatio);
  return {
    width: Math.max(1, Math.round(displaySize.width / ratio)),
    height: Math.max(1, Math.round(displaySize.height / ratio)),
  };
}

/**
 * Texture level-of-detail bias for rendering at `renderWidth`: log2(render / display) − 1, so that textures carry the detail of
 * the display, half a pixel sharper because jitter averages it (AMD FSR 2 and 3).
 * @throws FrameloomError `invalid-size` unless both widths are positive.
 */
export function getMipBias(renderWidth: number, displayWidth: number): number {
  const bias = Math.log2(renderWidth / displayWidth) - 1;
  if (!(renderWidth > 0 && displayWidth > 0 && Number.isFinite(bias))) {
    throw new FrameloomError(
      'invalid-size',
      `upscale: mip bias for ${renderWidth} → ${displayWidth} pixels. Give positive widths.`,
    );
  }
  return bias;
}
