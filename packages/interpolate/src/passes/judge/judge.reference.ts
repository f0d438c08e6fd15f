import { isAtRestReference } from '../../lib/light.reference.ts';
import {
  candidateReference,
  surfacesReference,
  type Candidate,
  type CandidateInputs,
} from '../../lib/candidate.reference.ts';
import type { Pair } from '../../lib/project.reference.ts';

/** The maths of judge.wgsl at the centre of a texel. */
export function judgeReference(
  inputs: CandidateInputs,
  uv: Pair,
): Candidate & { edge: boolean; atRest: boolean } {
  const { own, edge } = surfacesReference(inputs, uv);
  const candidate = candidateReference(inputs, own, uv);
  return { ...candidate, edge, atRest: isAtRestReference(inputs, candidate, uv) };
}
