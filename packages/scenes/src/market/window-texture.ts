import type * as THREE from 'three/webgpu';
import { smoothstep } from '../kit/math.ts';
import { paint } from '../kit/textures.ts';

/** Four windows side by side: muntins, curtains, a plant, a blind. */
export function windowTexture(): THREE.DataTexture {
  return paint({ key: 'windows', width: 512, height: 192, repeat: false }, (u, v) => {
    const cell = Math.floor(u * 4);
    const x = u * 4 - cell;
    const bar = Math.min(Math.abs(x - 0.5), Math.abs(v - 0.62), x, 1 - x, v, 1 - v);
    let light = 0.72 + 0.28 * smoothstep(0, 1, v);
    if (cell === 0)
      light *= 0.55 + 0.45 * smoothstep(0.2, 0.34, Math.abs(x - 0.5) + 0.03 * Math.sin(x * 60) + 0.1 * v);
    if (cell === 1) light *= v > 0.35 ? 0.75 + 0.25 * Math.sign(Math.sin(v * 130)) * 0.6 : 1;
    if (
      cell === 2 &&
      v < 0.45 &&
      Math.hypot((x - 0.55) * 1.4, v - 0.15) + 0.05 * Math.sin(Math.atan2(v, x - 0.5) * 9) < 0.26
    )
      light *= 0.12;
    if (cell === 3 && Math.hypot(x - 0.4, (v - 0.42) * 0.8) < 0.13) light *= 0.2;
    if (cell === 3 && v < 0.3 && Math.abs(x - 0.4) < 0.2) light *= 0.2;
    const frame = smoothstep(0.018, 0.03, bar);
    return [light * frame + 0.03, light * frame + 0.03, light * frame + 0.03];
  });
}
