/** Columns of a head: of queries, or where `isOne` of one matrix that holds queries, keys and values side by side. */
export function headColumnsOf(
  { heads, kvHeads, isOne }: { heads: number; kvHeads: number; isOne: boolean },
  columns: number,
): number {
  return columns / (isOne ? heads + 2 * kvHeads : heads);
}
