import { createPool, FrameloomError, type FrameBudget } from '@frameloom/gpu';
import type { Precision } from '@frameloom/nn';
import { interpolatePictures } from './interpolate.ts';
import type { Picture } from '../picture/picture.ts';
import type { ImageConfigs } from './configs.ts';
import type { ImageModel } from './image-model.ts';
import type { ImageAliases, ImageOptions } from './options.ts';
import { produce } from './produce.ts';
import { readImageOptions, type ImageDefaults, type ImageRequest } from './read-options.ts';
import { createRun, type ImageRun } from './run.ts';
import type { ImageParts } from './studio.ts';
import { createTurns } from './turns.ts';

/** What a model is besides its parts. */
export type ImageFrame = {
  label: string;
  configs: ImageConfigs;
  precision: Precision;
  defaults: ImageDefaults;
  budget: FrameBudget;
  dispose(): void;
};

/** The model as its user sees it. `parts` and `frame` are its own from here on. */
export function assemble(parts: ImageParts, frame: ImageFrame): ImageModel {
  const { label, configs, precision, defaults, budget } = frame;
  const { gpu, textEncoders, unet, encoder, decoder } = parts;
  const pictures = createPool(gpu, 'image/pictures');
  let run: ImageRun | undefined;
  let isDisposed = false;
  const inTurn = createTurns();
  const prepare = async (width: number, height: number): Promise<ImageRun> => {
    if (run?.size.width === width && run.size.height === height) return run;
    run?.dispose();
    run = undefined;
    const { denoiser, text, channels, factor, codec } = configs;
    const { positions } = parts;
    const shape = { gpu, precision, denoiser, text, channels, factor, pictures, positions };
    const size = { width, height };
    return (run = await createRun({ ...shape, size, hasAlpha: !codec, isLatent: codec !== undefined }));
  };
  const requireAlive = (): void => {
    if (isDisposed)
      throw new FrameloomError('disposed', `${label}: used after dispose(). Load the model again.`);
  };
  const make = (request: ImageRequest): Promise<Picture[]> =>
    inTurn(async () => {
      requireAlive();
      const { signal, priority, width, height } = request;
      if (signal?.aborted) throw new FrameloomError('aborted', `${label}: generate was aborted.`);
      const studio = { ...parts, run: await prepare(width, height) };
      const settings = { label: 'image/generate', ...(signal && { signal }) };
      return budget.run(priority, produce(studio, request), settings);
    });
  async function generate(options: ImageOptions & ImageAliases & { numImages?: number }) {
    requireAlive();
    const request = readImageOptions(options, defaults);
    if (parts.onnx && request.image && configs.codec)
      throw new FrameloomError(
        'unsupported',
        `${label}: image is given, which runtime 'onnx' has no encoder for. Use our own operators.`,
      );
    const made = await make(request);
    return options.numImages === undefined ? made[0]! : made;
  }
  return {
    label,
    side: defaults.side,
    multiple: defaults.multiple,
    inpaints: parts.inpaints,
    hasAlpha: !configs.codec,
    get bytes() {
      const held = [...textEncoders, unet, encoder, decoder, run, parts.onnx];
      return held.reduce((sum, part) => sum + (part?.bytes ?? 0), pictures.bytes);
    },
    generate: generate as ImageModel['generate'],
    interpolate(from, to, steps, options = {}) {
      requireAlive();
      const read = (given: ImageOptions): ImageRequest => readImageOptions(given, defaults);
      return interpolatePictures(read, make, [from, to], steps, options);
    },
    costs(width, height) {
      const { factor } = configs;
      return {
        text: textEncoders.reduce((sum, { now }) => sum + (now?.macs ?? 0), 0),
        unet: unet?.now?.macs(width / factor, height / factor) ?? 0,
        decoder: decoder?.now?.macs({ width, height }) ?? 0,
      };
    },
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      run?.dispose();
      pictures.dispose();
      frame.dispose();
    },
  };
}
