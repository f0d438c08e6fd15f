/** Files of the autoencoder `tiles-vae` by path. */
export const tilesVae: Readonly<Record<string, URL>> = {
  'config.json': new URL('../../../../models/image/tiles-vae/config.json', import.meta.url),
  'diffusion_pytorch_model.safetensors': new URL(
    '../../../../models/image/tiles-vae/diffusion_pytorch_model.safetensors',
    import.meta.url,
  ),
};
