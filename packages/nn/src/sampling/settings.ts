import { requireNumber, requireWhole } from '../operator.ts';
import { FrameloomError, show } from '@frameloom/gpu';

/** How a token is drawn, by the names of OpenAI's and transformers' parameters. */
export type SamplingParameters = {
  /** Divides logits; 0 takes the most likely token. Default 1. */
  temperature?: number;
  /** Draw among this many most likely tokens only; 0 for all. Default 0. */
  topK?: number;
  /** Draw among the most likely tokens only that together have this probability, after `topK`. Default 1. */
  topP?: number;
  /** Draw among tokens only that are at least this times as likely as the most likely one. Default 0. */
  minP?: number;
  /** Divides the logits of recent tokens where positive, multiplies where negative. Default 1. */
  repetitionPenalty?: number;
  /** Taken off the logits of recent tokens. Default 0. */
  presencePenalty?: number;
  /** Taken off the logits of recent tokens for each time they came up. Default 0. */
  frequencyPenalty?: number;
  /** The same seed, position and logits draw the same token. A whole number below 2^53. Default 0. */
  seed?: number;
};

/** Settings as the shaders read them. */
export type SamplingSettings = Required<SamplingParameters> & { penalised: boolean };

/** Parameters with their defaults. Throws `invalid-argument` for what is out of range. */
export function readSettings(label: string, parameters: SamplingParameters): SamplingSettings {
  const settings = {
    temperature: 1,
    topK: 0,
    topP: 1,
    minP: 0,
    repetitionPenalty: 1,
    presencePenalty: 0,
    frequencyPenalty: 0,
    seed: 0,
    ...parameters,
  };
  const { temperature, topK, topP, minP, repetitionPenalty, presencePenalty, frequencyPenalty, seed } =
    settings;
  requireWithin(`${label}: temperature`, temperature, 0, 100);
  requireWhole(`${label}: topK`, topK, 0, 2 ** 24);
  requireWithin(`${label}: topP`, topP, 0, 1);
  requireWithin(`${label}: minP`, minP, 0, 1);
  requireWithin(`${label}: repetitionPenalty`, repetitionPenalty, 0.01, 100);
  requireNumber(`${label}: presencePenalty`, presencePenalty);
  requireNumber(`${label}: frequencyPenalty`, frequencyPenalty);
  requireWhole(`${label}: seed`, seed, 0, Number.MAX_SAFE_INTEGER);
  const penalised = repetitionPenalty !== 1 || presencePenalty !== 0 || frequencyPenalty !== 0;
  return { ...settings, penalised };
}

function requireWithin(where: string, value: unknown, min: number, max: number): void {
  if (typeof value === 'number' && value >= min && value <= max) return;
  throw new FrameloomError(
    'invalid-argument',
    `${where} must be a number from ${min} to ${max}, got ${show(value)}.`,
  );
}
