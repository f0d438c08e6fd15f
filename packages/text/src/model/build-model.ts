import { createFrameBudget, createPool, FrameloomError, type FrameBudget, type Gpu } from '@frameloom/gpu';
import { createSampler, sliceLimitOf, type Precision, type QuantisedFormat } from '@frameloom/nn';
import type { Engine } from '../generate/engine.ts';
import { createReadbacks } from '../generate/readback.ts';
import type { TextNetwork } from '../network/forward.ts';
import { loadWeights } from '../network/load-weights.ts';
import { createOperators } from '../network/operators.ts';
import { createScratch } from '../network/scratch.ts';
import { createKvPages, pagePositions } from '../pages/kv-pages.ts';
import { createSequences } from '../pages/sequence.ts';
import { createLock } from '../util/lock.ts';
import { createTextModel } from './create-text-model.ts';
import type { ModelParts } from './parts.ts';
import type { TextShape } from './shape.ts';
import type { TextModel } from './text-model.ts';

/** How a model is built. */
export type BuildOptions = {
  quantisation?: QuantisedFormat | undefined;
  maxContext?: number | undefined;
  precision?: Precision | undefined;
  budget?: FrameBudget | undefined;
  signal?: AbortSignal | undefined;
  onLayer?: ((layers: number) => void) | undefined;
};

const defaultContext = 4096;

/** Tokens of a prompt that go through the layers together: a whole tile of the linear layers on many rows. */
const tileRows = 64;

/**
 * Puts a model on the GPU.
 *
 * @throws FrameloomError `load-failed`, `invalid-argument`, `unsupported`, `compilation`, `invalid-size`, `device-lost`,
 * `aborted`; what was taken is freed then.
 */
export async function buildModel(gpu: Gpu, parts: ModelParts, options: BuildOptions): Promise<TextModel> {
  const { shape, source, tokenizer } = parts;
  const { quantisation, precision, signal, onLayer } = options;
  const maxContext = readContext(shape, options.maxContext);
  if (tokenizer.size > shape.vocabulary) {
    throw new FrameloomError(
      'load-failed',
      `${source.label}: its tokenizer has ${tokenizer.size} tokens, the embedding only ${shape.vocabulary}. They belong to different models.`,
    );
  }
  const limit = sliceLimitOf(gpu);
  const pool = createPool(gpu, 'text');
  const undo: (() => void)[] = [() => pool.dispose()];
  try {
    const weights = await loadWeights(gpu, pool, { shape, source, quantisation, signal, onLayer });
    const operators = await createOperators(gpu, { shape, weights, maxContext, precision, tileRows });
    undo.push(() => operators.dispose());
    const format = operators.precision === 'f32' ? 'f32' : 'f16';
    const scratch = createScratch(gpu, pool, { shape, format, maxContext, tileRows });
    const network: TextNetwork = { shape, weights, operators, scratch, limit };
    const sampler = await createSampler(gpu, { label: 'text/sampler', tokens: shape.vocabulary, precision });
    undo.push(() => sampler.dispose());
    // Two texts of full length at once.
    const pageLimit = 2 * Math.ceil(maxContext / pagePositions) + 2;
    const pages = await createKvPages(gpu, { shape, precision, limit: pageLimit });
    undo.push(() => pages.dispose());
    const budget = options.budget ?? createFrameBudget(gpu);
    if (!options.budget) undo.push(() => budget.dispose());
    const engine: Engine = {
      gpu,
      pool,
      network,
      sampler,
      pages,
      sequences: createSequences(gpu, pool, pages, maxContext),
      turn: createLock(),
      readbacks: createReadbacks(pool),
      budget,
      maxContext,
    };
    return createTextModel(engine, parts, () => undo.toReversed().forEach((free) => free()));
  } catch (error) {
    for (const free of undo.toReversed()) free();
    throw error;
  }
}

function readContext({ context }: TextShape, wanted: number | undefined): number {
  if (wanted === undefined) return Math.min(context, defaultContext);
  if (Number.isInteger(wanted) && wanted >= 2 && wanted <= context) return wanted;
  throw new FrameloomError(
    'invalid-argument',
    `loadTextModel: maxContext must be a whole number from 2 to the ${context} of this model, got ${String(wanted)}.`,
  );
}
