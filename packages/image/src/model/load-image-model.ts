import { createFrameBudget, FrameloomError, show, type FrameBudget, type Gpu } from '@frameloom/gpu';
import type { FileOptions, FileSet, JsonObject, LoadProgress } from '@frameloom/gpu/files';
import { createNetwork, type Precision } from '@frameloom/nn';
import { failValue } from '../fail.ts';
import { createScheduler } from '../scheduler/scheduler.ts';
import { createTextEncoder } from '../text-encoder/text-encoder.ts';
import { unetArchitecture } from '../unet/architecture.ts';
import { readUnetConfig } from '../unet/config.ts';
import { arrangeUnetTensors } from '../unet/tensors.ts';
import { createDecoder } from './decoder.ts';
import { readImageFiles, type ImageFiles } from './files.ts';
import type { ImageModel } from './image-model.ts';
import { readImageOptions, type ImageDefaults } from './options.ts';
import { produce, type Studio } from './produce.ts';
import { createRun, type ImageNetworks, type ImageRun } from './run.ts';

/** Options of {@link loadImageModel}. */
export type LoadImageModelOptions = FileOptions & {
  /** Bytes of each file of weights that were read. */
  onProgress?: (progress: LoadProgress) => void;
  /** Other weights of the U-Net, `diffusion_pytorch_model.VARIANT.safetensors`. Default: none. */
  variant?: string;
  /** Default: by the device. `'f32'` is for comparison with a reference. */
  precision?: Precision;
  /** The budget whose slices it works in. Default: one of its own on the same device. */
  budget?: FrameBudget;
};

/**
 * Loads a text-to-image model in diffusers' layout (`model_index.json`, `unet`, `text_encoder`, `tokenizer`, `scheduler` and, unless
 * it paints pixels, `vae`): the Stable Diffusion 1 and 2 class, with an AutoencoderKL or an AutoencoderTiny.
 *
 * @param source The address of the folder, http(s), or `file:` in Node; or a Map of the files of a dropped folder by path.
 * @throws FrameloomError `load-failed`, `unsupported`, `invalid-argument`, `compilation`, `aborted`, `device-lost`; nothing stays
 * in memory then.
 */
export async function loadImageModel(
  gpu: Gpu,
  source: string | URL | FileSet,
  options: LoadImageModelOptions = {},
): Promise<ImageModel> {
  const { budget, precision, ...fileOptions } = options;
  const files = await readImageFiles(source instanceof Map ? source : readAddress(source), fileOptions);
  const undo: (() => void)[] = [];
  try {
    const scheduler = createScheduler(files.scheduler);
    const networks = await createNetworks(gpu, files, precision, undo);
    const hasAlpha = !files.vae;
    const decoderOptions = { precision: networks.precision, side: networks.unetConfig.sampleSize * 8 };
    const decoder = files.vae && (await createDecoder(gpu, files, decoderOptions));
    if (decoder) undo.push(() => decoder.dispose());
    requireFit(files.label, networks, decoder?.latentChannels ?? 4);
    const own = budget ?? createFrameBudget(gpu);
    if (!budget) undo.push(() => own.dispose());
    const { label, tokenizer } = files;
    const factor = decoder?.factor ?? 1;
    const smallest = factor * 2 ** (networks.unetConfig.blockOutChannels.length - 1);
    const defaults = readDefaults(files.index, options.variant, {
      side: networks.unetConfig.sampleSize * factor,
      multiple: smallest,
    });
    const studio = { ...networks, scheduler, tokenizer, decoder };
    return assemble(studio, { label, hasAlpha, factor, defaults, budget: own, undo });
  } catch (error) {
    undo.toReversed().forEach((free) => free());
    throw error;
  }
}

async function createNetworks(
  gpu: Gpu,
  files: ImageFiles,
  wanted: Precision | undefined,
  undo: (() => void)[],
): Promise<ImageNetworks> {
  const shared = wanted === undefined ? {} : { precision: wanted };
  const unetConfig = readUnetConfig(files.unet.config);
  const textEncoder = await createTextEncoder(gpu, files.textEncoder, shared);
  undo.push(() => textEncoder.dispose());
  const architecture = unetArchitecture(unetConfig, textEncoder.config.positions);
  const { sampleSize: width } = unetConfig;
  const unet = await createNetwork(gpu, architecture, arrangeUnetTensors(files.unet.tensors), {
    ...shared,
    maxSize: { width, height: width },
    label: 'image/unet',
  });
  undo.push(() => unet.dispose());
  return { gpu, precision: unet.precision, unet, unetConfig, textEncoder };
}

