/** Addresses of the network `large`, written so that bundlers find the files. */
export const large: { config: URL; weights: URL } = {
  config: new URL('../../../../models/video/large/model.json', import.meta.url),
  weights: new URL('../../../../models/video/large/large.safetensors', import.meta.url),
};
