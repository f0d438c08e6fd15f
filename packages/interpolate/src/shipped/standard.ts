/** Addresses of the network `standard`, written so that bundlers find the files. */
export const standard: { config: URL; weights: URL } = {
  config: new URL('../../../../models/interpolate/standard/model.json', import.meta.url),
  weights: new URL('../../../../models/interpolate/standard/standard.safetensors', import.meta.url),
};
