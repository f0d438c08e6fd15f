/** Storage formats of the compute passes: eight bits per channel, or half floats for deeper sources. */
export type StoredFormat = 'rgba8unorm' | 'rgba16float';

/** Prelude of a shader that stores colours. */
export function storedAlias(format: StoredFormat): string {
  return `alias Stored = texture_storage_2d<${format}, write>;`;
}
