import { createFrameBudget, createPool, FrameloomError, type FrameBudget, type Gpu } from '@frameloom/gpu';
import type { Network } from '@frameloom/nn';
import { requireWhole } from '../fail.ts';
import { createTurns } from '../model/turns.ts';
import type { DecodeOptions } from '../vae/vae.ts';
import type { Gan } from './gan.ts';
import { between, readEnd, type GanInput } from './noise.ts';
import { createGanWork, sizeOfPictures } from './work.ts';

type Facts = Pick<Gan, 'label' | 'noise' | 'classes'>;

/**
 * A generator as its user sees it. `network` is its own from here on.
 *
 * @throws FrameloomError `load-failed` where the network does not read what the facts say, `compilation`, `device-lost`.
 */
export async function assembleGan(
  gpu: Gpu,
  network: Network,
  facts: Facts,
  budget: FrameBudget | undefined,
): Promise<Gan> {
  const { label, noise, classes } = facts;
  const size = sizeOfPictures(label, network, noise + classes.flat().length);
  const pool = createPool(gpu, 'image/gan');
  const work = await createGanWork(gpu, pool, network, size);
  const own = budget ?? createFrameBudget(gpu);
  const inTurn = createTurns();
  let isDisposed = false;
  const make = (input: GanInput, { signal, priority = 'interactive', watermark = true }: DecodeOptions) =>
    inTurn(async () => {
      if (isDisposed)
        throw new FrameloomError('disposed', `${label}: used after dispose(). Load the model again.`);
      return own.run(priority, work(input, watermark), { label: 'image/gan', ...(signal && { signal }) });
    });
  return {
    ...facts,
    ...size,
    get bytes() {
      return pool.bytes + network.bytes;
    },
    generate: async (options = {}) => make(readEnd('generate', options, facts), options),
    async *interpolate(from, to, steps, options = {}) {
      requireWhole('interpolate', 'steps', steps, 2, 10_000);
      const [first, last] = [from, to].map((end) => readEnd('interpolate', end, facts)) as [
        GanInput,
        GanInput,
      ];
      for (let i = 0; i < steps; i++) yield await make(between(first, last, i / (steps - 1)), options);
    },
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      if (!budget) own.dispose();
      network.dispose();
      pool.dispose();
    },
  };
}
