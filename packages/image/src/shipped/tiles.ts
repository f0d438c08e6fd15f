/** Files of the model `tiles` by path, written so that bundlers find them. */
export const tiles: Readonly<Record<string, URL>> = {
  'model_index.json': new URL('../../../../models/image/tiles/model_index.json', import.meta.url),
  'scheduler/scheduler_config.json': new URL(
    '../../../../models/image/tiles/scheduler/scheduler_config.json',
    import.meta.url,
  ),
  'text_encoder/config.json': new URL(
    '../../../../models/image/tiles/text_encoder/config.json',
    import.meta.url,
  ),
  'text_encoder/model.safetensors': new URL(
    '../../../../models/image/tiles/text_encoder/model.safetensors',
    import.meta.url,
  ),
  'tokenizer/merges.txt': new URL('../../../../models/image/tiles/tokenizer/merges.txt', import.meta.url),
  'tokenizer/tokenizer_config.json': new URL(
    '../../../../models/image/tiles/tokenizer/tokenizer_config.json',
    import.meta.url,
  ),
  'tokenizer/vocab.json': new URL('../../../../models/image/tiles/tokenizer/vocab.json', import.meta.url),
  'unet/config.json': new URL('../../../../models/image/tiles/unet/config.json', import.meta.url),
  'unet/diffusion_pytorch_model.safetensors': new URL(
    '../../../../models/image/tiles/unet/diffusion_pytorch_model.safetensors',
    import.meta.url,
  ),
  'unet/diffusion_pytorch_model.fast.safetensors': new URL(
    '../../../../models/image/tiles/unet/diffusion_pytorch_model.fast.safetensors',
    import.meta.url,
  ),
};
