/** How the compute passes write colours: eight bits a channel, or half floats where eight are too few. */
export type StoredFormat = 'rgba8unorm' | 'rgba16float';

/** Prelude of a shader that stores colours. */
export function storedAlias(format: StoredFormat): string {
  return `alias Stored = texture_storage_2d<${format}, write>;`;
}
