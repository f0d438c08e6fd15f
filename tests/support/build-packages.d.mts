/** What loads at once; `lazy` is what `import()` may bring later. */
export type BundleSize = { bytes: number; gzip: number };

export function packageNames(): string[];
export function buildPackages(options?: {
  names?: readonly string[];
  target?: (name: string) => string;
  cache?: string;
}): Promise<void>;
export function measure(
  name: string,
  options?: { external?: readonly string[] },
): Promise<BundleSize & { lazy: BundleSize }>;
