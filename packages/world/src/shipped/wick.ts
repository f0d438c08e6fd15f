/** Addresses of the level `wick`, written so that bundlers find the files. */
export const wick: { config: URL; weights: URL } = {
  config: new URL('../../../../models/maze/level/level.json', import.meta.url),
  weights: new URL('../../../../models/maze/level/level.safetensors', import.meta.url),
};
