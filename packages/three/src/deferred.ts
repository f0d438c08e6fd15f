/** A promise and what settles it. A rejection that nobody hears is no error. */
export type Deferred = { promise: Promise<void>; resolve(): void; reject(reason: unknown): void };

export function deferred(): Deferred {
  let resolve: () => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
}
