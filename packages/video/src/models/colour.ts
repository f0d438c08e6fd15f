/** Addresses of the network `colour`, written so that bundlers find the files. */
export const colour: { config: URL; weights: URL } = {
  config: new URL('../../../../models/video/colour/model.json', import.meta.url),
  weights: new URL('../../../../models/video/colour/colour.safetensors', import.meta.url),
};
