/** Addresses of the network `video`, written so that bundlers find the files. */
export const video: { config: URL; weights: URL } = {
  config: new URL('../../../../models/interpolate/video/model.json', import.meta.url),
  weights: new URL('../../../../models/interpolate/video/video.safetensors', import.meta.url),
};
