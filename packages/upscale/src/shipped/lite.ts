/** Addresses of the network `lite`, written so that bundlers find the files. */
export const lite: { config: URL; weights: URL } = {
  config: new URL('../../../../models/upscale/lite/model.json', import.meta.url),
  weights: new URL('../../../../models/upscale/lite/lite.safetensors', import.meta.url),
};
