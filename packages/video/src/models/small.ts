/** Addresses of the network `small`, written so that bundlers find the files. */
export const small: { config: URL; weights: URL } = {
  config: new URL('../../../../models/video/small/model.json', import.meta.url),
  weights: new URL('../../../../models/video/small/small.safetensors', import.meta.url),
};
