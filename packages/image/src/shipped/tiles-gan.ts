/** Files of the generator `tiles-gan` by path. */
export const tilesGan: Readonly<Record<string, URL>> = {
  'conditions.json': new URL('../../../../models/image/tiles-gan/conditions.json', import.meta.url),
  'model.json': new URL('../../../../models/image/tiles-gan/model.json', import.meta.url),
  'tiles-gan.safetensors': new URL(
    '../../../../models/image/tiles-gan/tiles-gan.safetensors',
    import.meta.url,
  ),
};
