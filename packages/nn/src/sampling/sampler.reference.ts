import { openUniform, philox } from '../random/philox.reference.ts';
import type { SamplingParameters } from './settings.ts';

/** The shaders of sampling in plain TypeScript: the token drawn at `position` after the tokens in `recent`. */
export function sampleReference(
  logits: ArrayLike<number>,
  parameters: SamplingParameters,
  position: number,
  recent: readonly number[] = [],
): number {
  const { temperature = 1, topK = 0, topP = 1, minP = 0, seed = 0 } = parameters;
  const scores = penalise(logits, parameters, recent);
  const order = scores
    .map((score, id) => ({ score, id }))
    .toSorted((a, b) => b.score - a.score || a.id - b.id);
  const best = order[0]!;
  if (temperature === 0) return best.id;
  let kept = order.map(({ score, id }) => ({ id, distance: (best.score - score) / temperature }));
  kept = kept.filter(({ distance }) => distance < 63.99);
  if (topK > 0) kept = kept.slice(0, topK);
  const total = kept.reduce((sum, { distance }) => sum + Math.exp(-distance), 0);
  let mass = 0;
  kept = kept.filter(({ distance }) => {
    const isNeeded = mass < topP * total;
    mass += Math.exp(-distance);
    return isNeeded;
  });
  if (minP > 0) kept = kept.filter(({ distance }) => distance <= -Math.log(minP));
  const key = [seed % 2 ** 32, Math.floor(seed / 2 ** 32)] as const;
  let [chosen, highest] = [best.id, -Infinity];
  for (const { id, distance } of kept) {
    const word = philox([Math.floor(id / 4), position, 0, 0], key)[id % 4]!;
    const noisy = -distance - Math.log(-Math.log(openUniform(word)));
    if (noisy > highest) [chosen, highest] = [id, noisy];
  }
  return chosen;
}

function penalise(
  logits: ArrayLike<number>,
  { repetitionPenalty = 1, presencePenalty = 0, frequencyPenalty = 0 }: SamplingParameters,
  recent: readonly number[],
): number[] {
  const scores = Array.from(logits, (score) => (Number.isNaN(score) ? -1e30 : score));
  for (const id of new Set(recent)) {
    const count = recent.filter((other) => other === id).length;
    const score = scores[id];
    if (score === undefined) continue;
    const repeated = score > 0 ? score / repetitionPenalty : score * repetitionPenalty;
    scores[id] = repeated - presencePenalty - frequencyPenalty * count;
  }
  return scores;
}
