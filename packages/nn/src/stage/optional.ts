import type { Gpu, WgslLibraries } from '@frameloom/gpu';
import answer from './answer.wgsl?raw';
import { openStage } from './stage.ts';
import type { Stage, StageContract, StageOptions, StageSource } from './types.ts';

/** Shader libraries for passes around a stage, for `libraries` of `createPass`: `answer` (parameters of 2×2 pixels in one). */
export const stageLibraries: WgslLibraries = { answer };

/** A stage that its owner can do without: before it is ready, and where it failed, something else takes its place. */
export type OptionalStage<I extends string, O extends string, P> = Pick<
  Stage<I, O, P>,
  'ready' | 'bytes' | 'dispose'
> & {
  /** `'none'` once it is disposed. */
  readonly state: 'none' | 'loading' | 'ready' | 'failed';
  /** Settled when the state is; never rejects. */
  readonly done: Promise<void>;
};

/**
 * As `openStage`; a failure is said once on the console.
 *
 * @param owner whose network it is, and what happens without it, for that message.
 */
export function openOptionalStage<I extends string, O extends string, P>(
  gpu: Gpu,
  model: StageSource,
  contract: StageContract<I, O>,
  options: StageOptions<P>,
  owner: { label: string; otherwise: string },
): OptionalStage<I, O, P> {
  const stage = openStage(gpu, model, contract, options);
  return {
    get state() {
      return stage.state === 'disposed' ? 'none' : stage.state;
    },
    get ready() {
      return stage.ready;
    },
    get bytes() {
      return stage.bytes;
    },
    done: stage.done.then(() => {
      if (stage.state !== 'failed') return;
      const reason = stage.error?.message ?? '';
      console.warn(`${owner.label}: the network could not be used, ${owner.otherwise}. ${reason}`);
    }),
    dispose: () => stage.dispose(),
  };
}
