import type { Gpu } from '@frameloom/gpu';
import {
  createAttention,
  createElementwise,
  createEmbedding,
  createLayerNorm,
  createLinear,
  createRmsNorm,
  createRope,
  ropeFrequencies,
  type Attention,
  type Elementwise,
  type Embedding,
  type Linear,
  type MatrixActivation,
  type Norm,
  type Precision,
  type Rope,
  type Weights,
} from '@frameloom/nn';
import type { RopeShape, TextShape } from '../model/shape.ts';
import type { TextWeights } from './load-weights.ts';

/** What the layers of a model have in common: one operator of each kind. */
export type TextOperators = {
  embedding: Embedding;
  positionEmbedding: Embedding | undefined;
  norm: Norm;
  /** Of heads; without a bias. */
  headNorm: Norm | undefined;
  /** The linear layer for these weights. */
  linear(weights: Weights, activation?: MatrixActivation): Linear;
  /** Of each layer. */
  ropes: readonly (Rope | undefined)[];
  attentions: readonly Attention[];
  add: Elementwise | undefined;
  /** Adds the positions of tokens. */
  precision: Precision;
  dispose(): void;
};

/** Where operators are compiled, and for what. */
export type OperatorPlace = {
  shape: TextShape;
  weights: TextWeights;
  /** Positions that will occur are below this. */
  maxContext: number;
  precision: Precision | undefined;
  /** The most rows of a step. */
  tileRows: number;
};

/**
 * Compiles what a model needs.
 *
 * @throws FrameloomError `unsupported`, `compilation`, `device-lost`.
 */
export async function createOperators(gpu: Gpu, place: OperatorPlace): Promise<TextOperators> {
  const made: { dispose(): void }[] = [];
  const keep = async <T extends { dispose(): void }>(making: Promise<T>): Promise<T> => {
    const operator = await making;
    made.push(operator);
    return operator;
  };
  try {
    return await compile(gpu, place, keep, () => made.forEach((operator) => operator.dispose()));
  } catch (error) {
    for (const operator of made) operator.dispose();
    throw error;
  }
}

type Keep = <T extends { dispose(): void }>(making: Promise<T>) => Promise<T>;

async function compile(
  gpu: Gpu,
  place: OperatorPlace,
  keep: Keep,
  dispose: () => void,
): Promise<TextOperators> {
  const { shape, weights, maxContext, precision } = place;
  const base = { precision };
  const { kind, ...normOptions } = shape.norm;
  const makeNorm = kind === 'layer' ? createLayerNorm : createRmsNorm;
  const linears = await compileLinears(gpu, place, keep);
  const embed = (table: Weights, scale: number): Promise<Embedding> =>
    keep(createEmbedding(gpu, { ...base, label: 'text/embedding', weights: table.format, scale }));
  const norm = await keep(makeNorm(gpu, { ...base, label: 'text/norm', ...normOptions }));
  const embedding = await embed(weights.embedding, shape.embeddingScale);
  return {
    embedding,
    positionEmbedding: weights.positions && (await embed(weights.positions, 1)),
    norm,
    headNorm: shape.headNorm ? norm : undefined,
    linear: linears,
    ropes: await perLayer(shape, ({ rope }) => rope && keep(makeRope(gpu, rope, place))),
    attentions: await perLayer(shape, ({ window }) =>
      keep(
        createAttention(gpu, {
          ...base,
          label: 'text/attention',
          heads: shape.heads,
          kvHeads: shape.kvHeads,
          headColumns: shape.headColumns,
          scale: shape.scoreScale,
          causal: true,
          source: 'pages',
          window: window !== undefined && window < maxContext ? window : undefined,
        }),
      ),
    ),
    add:
      shape.postNorm || shape.learnedPositions
        ? await keep(createElementwise(gpu, { ...base, label: 'text/add', combine: 'add' }))
        : undefined,
    precision: embedding.precision,
    dispose,
  };
}

function makeRope(gpu: Gpu, rope: RopeShape, { shape, maxContext, precision }: OperatorPlace): Promise<Rope> {
  const { base, pairs, scaling, factor = 1, factors } = rope;
  const { headColumns } = shape;
  const frequencies = ropeFrequencies({ dims: headColumns, base, scaling }).map(
    (angle, i) => angle / factor / (factors?.[i] ?? 1),
  );
  const maxPositions = maxContext;
  return createRope(gpu, { precision, label: 'text/rope', headColumns, frequencies, pairs, maxPositions });
}

/** One for each kind of layer, in the order of the layers. */
async function perLayer<T>(
  { layerKinds }: TextShape,
  make: (kind: TextShape['layerKinds'][number]) => Promise<T> | undefined,
): Promise<T[]> {
  const made = new Map<string, T>();
  const all: T[] = [];
  for (const kind of layerKinds) {
    const key = JSON.stringify(kind);
    if (!made.has(key)) made.set(key, (await make(kind)) as T);
    all.push(made.get(key)!);
  }
  return all;
}

async function compileLinears(
  gpu: Gpu,
  { shape, weights, precision, tileRows: maxRows }: OperatorPlace,
  keep: Keep,
): Promise<TextOperators['linear']> {
  const made = new Map<string, Linear>();
  const keyOf = ({ format, gated }: Weights, activation: string): string =>
    `${format} ${gated} ${activation}`;
  const wanted: (readonly [Weights, MatrixActivation])[] = [[weights.head, 'none']];
  for (const { qkv, out, up, down } of weights.layers) {
    for (const layer of [qkv, out, down]) wanted.push([layer.weights, 'none']);
    wanted.push([up.weights, shape.activation]);
  }
  for (const [one, activation] of wanted) {
    const key = keyOf(one, activation);
    if (made.has(key)) continue;
    const options = {
      label: 'text/linear',
      weights: one.format,
      gated: one.gated,
      activation,
      precision,
      maxRows,
    };
    made.set(key, await keep(createLinear(gpu, options)));
  }
  return (one, activation = 'none') => made.get(keyOf(one, activation))!;
}
