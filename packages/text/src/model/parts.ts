import type { SamplingParameters } from '@frameloom/nn';
import type { WeightSource } from '../load/weight-source.ts';
import type { ChatTemplate } from '../tokenizer/chat-template.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { TextShape } from './shape.ts';

/** A model as its files describe it. */
export type ModelParts = {
  shape: TextShape;
  source: WeightSource;
  tokenizer: Tokenizer;
  template: ChatTemplate | undefined;
  /** Tokens that end a text. */
  ends: ReadonlySet<number>;
  /** How it is sampled where nothing else is said. */
  sampling: SamplingParameters;
};
