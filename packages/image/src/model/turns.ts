/** Runs calls one after the other: buffers between layers are shared. */
export type Turns = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** A call that fails does not hold those behind it. */
export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work, work);
    last = turn.catch(() => {});
    return turn;
  };
}
