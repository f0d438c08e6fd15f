import { FrameloomError } from '@frameloom/gpu';
import type { JsonObject, OpenFile } from '@frameloom/gpu/files';
import type { TextShape } from '../model/shape.ts';
import { toTokenizerJson } from '../tokenizer/sentence-pieces.ts';
import type { WeightSource } from './weight-source.ts';

const headerBytes = 28;

/**
 * Reads a checkpoint of llama2.c in its first format: seven numbers and weights in single precision.
 *
 * @throws FrameloomError `load-failed`.
 */
export async function openLlama2c(file: OpenFile): Promise<{ shape: TextShape; source: WeightSource }> {
  const fail = (fact: string): never => {
    throw new FrameloomError('load-failed', `${file.label}: ${fact} This is no checkpoint of llama2.c.`);
  };
  if (file.size < headerBytes) fail(`has ${file.size} bytes.`);
  const header = await file.read(0, headerBytes);
  const view = new DataView(header.buffer);
  const [width, feedForward, layers, heads, kvHeads, signedVocabulary, context] = Array.from(
    { length: 7 },
    (_, i) => view.getInt32(4 * i, true),
  ) as [number, number, number, number, number, number, number];
  const counts = { width, feedForward, layers, heads, kvHeads, context };
  for (const [name, value] of Object.entries(counts)) {
    if (value < 1 || value > 2 ** 20) fail(`${name} is ${value}.`);
  }
  const vocabulary = Math.abs(signedVocabulary);
  if (vocabulary < 3 || vocabulary > 2 ** 22) fail(`its vocabulary is ${signedVocabulary}.`);
  if (width % heads !== 0 || heads % kvHeads !== 0 || (width / heads) % 8 !== 0) {
    fail(`${width} numbers, ${heads} heads and ${kvHeads} heads of keys don't go together.`);
  }
  // Before anything is made per layer: what its queries alone would take.
  if (file.size < 4 * layers * width * width) fail(`has ${file.size} bytes, its header wants more.`);
  const tied = signedVocabulary > 0;
  const shape = shapeOf({ ...counts, vocabulary, tied });
  const places = placesOf(shape);
  const end = [...places.values()].reduce(
    (most, { begin, sizes }) => Math.max(most, begin + bytesOf(sizes)),
    0,
  );
  if (file.size < end) fail(`has ${file.size} bytes, its header wants ${end}.`);
  return {
    shape,
    source: {
      label: file.label,
      shapes: new Map([...places].map(([name, { sizes }]) => [name, sizes])),
      async read(name) {
        const { begin, sizes } = places.get(name)!;
        const bytes = await file.read(begin, bytesOf(sizes));
        return { dtype: 'F32', shape: sizes, data: new Float32Array(bytes.buffer) };
      },
      dispose: () => file.dispose(),
    },
  };
}

type Counts = Pick<
  TextShape,
  'width' | 'feedForward' | 'layers' | 'heads' | 'kvHeads' | 'context' | 'vocabulary' | 'tied'
>;

function shapeOf(counts: Counts): TextShape {
  const headColumns = counts.width / counts.heads;
  return {
    ...counts,
    family: 'llama',
    headColumns,
    norm: { kind: 'rms', epsilon: 1e-5, weightOffset: 0 },
    activation: 'silu',
    gated: true,
    headNorm: false,
    postNorm: false,
    bias: { qkv: false, out: false, mlp: false },
    layerKinds: Array.from({ length: counts.layers }, () => ({
      rope: { base: 10_000, pairs: 'adjacent' as const },
    })),
    learnedPositions: false,
    embeddingScale: 1,
    scoreScale: headColumns ** -0.5,
  };
}

type Place = { begin: number; sizes: readonly number[] };

/** Tensors lie by kind, and of each kind layer by layer. */
function placesOf(shape: TextShape): Map<string, Place> {
  const { width, feedForward, layers, kvHeads, headColumns, vocabulary, context, tied } = shape;
  const places = new Map<string, Place>();
  let at = headerBytes;
  const add = (name: string, ...sizes: number[]): void => {
    places.set(name, { begin: at, sizes });
    at += bytesOf(sizes);
  };
  const addAll = (name: string, ...sizes: number[]): void => {
    for (let layer = 0; layer < layers; layer++) add(`layers.${layer}.${name}.weight`, ...sizes);
  };
  add('embed_tokens.weight', vocabulary, width);
  addAll('input_layernorm', width);
  addAll('self_attn.q_proj', width, width);
  addAll('self_attn.k_proj', kvHeads * headColumns, width);
  addAll('self_attn.v_proj', kvHeads * headColumns, width);
  addAll('self_attn.o_proj', width, width);
  addAll('post_attention_layernorm', width);
  addAll('mlp.gate_proj', feedForward, width);
  addAll('mlp.down_proj', width, feedForward);
  addAll('mlp.up_proj', feedForward, width);
  add('norm.weight', width);
  at += 4 * context * headColumns; // cosines and sines that nobody reads any more
  if (!tied) add('lm_head.weight', vocabulary, width);
  return places;
}

function bytesOf(sizes: readonly number[]): number {
  return sizes.reduce((product, size) => product * size, 4);
}

/**
 * The tokeniser of a llama2.c model as a `tokenizer.json`.
 *
 * @param bytes Of its `tokenizer.bin`: the longest piece, then score, length and text of each.
 * @throws FrameloomError `load-failed`.
 */
export function readLlama2cTokenizer(label: string, bytes: Uint8Array, vocabulary: number): JsonObject {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pieces: string[] = [];
  const scores: number[] = [];
  let at = 4;
  const decoder = new TextDecoder();
  for (let id = 0; id < vocabulary; id++) {
    const length = at + 8 <= bytes.length ? view.getInt32(at + 4, true) : -1;
    if (length < 0 || at + 8 + length > bytes.length) {
      throw new FrameloomError(
        'load-failed',
        `${label}: ends at token ${id} of ${vocabulary}. Give the tokenizer.bin that belongs to the model.`,
      );
    }
    scores.push(view.getFloat32(at, true));
    pieces.push(decoder.decode(bytes.subarray(at + 8, at + 8 + length)));
    at += 8 + length;
  }
  // The file holds the text of tokens, where spaces are spaces and begin and end stand on lines of their own.
  const names = pieces.map((piece, id) => ['<unk>', '<s>', '</s>'][id] ?? piece.replaceAll(' ', '▁'));
  return toTokenizerJson({
    pieces: names,
    scores,
    special: [0, 1, 2],
    unknown: 0,
    begin: 1,
    prefixSpace: true,
  });
}
