import { createPool, FrameloomError } from '@frameloom/gpu';
import type { Gpu, PassTimer, ResourcePool } from '@frameloom/gpu';
import type { FeatureMap, Model } from '@frameloom/nn';
import { createComputePass } from '../gpu/passes.ts';
import { bufferUsage } from '../gpu/usage.ts';
import { contract, degradationLevel, fits } from '../models/contract.ts';
import levelCode from '../passes/degradation/level.wgsl?raw';
import { sameSize, type Size } from '../size.ts';

/** Sees how badly frames were treated. */
export type Estimator = {
  readonly bytes: number;
  /**
   * Records a look at one frame.
   *
   * @param frame The frame as input map of a network, with zeros in the fourth channel.
   * @param level A storage buffer whose first float moves to what is found, 0 clean … 1 harsh; never infinite or not a number.
   * @param isNew Whether the frame follows none: the number is taken as it is, and otherwise a quarter of the way is gone.
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

/** How far the level goes with each look, so that the picture does not pump. */
const settling = 0.25;

/**
 * Compiles a network that sees degradation and the pass behind it.
 *
 * @throws FrameloomError `load-failed` where the model is not one for that; `compilation`, `unsupported`.
 */
export async function createEstimator(gpu: Gpu, label: string, model: Model): Promise<Estimator> {
  const { createFeatureMap, createNetwork } = await import('@frameloom/nn');
  const reduce = await createComputePass(gpu, { label: `${label}/level`, code: levelCode });
  const network = await createNetwork(gpu, model.config.architecture, model.tensors, {
    maxSize: { width: 1, height: 1 },
    label: `${label}/degradation`,
  });
  if (!fits(network, degradationLevel)) {
    network.dispose();
    throw new FrameloomError(
      'load-failed',
      `${label}: the model ${JSON.stringify(model.config.name)} (task ${JSON.stringify(model.config.task)}) does not see degradation: one input ` +
        `"frame" and one output "head" of 4 channels each, at an eighth of the size, are needed. Give models/video/degradation.`,
    );
  }
  const params = createPool(gpu, label);
  const share = (value: number): GPUBuffer => {
    const usage = bufferUsage.uniform | bufferUsage.copyDst;
    const buffer = params.buffer({ label: `share ${value}`, size: 16, usage });
    gpu.device.queue.writeBuffer(buffer, 0, new Float32Array([value]));
    return buffer;
  };
  const [all, some] = [share(1), share(settling)];
  let kept: { size: Size; pool: ResourcePool; head: FeatureMap } | undefined;

  const prepareFor = (size: Size): FeatureMap => {
    if (kept && sameSize(kept.size, size)) return kept.head;
    kept?.pool.dispose();
    const { width, height } = size;
    network.resize({ width, height });
    const pool = createPool(gpu, label);
    const shrunk = (side: number): number => Math.ceil(side / 2 ** degradationLevel);
    // Of exactly this size: the pass behind takes its length as the number of places.
    const head = createFeatureMap(pool, {
      label: 'degradation head',
      width: shrunk(width),
      height: shrunk(height),
      channels: contract.channels,
    });
    kept = { size: { width, height }, pool, head };
    return head;
  };

  return {
    get bytes() {
      return network.bytes + params.bytes + (kept?.pool.bytes ?? 0);
    },
    record(encoder, frame, size, level, isNew, timer) {
      const head = prepareFor(size);
      network.record(encoder, { frame }, { head }, size, timer);
      const oneWorkgroup = { width: 1, height: 1 };
      reduce.record(encoder, [head.buffer, level, isNew ? all : some], oneWorkgroup, timer);
    },
    dispose() {
      network.dispose();
      params.dispose();
      kept?.pool.dispose();
      kept = undefined;
    },
  };
}
