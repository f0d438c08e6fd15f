/**
 * Promise.all for things that hold resources: when one promise rejects, the others are awaited and what they gave is
 * disposed, so that nothing leaks. Values without a `dispose` method are left alone.
 *
 * @throws What the first rejected promise (in the order of the list) threw.
 */
export async function allOrDispose<T extends readonly unknown[]>(
  promises: readonly [...{ [K in keyof T]: Promise<T[K]> | T[K] }],
): Promise<T> {
  const results = await Promise.allSettled<unknown>(promises);
  const failed = results.find((result) => result.status === 'rejected');
  const values = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  if (!failed) return values as unknown as T;
  values.forEach(disposeOf);
  throw failed.reason;
}

/** Calls `value.dispose()` where there is one. */
export function disposeOf(value: unknown): void {
  if (typeof value !== 'object' || value === null || !('dispose' in value)) return;
  if (typeof value.dispose === 'function') value.dispose();
}
