import { FrameloomError, type Gpu } from '@frameloom/gpu';

/** Whether a model can be used. */
export type Life = {
  /** What ends the work of the model: the caller's signal, or the end of the model. */
  signal(own: AbortSignal | undefined): AbortSignal;
  /** Throws `disposed` or `device-lost`. */
  require(): void;
  /** Ends it; false where it was ended before. */
  end(): boolean;
};

export function createLife(gpu: Gpu): Life {
  const ending = new AbortController();
  let isLost = gpu.isLost;
  const stopListening = gpu.onLost(() => (isLost = true));
  return {
    signal: (own) => (own ? AbortSignal.any([own, ending.signal]) : ending.signal),
    require() {
      if (ending.signal.aborted)
        throw new FrameloomError('disposed', 'text: the model was disposed. Load it again.');
      if (isLost)
        throw new FrameloomError(
          'device-lost',
          'text: the GPU was lost, and the model with it. Load it again.',
        );
    },
    end() {
      if (ending.signal.aborted) return false;
      stopListening();
      ending.abort(new FrameloomError('disposed', 'text: the model was disposed.'));
      return true;
    },
  };
}
