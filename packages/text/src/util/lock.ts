/** Who takes it goes on alone until it is released; others wait in the order in which they came. */
export type Lock = { take(): Promise<() => void> };

export function createLock(): Lock {
  let last: Promise<void> = Promise.resolve();
  return {
    async take() {
      const before = last;
      let release = (): void => {};
      last = new Promise((resolve) => (release = resolve));
      await before;
      return release;
    },
  };
}
