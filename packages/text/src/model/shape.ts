import type { MatrixActivation, RopeScaling } from '@frameloom/nn';

/** Kinds of transformers that are known. */
export type TextFamily = 'llama' | 'qwen2' | 'qwen3' | 'gemma3' | 'gpt2';

/** Rotary position embedding of a layer. */
export type RopeShape = {
  /** Angle per position of the first pair is 1, of the last almost 1 / base. */
  base: number;
  /** Numbers that a pair is made of: i and i + half, or neighbours. */
  pairs: 'half' | 'adjacent';
  /** Llama 3's stretched frequencies. */
  scaling?: RopeScaling | undefined;
  /** Positions are divided by this. */
  factor?: number | undefined;
  /** What each frequency is divided by. */
  factors?: readonly number[] | undefined;
};

/** A decoder-only transformer: all that decides its tensors and its mathematics. */
export type TextShape = {
  family: TextFamily;
  vocabulary: number;
  /** Numbers of a token between layers. */
  width: number;
  layers: number;
  heads: number;
  /** Heads of keys and values. */
  kvHeads: number;
  headColumns: number;
  feedForward: number;
  /** Positions that it was trained on. */
  context: number;
  norm: { kind: 'rms' | 'layer'; epsilon: number; weightOffset: number };
  activation: MatrixActivation;
  /** Whether the feed-forward layer is a gate times a second layer. */
  gated: boolean;
  /** RMS norm of each head of queries and keys. */
  headNorm: boolean;
  /** Norms also behind attention and the feed-forward layer, before each is added. */
  postNorm: boolean;
  bias: { qkv: boolean; out: boolean; mlp: boolean };
  /** Of each layer: how far back it sees, and its rope. Without a window all positions; without a rope none. */
  layerKinds: readonly { window?: number | undefined; rope?: RopeShape | undefined }[];
  /** A table of positions is added to the embedding. */
  learnedPositions: boolean;
  embeddingScale: number;
  /** Multiplies attention scores. */
  scoreScale: number;
  /** Whether the embedding table is the output layer too. */
  tied: boolean;
};
