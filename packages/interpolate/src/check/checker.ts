import { createPass, type Gpu } from '@frameloom/gpu';
import { checkLibraries, createStatistics, type Statistics } from '@frameloom/gpu/check';
import { libraries } from '../libraries.ts';
import checkCode from '../passes/check/check.wgsl?raw';
import type { RealInputs } from '../passes.ts';
import type { Resources } from '../resources.ts';
import { judgeWindow, type CheckedFrame, type InterpolatorCheckCode } from './rules.ts';

/** Watches the frames that an application hands in and names its mistakes, each once. */
export type Checker = Pick<
  Statistics<InterpolatorCheckCode, CheckedFrame>,
  'warnings' | 'bytes' | 'onWarning' | 'dispose'
> & {
  /** Records statistics of a real frame; call after its analysis and before the pictures swap. */
  record(
    encoder: GPUCommandEncoder,
    r: Resources,
    inputs: RealInputs,
    frame: CheckedFrame & { index: number },
  ): void;
};

/** Makes a checker; part of an interpolator with `check: true`. */
export async function createChecker(gpu: Gpu, label: string, hdr: boolean): Promise<Checker> {
  const pass = await createPass(gpu, {
    label: `${label}/check`,
    code: checkCode,
    libraries: { ...libraries, ...checkLibraries },
  });
  const statistics = createStatistics<InterpolatorCheckCode, CheckedFrame>(gpu, label, (slots, facts) =>
    judgeWindow(slots, facts, hdr),
  );
  const { warnings, bytes, onWarning, slots } = statistics;
  return {
    warnings,
    bytes,
    onWarning,
    record(encoder, r, { color, depth, motionVectors }, { index, ...facts }) {
      statistics.add(encoder, index, facts);
      const [nowSmall, beforeSmall] = [r.pyramid.write[0]!, r.pyramid.read[0]!];
      const { linearSampler } = r;
      const inputs = { params: r.params.buffer, depth, motionVectors, color, nowSmall, beforeSmall };
      const size = { width: Math.ceil(nowSmall.width / 4), height: Math.ceil(nowSmall.height / 4) };
      pass.record(encoder, { ...inputs, linearSampler, slots }, size);
    },
    dispose: statistics.dispose,
  };
}
