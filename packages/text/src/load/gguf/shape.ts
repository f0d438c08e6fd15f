import { FrameloomError, show } from '@frameloom/gpu';
import { readFields, type ConfigFields } from '../../model/fields.ts';
import type { TextShape } from '../../model/shape.ts';
import type { GgufHeader } from './header.ts';

const families = { llama: 'llama', qwen2: 'qwen2', qwen3: 'qwen3', gemma3: 'gemma3' } as const;

/**
 * The shape of a model from the metadata of a GGUF file.
 *
 * @param ropeFactors What each frequency is divided by, of a file with such a tensor.
 * @throws FrameloomError `unsupported`, `load-failed`.
 */
export function readGgufShape(
  label: string,
  { metadata, tensors }: GgufHeader,
  ropeFactors: readonly number[] | undefined,
): TextShape {
  const name = metadata.get('general.architecture');
  const family =
    typeof name === 'string' && Object.hasOwn(families, name)
      ? families[name as keyof typeof families]
      : undefined;
  if (family === undefined) {
    const known = Object.keys(families).join(', ');
    throw new FrameloomError(
      'unsupported',
      `${label}: architecture ${show(name)} is not known. Known are ${known}.`,
    );
  }
  const prefix = `${name as string}.`;
  const own = [...metadata]
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, value]) => [key.slice(prefix.length), value]);
  const fields = readFields(label, Object.fromEntries(own) as Record<string, unknown>);
  const [vocabulary] = tensors.get('token_embd.weight')?.shape ?? [0];
  const isGemma = family === 'gemma3';
  const width = fields.count('embedding_length', { most: 2 ** 16 });
  const heads = fields.count('attention.head_count', { most: 1024 });
  const kvHeads = fields.count('attention.head_count_kv', { most: heads, fallback: heads });
  const headColumns = fields.count('attention.key_length', {
    most: 512,
    fallback: Math.floor(width / heads),
  });
  const layers = fields.count('block_count', { most: 1024 });
  if (heads % kvHeads !== 0 || headColumns % 8 !== 0)
    fields.fail(`${heads} heads of ${headColumns} numbers and ${kvHeads} heads of keys don't go together.`);
  return {
    family,
    vocabulary: vocabulary || fields.fail('has no token_embd.weight.'),
    width,
    layers,
    heads,
    kvHeads,
    headColumns,
    feedForward: fields.count('feed_forward_length', { most: 2 ** 20 }),
    context: fields.count('context_length', { most: 2 ** 24 }),
    // What Gemma adds to its weights is part of them in these files.
    norm: {
      kind: 'rms',
      epsilon: fields.positive('attention.layer_norm_rms_epsilon', 1e-6),
      weightOffset: 0,
    },
    activation: isGemma ? 'gelu-tanh' : 'silu',
    gated: true,
    headNorm: isGemma || family === 'qwen3',
    postNorm: isGemma,
    bias: { qkv: family === 'qwen2', out: false, mlp: false },
    layerKinds: readLayerKinds(fields, { layers, isGemma, isLlama: family === 'llama', ropeFactors }),
    learnedPositions: false,
    embeddingScale: isGemma ? Math.sqrt(width) : 1,
    scoreScale: headColumns ** -0.5,
    tied: !tensors.has('output.weight'),
  };
}

type Kinds = {
  layers: number;
  isGemma: boolean;
  isLlama: boolean;
  ropeFactors: readonly number[] | undefined;
};

function readLayerKinds(
  fields: ConfigFields,
  { layers, isGemma, isLlama, ropeFactors }: Kinds,
): TextShape['layerKinds'] {
  // Llama's rows of queries and keys are in another order in these files, so that pairs are neighbours.
  const pairs = isLlama ? 'adjacent' : 'half';
  const base = fields.positive('rope.freq_base', isGemma ? 1e6 : 10_000);
  const isLinear = fields.text('rope.scaling.type', 'none') === 'linear';
  const factor = isLinear ? fields.positive('rope.scaling.factor', 1) : undefined;
  const window = isGemma ? fields.count('attention.sliding_window', { fallback: 512 }) : undefined;
  return Array.from({ length: layers }, (_, layer) =>
    isGemma && (layer + 1) % 6 !== 0
      ? { window, rope: { base: 10_000, pairs } }
      : { rope: { base, pairs, factor, ...(ropeFactors && { factors: ropeFactors }) } },
  );
}
