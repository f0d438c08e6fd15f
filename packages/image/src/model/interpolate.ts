import { failValue, requireWhole } from '../fail.ts';
import type { Picture } from '../picture/picture.ts';
import type { GivenImage, ImageEnd, ImageOptions } from './options.ts';
import type { ImageRequest } from './read-options.ts';

/** Pictures on the way from one end to the other; see `ImageModel.interpolate`. */
export async function* interpolatePictures(
  read: (options: ImageOptions) => ImageRequest,
  make: (request: ImageRequest) => Promise<Picture[]>,
  [from, to]: readonly [ImageEnd, ImageEnd],
  steps: number,
  options: object,
): AsyncGenerator<Picture, void, undefined> {
  const where = 'interpolate';
  requireWhole(where, 'steps', steps, 2, 10_000);
  const seed = from?.seed ?? Math.floor(Math.random() * 2 ** 32);
  const requests = [from, to].map((end) => read({ ...options, ...end, seed: end?.seed ?? seed }));
  const [first, last] = requests as [ImageRequest, ImageRequest];
  if ((first.image === undefined) !== (last.image === undefined))
    failValue(where, 'image', 'given for one end', 'a picture for both ends or none');
  if (first.width !== last.width || first.height !== last.height)
    failValue(where, 'image', `${last.width}×${last.height}`, `one of ${first.width}×${first.height}`);
  for (let i = 0; i < steps; i++) {
    const amount = i / (steps - 1);
    const image = first.image && mixImages(first.image, last.image!, amount);
    const toward = { prompt: last.prompt, seed: last.seed, amount };
    const [picture] = await make({ ...first, image, toward });
    yield picture!;
  }
}

/** Both pictures, weighed; colours by their alpha too, so that what is transparent has no part in them. */
function mixImages(a: GivenImage, b: GivenImage, amount: number): GivenImage {
  const data = new Float32Array(a.data.length);
  for (let at = 0; at < data.length; at += 4) {
    const [first, second] = [(1 - amount) * a.data[at + 3]!, amount * b.data[at + 3]!];
    const alpha = first + second;
    for (let i = at; i < at + 3; i++)
      data[i] = alpha === 0 ? 0 : (first * a.data[i]! + second * b.data[i]!) / alpha;
    data[at + 3] = alpha;
  }
  return { ...a, data };
}
