import { createFrameBudget, FrameloomError, type FrameBudget, type Gpu } from '@frameloom/gpu';
import type { FileOptions, FileSet, JsonObject, LoadProgress } from '@frameloom/gpu/files';
import { choosePrecision, type Precision } from '@frameloom/nn';
import { failValue } from '../fail.ts';
import { chooseScheduler } from '../scheduler/override.ts';
import { createScheduler } from '../scheduler/scheduler.ts';
import { assemble } from './assemble.ts';
import { estimateParts, type ImageMemory } from './estimate.ts';
import { readConfigs, type ImageConfigs } from './configs.ts';
import { readImageConfigs, readImageFiles } from './files.ts';
import type { ImageModel } from './image-model.ts';
import { createParts } from './parts.ts';
import type { ImageDefaults } from './read-options.ts';
import { resolveSource } from '../shipped/source.ts';

/** Options of {@link loadImageModel}. */
export type LoadImageModelOptions = FileOptions & {
  /** Bytes of each file of weights that were read. */
  onProgress?: (progress: LoadProgress) => void;
  /** Other weights, `diffusion_pytorch_model.VARIANT.safetensors` of the components that have them. Default: none. */
  variant?: string;
  /** Default: by the device. `'f32'` is for comparison with a reference. */
  precision?: Precision;
  /** The budget whose slices it works in. Default: one of its own on the same device. */
  budget?: FrameBudget;
  /**
   * GPU memory that the model may take for pictures of its usual size, bytes. Where all of it does not fit, its parts are put on
   * the GPU one after the other for each picture; where the largest does not, loading fails. Default: all that the device has.
   */
  memoryLimit?: number;
  /**
   * Side of the parts that larger pictures are decoded in, pixels, for large decoders and little memory: 512 is usual. Seams are
   * blended over a quarter of it. Default: pictures are decoded as a whole.
   */
  decodeTile?: number;
  /**
   * What runs the networks: our own operators on safetensors, or `'onnx'`, onnxruntime-web on the ONNX files of the layout as
   * optimum exports it (`unet/model.onnx`, …). Its runs cannot be cut into slices: a frame that falls into one comes late. Text to
   * image of the Stable Diffusion 1 and 2 class, in browsers only; install `onnxruntime-web`. Default `'frameloom'`.
   */
  runtime?: 'frameloom' | 'onnx';
  /** Where onnxruntime's wasm file lies. Default: beside its module, where bundlers put it. */
  wasm?: string | URL;
};

/**
 * Loads a text-to-image model in diffusers' layout (`model_index.json`, `unet` or `transformer`, `text_encoder`, `tokenizer`,
 * `scheduler` and, unless it paints pixels, `vae`): the Stable Diffusion 1 and 2 class, inpainting networks too, and Stable
 * Diffusion 3 and 3.5 without their third text encoder; with an AutoencoderKL or an AutoencoderTiny.
 *
 * @param source `'tiles'`, which comes with this package (8 MB, loaded when it is asked for); the address of a folder, http(s), or
 * `file:` in Node; or a Map of the files of a dropped folder by path.
 * @throws FrameloomError `load-failed`, `unsupported`, `invalid-argument`, `compilation`, `aborted`, `device-lost`; nothing stays
 * in memory then.
 */
export async function loadImageModel(
  gpu: Gpu,
  source: 'tiles' | (string & {}) | URL | FileSet,
  options: LoadImageModelOptions = {},
): Promise<ImageModel> {
  const { budget, precision: wanted, memoryLimit, decodeTile: tile, ...others } = options;
  const { runtime = 'frameloom', wasm, ...fileOptions } = others;
  if (runtime !== 'frameloom' && runtime !== 'onnx')
    failValue('loadImageModel', 'runtime', runtime, "'frameloom' or 'onnx'");
  if (memoryLimit !== undefined && !(memoryLimit > 0))
    failValue('loadImageModel', 'memoryLimit', memoryLimit, 'a number of bytes above 0');
  const precision = choosePrecision('loadImageModel', gpu, wanted);
  // Of what ships only the network that is asked for.
  const isOther = (path: string): boolean =>
    path.startsWith('unet/diffusion') && path.includes('.fast.') !== (options.variant === 'fast');
  const place = await resolveSource('loadImageModel', source, 'tiles', fileOptions, (path) => !isOther(path));
  if (runtime === 'onnx')
    return loadOnnx(gpu, place, { ...fileOptions, ...(wasm !== undefined && { wasm }) }, budget);
  const files = await readImageFiles(place, fileOptions);
  const configs = readConfigs(files);
  if (tile !== undefined && (!Number.isInteger(tile / configs.factor) || tile < 4 * configs.factor))
    failValue(
      'loadImageModel',
      'decodeTile',
      tile,
      `a multiple of ${configs.factor} from ${4 * configs.factor} on`,
    );
  const defaults = defaultsOf({ ...files, configs }, options.variant);
  const together = fits(files.label, estimate(configs, precision), memoryLimit);
  const parts = createParts(gpu, files, configs, { precision, together, tile });
  const own = budget ?? createFrameBudget(gpu);
  const dispose = (): void => {
    if (!budget) own.dispose();
    for (const part of [parts.onnx, ...parts.textEncoders, parts.unet, parts.encoder, parts.decoder])
      part?.dispose();
  };
  try {
    const held = [...parts.textEncoders, parts.unet, parts.decoder];
    if (together) await Promise.all(held.map((part) => part?.get()));
    const { label } = files;
    return assemble(parts, { label, configs, precision, defaults, budget: own, dispose });
  } catch (error) {
    dispose();
    throw error;
  }
}

