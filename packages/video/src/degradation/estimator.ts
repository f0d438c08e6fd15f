import { createPass, createPool, type Gpu, type Pass, type PassTimer } from '@frameloom/gpu';
import type { FeatureMap } from '@frameloom/nn';
import type { StageSource } from '@frameloom/nn/stage';
import { bufferUsage } from '../gpu/usage.ts';
import { degradationContract } from '../models/contract.ts';
import { loadStage, type ModelLoading } from '../models/load-stage.ts';
import levelCode from '../passes/degradation/level.wgsl?raw';
import type { Size } from '../size.ts';

/** Measures the degradation of frames: codecs, noise, blur. */
export type Estimator = {
  readonly bytes: number;
  /**
   * Records the measurement of one frame.
   *
   * @param frame The frame as input map of a network, with zeros in the fourth channel.
   * @param level A storage buffer whose first float becomes the degradation level, 0 clean … 1 harsh; always finite.
   * @param isNew Whether the frame follows none: then the level is taken as it is, otherwise it moves by a quarter of the
   * difference.
   */
  record(
    encoder: GPUCommandEncoder,
    frame: FeatureMap,
    size: Size,
    level: GPUBuffer,
    isNew: boolean,
    timer?: PassTimer,
  ): void;
  dispose(): void;
};

/** Share of the difference by which the level moves at each measurement, so that the picture does not pump. */
const settling = 0.25;

/**
 * Loads and compiles the network `degradation` and the pass behind it.
 *
 * @throws FrameloomError `load-failed` if the model does not meet the contract; `aborted`, `compilation`, `unsupported`.
 */
export async function createEstimator(
  gpu: Gpu,
  label: string,
  source: StageSource,
  loading?: ModelLoading,
): Promise<Estimator> {
  const { ready, dispose } = await loadStage<{ reduce: Pass }>(
    gpu,
    source,
    degradationContract,
    {
      label: `${label}/degradation`,
      parts: async () => ({
        reduce: await createPass(gpu, { label: `${label}/level`, code: levelCode }),
      }),
    },
    loading,
  );
  const params = createPool(gpu, label);
  const share = (value: number): GPUBuffer => {
    const usage = bufferUsage.uniform | bufferUsage.copyDst;
    const buffer = params.buffer({ label: `share ${value}`, size: 16, usage });
    gpu.device.queue.writeBuffer(buffer, 0, new Float32Array([value]));
    return buffer;
  };
  const [all, some] = [share(1), share(settling)];
  return {
    get bytes() {
      return ready.bytes + params.bytes;
    },
    record(encoder, frame, size, level, isNew, timer) {
      // Exactly this size: the pass that follows uses the buffer's length as the number of positions.
      const { head } = ready.resize(size).outputs;
      ready.record(encoder, size, { inputs: { frame }, timer });
      const bindings = { head: head.buffer, level, share: isNew ? all : some };
      ready.parts.reduce.record(encoder, bindings, { workgroups: [1, 1, 1] }, timer);
    },
    dispose() {
      dispose();
      params.dispose();
    },
  };
}
