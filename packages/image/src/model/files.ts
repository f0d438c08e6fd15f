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

/** The files of an image model in memory. */
export type ImageFiles = {
  label: string;
  index: JsonObject;
  unet: Component;
  textEncoder: Component;
  tokenizer: ClipTokenizer;
  scheduler: JsonObject;
  /** Missing where the network paints pixels. */
  vae: (Component & { isTiny: boolean }) | undefined;
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
  const folder =
    source instanceof URL ? addressFolder(source, fileOptions) : fileFolder(source, 'model_index.json');
  const { label } = folder;
  const index = await requireJson(folder, 'model_index.json');
  const classes = readClasses(label, index);
  const component = async (name: string, file: string): Promise<Component> => {
    const config = await requireJson(folder, `${name}/config.json`);
    const names = [...(variant === undefined ? [] : [`${file}.${variant}`]), file, `${file}.fp16`];
    return {
      config,
      tensors: await readTensors({ source, folder: name, names, options: fileOptions, onProgress }),
    };
  };
  return {
    label,
    index,
    tokenizer: await readTokenizer(folder),
    scheduler: await requireJson(folder, 'scheduler/scheduler_config.json'),
    textEncoder: await component('text_encoder', 'model'),
    unet: await component('unet', 'diffusion_pytorch_model'),
    vae: classes.has('vae')
      ? {
          ...(await component('vae', 'diffusion_pytorch_model')),
          isTiny: classes.get('vae') === 'AutoencoderTiny',
        }
      : undefined,
  };
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
