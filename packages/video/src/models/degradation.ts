/** Addresses of the network `degradation`, written so that bundlers find the files. */
export const degradation: { config: URL; weights: URL } = {
  config: new URL('../../../../models/video/degradation/model.json', import.meta.url),
  weights: new URL('../../../../models/video/degradation/degradation.safetensors', import.meta.url),
};
