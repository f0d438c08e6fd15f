/** Mean difference from which a block has no match. */
const unmatched = 0.1;

/** The maths of cut.wgsl: the share of blocks without a match, and whether that makes a cut. */
export function cutReference(differences: ArrayLike<number>): { share: number; isCut: boolean } {
  const without = Array.prototype.filter.call(differences, (difference: number) => difference > unmatched);
  const share = without.length / differences.length;
  return { share, isCut: share > 0.55 };
}
