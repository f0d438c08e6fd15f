import { FrameloomError, show } from '@frameloom/gpu';
import {
  addressFolder,
  fileFolder,
  loadJson,
  requireJson,
  type FileOptions,
  type FileSet,
  type JsonObject,
  type LoadProgress,
  type ModelFolder,
  type Tensors,
} from '@frameloom/gpu/files';
import { createClipTokenizer, type ClipTokenizer } from '../text-encoder/tokenizer.ts';
import { readTensors } from './read-tensors.ts';

/** A component as its folder has it. */
export type Component = { config: JsonObject; tensors: Tensors };

/** An autoencoder as its folder has it. */
export type VaeFiles = Component & { isTiny: boolean };

/** A text encoder as its folder has it; `projects`: whether it is a `CLIPTextModelWithProjection`. */
export type TextConfigFile = { config: JsonObject; projects: boolean };

/** The configs of an image model. */
export type ImageConfigFiles = {
  label: string;
  index: JsonObject;
  denoiser: { config: JsonObject; kind: 'unet' | 'transformer' };
  /** One, or the two of a transformer. */
  textEncoders: readonly TextConfigFile[];
  /** Missing where the network paints pixels. */
  vae: { config: JsonObject; isTiny: boolean } | undefined;
};

/** The files of an image model in memory. */
export type ImageFiles = Omit<ImageConfigFiles, 'denoiser' | 'textEncoders'> & {
  denoiser: Component & { kind: 'unet' | 'transformer' };
  textEncoders: readonly (TextConfigFile & Component)[];
  tokenizers: readonly ClipTokenizer[];
  scheduler: JsonObject;
  vae: VaeFiles | undefined;
};

/** How files are read. */
export type ReadImageFiles = FileOptions & {
  variant?: string | undefined;
  onProgress?: ((progress: LoadProgress) => void) | undefined;
};

/** Components of each of the two kinds of models, and the classes that are supported. */
const known = {
  unet: {
    unet: ['UNet2DConditionModel'],
    text_encoder: ['CLIPTextModel'],
    tokenizer: ['CLIPTokenizer'],
    vae: ['AutoencoderKL', 'AutoencoderTiny'],
  },
  // The third text encoder, T5, is left out, as diffusers allows.
  transformer: {
    transformer: ['SD3Transformer2DModel'],
    text_encoder: ['CLIPTextModelWithProjection'],
    tokenizer: ['CLIPTokenizer'],
    text_encoder_2: ['CLIPTextModelWithProjection'],
    tokenizer_2: ['CLIPTokenizer'],
    vae: ['AutoencoderKL', 'AutoencoderTiny'],
  },
} as const;

/**
 * Reads a folder in diffusers' layout: `model_index.json` and what it names.
 *
 * @throws FrameloomError `load-failed`, `unsupported`, `aborted`.
 */
export async function readImageFiles(source: URL | FileSet, options: ReadImageFiles): Promise<ImageFiles> {
  const { variant, onProgress, ...fileOptions } = options;
  const folder = openFolder(source, fileOptions);
  const { index, ...configs } = await readConfigFiles(folder);
  const component = async <Part extends { config: JsonObject }>(part: Part, name: string, file: string) => {
    const own = variant !== undefined && hasVariant(index, variant, name) ? [`${file}.${variant}`] : [];
    const names = [...own, file, `${file}.fp16`];
    const tensors = await readTensors({ source, folder: name, names, options: fileOptions, onProgress });
    return { ...part, tensors };
  };
  const { denoiser } = configs;
  const tokenizers: ClipTokenizer[] = [];
  const textEncoders: ImageFiles['textEncoders'][number][] = [];
  for (const [i, encoder] of configs.textEncoders.entries()) {
    tokenizers.push(await readTokenizer(folder, `tokenizer${suffixOf(i)}`));
    textEncoders.push(await component(encoder, `text_encoder${suffixOf(i)}`, 'model'));
  }
  return {
    ...configs,
    index,
    tokenizers,
    scheduler: await requireJson(folder, 'scheduler/scheduler_config.json'),
    textEncoders,
    denoiser: await component(denoiser, denoiser.kind, 'diffusion_pytorch_model'),
    vae: configs.vae && (await component(configs.vae, 'vae', 'diffusion_pytorch_model')),
  };
}

/** Reads what is small of such a folder. Throws as {@link readImageFiles}. */
export function readImageConfigs(source: URL | FileSet, options: FileOptions): Promise<ImageConfigFiles> {
  return readConfigFiles(openFolder(source, options));
}

function openFolder(source: URL | FileSet, options: FileOptions): ModelFolder {
  return source instanceof URL ? addressFolder(source, options) : fileFolder(source, 'model_index.json');
}

async function readConfigFiles(folder: ModelFolder): Promise<ImageConfigFiles> {
  const index = await requireJson(folder, 'model_index.json');
  const kind = Array.isArray(index['transformer']) ? 'transformer' : 'unet';
  const classes = readClasses(folder.label, index, known[kind]);
  const read = async (name: string) => ({ config: await requireJson(folder, `${name}/config.json`) });
  return {
    label: folder.label,
    index,
    textEncoders: await Promise.all(
      ['text_encoder', 'text_encoder_2']
        .filter((name) => classes.has(name))
        .map(async (name) => ({ ...(await read(name)), projects: kind === 'transformer' })),
    ),
    denoiser: { ...(await read(kind)), kind },
    vae: classes.has('vae')
      ? { ...(await read('vae')), isTiny: classes.get('vae') === 'AutoencoderTiny' }
      : undefined,
  };
}

/** Whether a component may have weights of this variant: `variants` of the index may list those that do. */
function hasVariant(index: JsonObject, variant: string, component: string): boolean {
  const { components } = ((index['variants'] as JsonObject | undefined)?.[variant] ?? {}) as JsonObject;
  return !Array.isArray(components) || components.includes(component);
}

/** Classes of the components by name, checked. */
function readClasses(
  label: string,
  index: JsonObject,
  known: Readonly<Record<string, readonly string[]>>,
): Map<string, string> {
  const classes = new Map<string, string>();
  for (const [name, allowed] of Object.entries(known)) {
    const entry = index[name];
    const given: unknown = Array.isArray(entry) ? entry[1] : undefined;
    if (typeof given === 'string' && allowed.includes(given)) classes.set(name, given);
    else if (name !== 'vae' || (entry !== undefined && given !== null)) {
      throw new FrameloomError(
        'unsupported',
        `${label}: ${name} in model_index.json is ${show(given ?? entry)}. Supported is ${allowed.join(' or ')}.`,
      );
    }
  }
  return classes;
}

/** Of the folders of the first, the second text encoder. */
function suffixOf(index: number): string {
  return index === 0 ? '' : `_${index + 1}`;
}

/** The tokeniser in a folder of a model. Throws `load-failed`. */
export async function readTokenizer(folder: ModelFolder, name: string): Promise<ClipTokenizer> {
  const vocab = await requireJson(folder, `${name}/vocab.json`);
  const merges = await folder.load(`${name}/merges.txt`, 16 << 20);
  if (!merges) {
    throw new FrameloomError(
      'load-failed',
      `${folder.label}: has no ${name}/merges.txt. Give the whole folder of a model.`,
    );
  }
  const config = await loadJson(folder, `${name}/tokenizer_config.json`);
  return createClipTokenizer(folder.label, { vocab, merges: new TextDecoder().decode(merges), config });
}
