/** Addresses of the network `video-lite`, written so that bundlers find the files. */
export const videoLite: { config: URL; weights: URL } = {
  config: new URL('../../../../models/interpolate/video-lite/model.json', import.meta.url),
  weights: new URL('../../../../models/interpolate/video-lite/video-lite.safetensors', import.meta.url),
};
