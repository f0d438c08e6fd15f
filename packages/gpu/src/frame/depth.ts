/** How depth is stored: `normal` 0 at the near plane, `reversed` 1 at the near plane. Either may have an infinite far plane. */
export type DepthMode = 'normal' | 'reversed';

/**
 * Nearness is 1 at the near plane and falls with distance: near / z for a perspective camera, 1 − t for an orthographic one.
 * Both are linear in depth (nearness = offset + slope · depth), so a plane stays a plane and an infinite far plane needs no
 * special case.
 */
export function getNearness(
  camera: { cameraNear: number; cameraFar: number },
  depth: DepthMode,
  orthographic: boolean,
): { offset: number; slope: number } {
  const atFar = orthographic ? 0 : camera.cameraNear / camera.cameraFar;
  return depth === 'reversed' ? { offset: atFar, slope: 1 - atFar } : { offset: 1, slope: atFar - 1 };
}

/** Difference of nearness beyond which two pixels show different surfaces: a share of nearness, and a constant. */
export function getSurfaceTolerance(orthographic: boolean): { relative: number; absolute: number } {
  return orthographic ? { relative: 0, absolute: 0.004 } : { relative: 0.03, absolute: 1e-7 };
}
