import type { Rows } from '../linear/linear.reference.ts';
import type { TimestepOptions } from './timestep-embedding.ts';

/** timestep-embedding.wgsl in plain TypeScript. */
export function timestepReference(options: TimestepOptions, timesteps: readonly number[]): Rows {
  const { columns, flipSinToCos = false, downscaleFreqShift = 1, scale = 1, maxPeriod = 10_000 } = options;
  const half = Math.floor(columns / 2);
  const data = new Float32Array(timesteps.length * columns);
  timesteps.forEach((timestep, row) => {
    for (let i = 0; i < half; i++) {
      const angle = scale * timestep * maxPeriod ** (-i / (half - downscaleFreqShift));
      data[row * columns + i] = flipSinToCos ? Math.cos(angle) : Math.sin(angle);
      data[row * columns + half + i] = flipSinToCos ? Math.sin(angle) : Math.cos(angle);
    }
  });
  return { rows: timesteps.length, columns, data };
}
