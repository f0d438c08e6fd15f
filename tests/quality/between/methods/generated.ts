// The interpolators of packages/interpolate on the frames of a sequence.
import { borrowGpu, type Gpu } from '@frameloom/gpu';
import { createInterpolator, createVideoInterpolator, type ShippedVideoModel } from '@frameloom/interpolate';
import { createPresenter } from '../../engine/presenter.ts';
import type { BetweenContext, BetweenMethod, Rendered } from '../types.ts';

/** What the interpolators have in common, driven by a sequence. */
type Generator = {
  readonly output: GPUTexture;
  add(encoder: GPUCommandEncoder, frame: Rendered): void;
  make(encoder: GPUCommandEncoder, t: number): void;
  dispose(): void;
};

/** Both frames by motion vectors and optical flow. */
export const analytic: BetweenMethod = generated({
  name: 'analytic',
  summary: 'createInterpolator(), no network',
  open: rendered(false),
});

/** The same with the network that comes with the package. */
export const standard: BetweenMethod = generated({
  name: 'standard',
  summary: "createInterpolator({ model: 'standard' })",
  open: rendered(false, 'standard'),
});

/** Only what was there before: the frame after the older of both. */
export const extrapolate: BetweenMethod = generated({
  name: 'extrapolate',
  summary: 'extrapolate() from the frame before',
  ahead: true,
  open: rendered(true),
});

/** Both pictures and nothing else. */
export const video: BetweenMethod = pictures('video', 'createVideoInterpolator(): optical flow alone');

/** The same with the network that comes with the package. */
export const videoStandard: BetweenMethod = pictures(
  'video-standard',
  "createVideoInterpolator({ model: 'standard' })",
  'standard',
);

function pictures(name: string, summary: string, model: 'none' | ShippedVideoModel = 'none'): BetweenMethod {
  return generated({
    name,
    summary,
    async open(gpu, { size }) {
      const interpolator = await createVideoInterpolator(gpu, { size, model });
      await requireModel(interpolator, model);
      return {
        get output() {
          return interpolator.output;
        },
        add: (encoder, { color, cut }) => interpolator.addFrame(encoder, { color, reset: cut }),
        make: (encoder, t) => interpolator.generate(encoder, { t }),
        dispose: () => interpolator.dispose(),
      };
    },
  });
}

async function requireModel(
  interpolator: { readonly modelReady: Promise<void>; readonly modelState: string },
  model: string,
): Promise<void> {
  await interpolator.modelReady;
  if (interpolator.modelState === 'failed') throw new Error(`quality: the network ${model} did not load.`);
}

type Open = (gpu: Gpu, context: BetweenContext) => Promise<Generator>;

function rendered(ahead: boolean, model: 'none' | 'standard' = 'none'): Open {
  return async (gpu, { size, renderSize }) => {
    const interpolator = await createInterpolator(gpu, {
      displaySize: size,
      maxRenderSize: renderSize,
      model,
    });
    await requireModel(interpolator, model);
    return {
      get output() {
        return interpolator.output;
      },
      add(encoder, { color, hudless, depth, velocity, additive, camera, cut }) {
        interpolator.addFrame(encoder, {
          color,
          ...(hudless && { hudlessColor: hudless }),
          depth,
          motionVectors: velocity,
          additive,
          camera,
          reset: cut,
        });
      },
      make(encoder, t) {
        if (ahead) interpolator.extrapolate(encoder, { ahead: t });
        else interpolator.generate(encoder, { t });
      },
      dispose: () => interpolator.dispose(),
    };
  };
}

function generated(about: Omit<BetweenMethod, 'create'> & { open: Open }): BetweenMethod {
  const { open, ...method } = about;
  return {
    ...method,
    async create(context) {
      const { device, size } = context;
      const gpu = borrowGpu(device);
      const generator = await open(gpu, context);
      const presenter = createPresenter(device, size);
      const submit = (record: (encoder: GPUCommandEncoder) => void): void => {
        const encoder = device.createCommandEncoder({ label: `quality/${method.name}` });
        record(encoder);
        device.queue.submit([encoder.finish()]);
      };
      return {
        async add(frame) {
          submit((encoder) => generator.add(encoder, frame));
        },
        async make(t) {
          submit((encoder) => generator.make(encoder, t));
          return presenter.read(generator.output, true);
        },
        dispose() {
          generator.dispose();
          presenter.dispose();
          gpu.dispose();
        },
      };
    },
  };
}
