import type { Gpu } from '@frameloom/gpu';
import type { ModelSource, ModelState } from '../model-source.ts';
import type { UpscalerOptions } from '../types.ts';
import { openLearned, type Learned } from './learned.ts';

/** Where an upscaler keeps its network. */
export type LearnedPlace = {
  readonly options: UpscalerOptions;
  learned: Learned | undefined;
  /** The latest network that was asked for, until it is here: a later call wins. */
  opening?: Promise<ModelState>;
  isDisposed: boolean;
};

/** Starts to load the network of `options`. */
export function openModel(gpu: Gpu, options: UpscalerOptions): Learned | undefined {
  const { label = 'upscale', hdr = true, alpha = false, model = 'none', onModelProgress } = options;
  if (model === 'none') return undefined;
  return openLearned(gpu, label, model, { hdr, alpha }, onModelProgress);
}

/** Puts another network in the place of the present one, once it is ready and unless another was asked for since. */
export function replaceModel(gpu: Gpu, place: LearnedPlace, model: ModelSource): Promise<ModelState> {
  const next = openModel(gpu, { ...place.options, model });
  const settle = async (): Promise<ModelState> => {
    await next?.done;
    const state = next?.state ?? 'none';
    if (place.isDisposed || place.opening !== opening || state === 'failed') {
      next?.dispose();
      return state;
    }
    place.learned?.dispose();
    place.learned = next;
    return state;
  };
  const opening = settle();
  place.opening = opening;
  return opening;
}
