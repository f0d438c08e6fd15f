/** Addresses of the shipped model's files, by path. */
const addresses = import.meta.glob<string>('../../models/image/tiles/**/*', {
  // Files of their own, since a policy may forbid to fetch data: addresses.
  query: '?url&no-inline',
  import: 'default',
  eager: true,
});

/** The network: four steps, or as many as wanted with guidance. */
export type Network = 'fast' | 'guided';

/** Files of the model as a dropped folder has them; of the two U-Nets the one that is wanted. */
export async function loadFiles(network: Network, signal: AbortSignal): Promise<Map<string, Blob>> {
  const left = network === 'fast' ? /_model\.safetensors/ : /\.fast\.safetensors/;
  const wanted = Object.entries(addresses).filter(([path]) => !left.test(path) && !path.includes('card'));
  const files = wanted.map(async ([path, url]) => {
    const response = await fetch(url, { signal });
    if (!response.ok) throw new Error(`${path}: the server answered ${response.status}.`);
    return [path.replace(/^.*models\/image\//, ''), await response.blob()] as const;
  });
  return new Map(await Promise.all(files));
}
