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

/** The configs of an image model. */
export type ImageConfigFiles = {
  label: string;
  index: JsonObject;
  unet: { config: JsonObject };
  textEncoder: { config: JsonObject };
  /** Missing where the network paints pixels. */
  vae: { config: JsonObject; isTiny: boolean } | undefined;
};

/** The files of an image model in memory. */
export type ImageFiles = ImageConfigFiles & {
  unet: Component;
  textEncoder: Component;
  tokenizer: ClipTokenizer;
  scheduler: JsonObject;
  vae: VaeFiles | undefined;
};

/** How files are read. */
export type ReadImageFiles = FileOptions & {
  variant?: string | undefined;
  onProgress?: ((progress: LoadProgress) => void) | undefined;
};

const known: Readonly<Record<string, readonly string[]>> = {
  unet: ['UNet2DConditionModel'],
  text_encoder: ['CLIPTextModel'],
  tokenizer: ['CLIPTokenizer'],
  vae: ['AutoencoderKL', 'AutoencoderTiny'],
};

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
  return {
    ...configs,
    index,
    tokenizer: await readTokenizer(folder),
    scheduler: await requireJson(folder, 'scheduler/scheduler_config.json'),
    textEncoder: await component(configs.textEncoder, 'text_encoder', 'model'),
    unet: await component(configs.unet, 'unet', 'diffusion_pytorch_model'),
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
  const classes = readClasses(folder.label, index);
  const read = async (name: string) => ({ config: await requireJson(folder, `${name}/config.json`) });
  return {
    label: folder.label,
    index,
    textEncoder: await read('text_encoder'),
    unet: await read('unet'),
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
function readClasses(label: string, index: JsonObject): Map<string, string> {
  const classes = new Map<string, string>();
  for (const [name, allowed] of Object.entries(known)) {
    const entry = index[name];
    const given: unknown = Array.isArray(entry) ? entry[1] : undefined;
    if (typeof given === 'string' && allowed.includes(given)) classes.set(name, given);
    else if (name !== 'vae' || (entry !== undefined && given !== null)) {
      const instead = index['transformer'] === undefined ? '' : ' Models with a transformer are not.';
      throw new FrameloomError(
        'unsupported',
        `${label}: ${name} in model_index.json is ${show(given ?? entry)}. Supported is ${allowed.join(' or ')}.${instead}`,
      );
    }
  }
  return classes;
}

async function readTokenizer(folder: ModelFolder): Promise<ClipTokenizer> {
  const vocab = await requireJson(folder, 'tokenizer/vocab.json');
  const merges = await folder.load('tokenizer/merges.txt', 16 << 20);
  if (!merges) {
    throw new FrameloomError(
      'load-failed',
      `${folder.label}: has no tokenizer/merges.txt. Give the whole folder of a model.`,
    );
  }
  const config = await loadJson(folder, 'tokenizer/tokenizer_config.json');
  return createClipTokenizer(folder.label, { vocab, merges: new TextDecoder().decode(merges), config });
}