/** The same with networks in onnxruntime. */
async function loadOnnx(
  gpu: Gpu,
  place: URL | FileSet,
  options: FileOptions & { wasm?: string | URL },
  budget: FrameBudget | undefined,
): Promise<ImageModel> {
  const own = budget ?? createFrameBudget(gpu);
  const end = (): void => (budget ? undefined : own.dispose());
  try {
    const { openOnnxParts } = await import('../onnx/load.ts');
    const opened = await openOnnxParts(gpu, place, { ...options, budget: own });
    const { label, configs, parts, isHalf } = opened;
    const dispose = (): void => {
      end();
      parts.onnx?.dispose();
    };
    const precision = isHalf ? 'mixed' : 'f32';
    return assemble(parts, { label, configs, precision, defaults: defaultsOf(opened), budget: own, dispose });
  } catch (error) {
    end();
    throw error;
  }
}

/** What `generate` takes where nothing is said. Throws `unsupported`, `invalid-argument` for a bad scheduler. */
function defaultsOf(
  { index, configs, scheduler: config }: { index: JsonObject; configs: ImageConfigs; scheduler: JsonObject },
  variant?: string,
): ImageDefaults {
  const { denoiser, factor, inpaints } = configs;
  const scheduler = createScheduler(config);
  return {
    ...readDefaults(index, variant),
    side: denoiser.sampleSize * factor,
    multiple: factor * denoiser.multiple,
    inpaints,
    scheduler: (given) => chooseScheduler(scheduler, config, given),
  };
}

/**
 * About the GPU memory that a model takes, in bytes, from its configs alone: nothing large is loaded, and no device is needed.
 *
 * @param options.width Of pictures, pixels. Default, as `height`: what the model was trained on.
 * @param options.precision Default `'f16'`; `'mixed'` takes more for the weights of convolutions.
 * @throws FrameloomError `load-failed`, `unsupported`, `invalid-argument`, `aborted`.
 */
export async function estimateMemory(
  source: 'tiles' | (string & {}) | URL | FileSet,
  options: FileOptions & { width?: number; height?: number; precision?: Precision } = {},
): Promise<ImageMemory> {
  const { width, height, precision = 'f16', ...fileOptions } = options;
  const isSmall = (path: string): boolean => !path.endsWith('.safetensors');
  const place = await resolveSource('estimateMemory', source, 'tiles', fileOptions, isSmall);
  const configs = readConfigs(await readImageConfigs(place, fileOptions));
  const side = configs.denoiser.sampleSize * configs.factor;
  const size = { width: width ?? side, height: height ?? side };
  for (const [name, value] of Object.entries(size)) {
    if (!Number.isInteger(value / configs.factor) || value < configs.factor)
      failValue('estimateMemory', name, value, `a multiple of ${configs.factor}`);
  }
  return estimate(configs, precision, size);
}

function estimate(configs: ImageConfigs, precision: Precision, size?: { width: number; height: number }) {
  const side = configs.denoiser.sampleSize * configs.factor;
  return estimateParts(configs, size ?? { width: side, height: side }, precision);
}

/** Whether all parts may be on the GPU at a time. */
function fits(label: string, { together, apart }: ImageMemory, limit: number = Infinity): boolean {
  if (apart > limit) {
    const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
    throw new FrameloomError(
      'unsupported',
      `${label}: needs ${megabytes(apart)} of GPU memory even part by part, memoryLimit is ${megabytes(limit)}. Use a smaller model, or raise it.`,
    );
  }
  return together <= limit;
}

/** Steps and guidance as `model_index.json` may name them, for the model or a variant. */
function readDefaults(index: JsonObject, variant: string | undefined): { steps: number; guidance: number } {
  const variants = index['variants'] as Record<string, JsonObject> | undefined;
  const own = (variant === undefined ? undefined : variants?.[variant]) ?? {};
  const number = (name: string, preset: number): number => {
    const value = own[name] ?? index[name];
    return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : preset;
  };
  return {
    steps: Math.min(1000, Math.ceil(number('num_inference_steps', 30))),
    guidance: number('guidance_scale', 7.5),
  };
}
