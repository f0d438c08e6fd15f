// The interpolator of packages/interpolate on the frames of a sequence.
import { borrowGpu } from '@frameloom/gpu';
import { createInterpolator, type Interpolator } from '@frameloom/interpolate';
import { createPresenter } from '../../engine/presenter.ts';
import type { BetweenMethod } from '../types.ts';

/** Both frames by motion vectors and optical flow. */
export const analytic: BetweenMethod = generated('analytic', 'createInterpolator(), no network', false);

/** Only what was there before: the frame after the older of both. */
export const extrapolate: BetweenMethod = generated(
  'extrapolate',
  'extrapolate() from the frame before',
  true,
);

export function generated(name: string, summary: string, ahead: boolean, tuning = {}): BetweenMethod {
  return {
    name,
    summary,
    ahead,
    async create({ device, size, renderSize }) {
      const gpu = borrowGpu(device);
      const interpolator = await createInterpolator(
        gpu,
        { displaySize: size, maxRenderSize: renderSize },
        tuning,
      );
      const presenter = createPresenter(device, size);
      const submit = (record: (encoder: GPUCommandEncoder) => void): void => {
        const encoder = device.createCommandEncoder({ label: `quality/${name}` });
        record(encoder);
        device.queue.submit([encoder.finish()]);
      };
      return {
        async add({ color, depth, velocity, camera, cut }) {
          const frame = { color, depth, motionVectors: velocity, camera, reset: cut };
          submit((encoder) => interpolator.addFrame(encoder, frame));
        },
        async make(t) {
          submit((encoder) => make(interpolator, encoder, t));
          return presenter.read(interpolator.output, true);
        },
        dispose() {
          interpolator.dispose();
          presenter.dispose();
          gpu.dispose();
        },
      };
    },
  };

  function make(interpolator: Interpolator, encoder: GPUCommandEncoder, t: number): void {
    if (ahead) interpolator.extrapolate(encoder, { ahead: t });
    else interpolator.generate(encoder, { t });
  }
}