type Frame = {
  label: string;
  hasAlpha: boolean;
  factor: number;
  defaults: ImageDefaults;
  budget: FrameBudget;
  undo: (() => void)[];
};

function assemble(parts: Omit<Studio, 'run'>, frame: Frame): ImageModel {
  const { label, hasAlpha, factor, defaults, budget, undo } = frame;
  const { unet, textEncoder, decoder } = parts;
  let run: ImageRun | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let isDisposed = false;
  undo.push(() => run?.dispose());
  /** Buffers between layers are shared: one picture at a time. */
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(work, work);
    last = turn.catch(() => {});
    return turn;
  };
  const prepare = async (width: number, height: number): Promise<ImageRun> => {
    if (run?.size.width === width && run.size.height === height) return run;
    run?.dispose();
    run = undefined;
    await decoder?.prepare({ width, height });
    const size = { width, height };
    return (run = await createRun(parts, { size, factor, hasAlpha, isLatent: decoder !== undefined }));
  };
  const requireAlive = (): void => {
    if (isDisposed)
      throw new FrameloomError('disposed', `${label}: used after dispose(). Load the model again.`);
  };
  return {
    label,
    side: defaults.side,
    multiple: defaults.multiple,
    hasAlpha,
    get bytes() {
      return textEncoder.bytes + unet.bytes + (decoder?.bytes ?? 0) + (run?.bytes ?? 0);
    },
    async generate(options) {
      requireAlive();
      const request = readImageOptions(options, defaults);
      if (request.image && decoder) {
        throw new FrameloomError(
          'unsupported',
          `${label}: image to image is for models that paint pixels only.`,
        );
      }
      return inTurn(async () => {
        requireAlive();
        const { signal, priority, width, height } = request;
        if (signal?.aborted) throw new FrameloomError('aborted', `${label}: generate was aborted.`);
        const studio = { ...parts, run: await prepare(width, height) };
        const settings = { label: 'image/generate', ...(signal && { signal }) };
        return budget.run(priority, produce(studio, request), settings);
      });
    },
    costs: (width, height) => ({
      text: textEncoder.macs,
      unet: unet.macs(width / factor, height / factor),
      decoder: decoder?.macs(width, height) ?? 0,
    }),
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      undo.toReversed().forEach((free) => free());
    },
  };
}

function requireFit(label: string, { unetConfig, textEncoder }: ImageNetworks, channels: number): void {
  const { inChannels, outChannels, crossAttentionDim } = unetConfig;
  if (inChannels !== channels || outChannels !== channels) {
    failValue(
      label,
      'in_channels of the unet',
      inChannels,
      `${channels}, what is decoded; inpainting networks are not supported`,
    );
  }
  if (crossAttentionDim !== textEncoder.config.width)
    failValue(
      label,
      'cross_attention_dim',
      crossAttentionDim,
      `the text encoder's ${textEncoder.config.width}`,
    );
}

/** Steps and guidance as `model_index.json` may name them, for the model or a variant. */
function readDefaults(
  index: JsonObject,
  variant: string | undefined,
  size: { side: number; multiple: number },
): ImageDefaults {
  const variants = index['variants'] as Record<string, JsonObject> | undefined;
  const own = (variant === undefined ? undefined : variants?.[variant]) ?? {};
  const number = (name: string, preset: number): number => {
    const value = own[name] ?? index[name];
    return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : preset;
  };
  return {
    ...size,
    steps: Math.min(1000, Math.ceil(number('num_inference_steps', 30))),
    guidance: number('guidance_scale', 7.5),
  };
}

function readAddress(source: unknown): URL {
  const { location } = globalThis as { location?: { href: string } };
  if (typeof source === 'string' || source instanceof URL) {
    try {
      const address = new URL(source, location?.href);
      if (!address.pathname.endsWith('/')) address.pathname += '/';
      return address;
    } catch {
      // Told below.
    }
  }
  throw new FrameloomError(
    'invalid-argument',
    `loadImageModel: source must be an address or a Map of files, got ${show(source)}. Outside of a page it must be absolute.`,
  );
}
