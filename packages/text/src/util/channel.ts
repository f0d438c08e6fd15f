/** Values that come when they come, for one reader. */
export type Channel<T> = {
  push(value: T): void;
  end(): void;
  fail(error: unknown): void;
  /** The next value; undefined at the end. */
  next(): Promise<T | undefined>;
};

export function createChannel<T>(): Channel<T> {
  const values: T[] = [];
  let state: { done: boolean; error?: unknown; failed?: boolean } = { done: false };
  let wake = (): void => {};
  const settle = (next: typeof state): void => {
    if (!state.done) state = next;
    wake();
  };
  return {
    push(value) {
      values.push(value);
      wake();
    },
    end: () => settle({ done: true }),
    fail: (error) => settle({ done: true, failed: true, error }),
    async next() {
      while (values.length === 0 && !state.done) await new Promise<void>((resolve) => (wake = resolve));
      const value = values.shift();
      if (value === undefined && state.failed) throw state.error;
      return value;
    },
  };
}
