import { createPass, type Gpu } from '@frameloom/gpu';
import { checkLibraries, createStatistics, type Statistics } from '@frameloom/gpu/check';
import type { Size } from '@frameloom/gpu/frame';
import { judgeSizes, judgeWindow, type CheckCode, type FrameFacts } from './check-rules.ts';
import { temporalLibraries } from './libraries.ts';
import checkCode from './passes/check/check.wgsl?raw';
import type { RenderResources } from './resources.ts';
import type { UpscaleFrame, UpscalerOptions } from './types.ts';

/** Watches the frames that an application hands in and names its mistakes, each once. */
export type Checker = Pick<
  Statistics<CheckCode, FrameFacts>,
  'warnings' | 'bytes' | 'onWarning' | 'dispose'
> & {
  /** Records statistics of `frame`; call after the passes and before the histories swap. */
  record(
    encoder: GPUCommandEncoder,
    frame: UpscaleFrame,
    context: { params: GPUBuffer; render: RenderResources; displaySize: Size; reset: boolean; index: number },
  ): void;
};

/** Makes a checker; part of an upscaler with `check: true`. */
export async function createChecker(gpu: Gpu, label: string, options: UpscalerOptions): Promise<Checker> {
  const hdr = options.hdr ?? true;
  const pass = await createPass(gpu, {
    label: `${label}/check`,
    code: checkCode,
    libraries: { ...temporalLibraries({ alpha: false }), ...checkLibraries },
    constants: { hdr: hdr ? 1 : 0 },
  });
  const orthographic = options.camera === 'orthographic';
  const statistics = createStatistics<CheckCode, FrameFacts>(gpu, label, (slots, facts) =>
    judgeWindow(slots, facts, { hdr, orthographic }),
  );
  const { warnings, bytes, onWarning, slots } = statistics;
  return {
    warnings,
    bytes,
    onWarning,
    record(encoder, frame, { params, render, displaySize, reset, index }) {
      const { color, depth, motionVectors, renderSize } = frame;
      statistics.report(judgeSizes(frame, { color, depth, motionVectors }, displaySize));
      statistics.add(encoder, index, { jitter: { ...frame.jitterOffset }, reset });
      pass.record(
        encoder,
        {
          params,
          prepared: render.prepared,
          motionVectors,
          surface: render.surface.write,
          color,
          lumaHistory: render.luma.read,
          slots,
        },
        { width: Math.ceil(renderSize.width / 4), height: Math.ceil(renderSize.height / 4) },
      );
    },
    dispose: statistics.dispose,
  };
}
