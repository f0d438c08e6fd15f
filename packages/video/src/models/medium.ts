/** Addresses of the network `medium`, written so that bundlers find the files. */
export const medium: { config: URL; weights: URL } = {
  config: new URL('../../../../models/video/medium/model.json', import.meta.url),
  weights: new URL('../../../../models/video/medium/medium.safetensors', import.meta.url),
};
