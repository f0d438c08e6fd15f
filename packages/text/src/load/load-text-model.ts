import { FrameloomError, show, type FrameBudget, type Gpu } from '@frameloom/gpu';
import { openFile, type FileOptions, type FileSet, type LoadProgress } from '@frameloom/gpu/files';
import type { Precision, QuantisedFormat } from '@frameloom/nn';
import { buildModel } from '../model/build-model.ts';
import type { ModelParts } from '../model/parts.ts';
import type { TextModel } from '../model/text-model.ts';
import { createTokenizer } from '../tokenizer/tokenizer.ts';
import { openGguf } from './gguf/open.ts';
import { openHubFolder } from './hub.ts';
import { openLlama2c, readLlama2cTokenizer } from './llama2c.ts';
import { withProgress } from './progress.ts';

/** Options of {@link loadTextModel}. */
export type LoadTextModelOptions = FileOptions & {
  /** Bytes of weights that were read. */
  onProgress?: (progress: LoadProgress) => void;
  /** Quantises what is not quantised yet: to 8 or 4 bits in groups of 32, the embedding to 8. Default: as the file has it. */
  quantisation?: QuantisedFormat;
  /** Positions of a text at most. Default: those the model was trained on, up to 4,096. */
  maxContext?: number;
  /** Default: by the device. `'f32'` is for comparison with a reference. */
  precision?: Precision;
  /** The budget whose slices it works in. Default: one of its own on the same device, with the milliseconds of the others. */
  budget?: FrameBudget;
  /** SHA-256 of the weights, or of each shard by its name. Default: not checked. */
  sha256?: string | Readonly<Record<string, string>>;
  /** Of a llama2.c model, where its tokenizer lies. Default `tokenizer.bin` beside it. */
  tokenizer?: string | URL | Blob;
};

/** The name of a model that comes with this package: fairy tales, 10.2 million weights (`models/tales`). */
export type ShippedTextModel = 'storyteller';

/** A module for each, so that a program holds only what it asks for. */
const shipped: Readonly<Record<ShippedTextModel, () => Promise<URL>>> = {
  storyteller: async () => (await import('../shipped/storyteller.ts')).storyteller,
};

/**
 * Loads a language model.
 *
 * @param source `'storyteller'`, which comes with this package (11 MB, loaded when it is asked for); or the address of a folder in the layout of the model hubs (`config.json`, `tokenizer.json`, `model.safetensors`
 * or its shards), with a slash at the end; of a GGUF file (`.gguf`) or of a llama2.c checkpoint (`.bin`); a GGUF file as a `File`;
 * or a Map of the files of a dropped folder by path. http(s), or `file:` in Node.
 * @throws FrameloomError `load-failed`, `unsupported`, `invalid-argument`, `invalid-size`, `compilation`, `aborted`,
 * `device-lost`; nothing stays in memory then.
 */
export async function loadTextModel(
  gpu: Gpu,
  source: ShippedTextModel | (string & {}) | URL | Blob | FileSet,
  options: LoadTextModelOptions = {},
): Promise<TextModel> {
  const { onProgress, signal, quantisation } = options;
  if (quantisation !== undefined && quantisation !== 'q8' && quantisation !== 'q4') {
    throw new FrameloomError(
      'invalid-argument',
      `loadTextModel: quantisation must be 'q8' or 'q4', got ${show(quantisation)}.`,
    );
  }
  const parts = await openParts(source, options);
  const counted = { ...parts, source: withProgress(parts.source, onProgress) };
  try {
    return await buildModel(gpu, counted, options);
  } catch (error) {
    if (signal?.aborted && !(error instanceof FrameloomError)) {
      throw new FrameloomError('aborted', 'loadTextModel: loading was aborted.', { cause: error });
    }
    throw error;
  } finally {
    parts.source.dispose();
  }
}

async function openParts(
  source: string | URL | Blob | FileSet,
  options: LoadTextModelOptions,
): Promise<ModelParts> {
  if (source instanceof Blob) return openGgufParts(source, options);
  if (source instanceof Map) {
    const [single] = source.values();
    return source.size === 1 && single ? openGgufParts(single, options) : openHubFolder(source, options);
  }
  const address = isShipped(source) ? await shipped[source]() : readAddress(source);
  if (address.pathname.endsWith('.gguf')) return openGgufParts(address, options);
  if (address.pathname.endsWith('.bin')) return openLlama2cParts(address, options);
  if (!address.pathname.endsWith('/')) address.pathname += '/';
  return openHubFolder(address, options);
}

const names = Object.keys(shipped)
  .map((name) => `'${name}'`)
  .join(', ');

function isShipped(source: unknown): source is ShippedTextModel {
  return typeof source === 'string' && Object.hasOwn(shipped, source);
}

function readAddress(source: unknown): URL {
  const { location } = globalThis as { location?: { href: string } };
  // A bare word is the name of a model that does not ship, not an address.
  if ((typeof source === 'string' && /[./]/.test(source)) || source instanceof URL) {
    try {
      return new URL(source, location?.href);
    } catch {
      // Told below.
    }
  }
  throw new FrameloomError(
    'invalid-argument',
    `loadTextModel: source must be ${names}, an address, a File or a Map of files, got ${show(source)}. Outside of a page an address must be absolute.`,
  );
}

async function openGgufParts(source: URL | Blob, options: LoadTextModelOptions): Promise<ModelParts> {
  const { sha256, ...fileOptions } = options;
  const file = await openFile(source, { ...fileOptions, ...(typeof sha256 === 'string' && { sha256 }) });
  try {
    return await openGguf(file);
  } catch (error) {
    file.dispose();
    throw error;
  }
}

async function openLlama2cParts(address: URL, options: LoadTextModelOptions): Promise<ModelParts> {
  const { sha256: _, tokenizer: place = new URL('tokenizer.bin', address), ...fileOptions } = options;
  const file = await openFile(address, fileOptions);
  try {
    const { shape, source } = await openLlama2c(file);
    const pieces = await openFile(place, fileOptions);
    const bytes = await pieces.read(0, pieces.size).finally(pieces.dispose);
    const json = readLlama2cTokenizer(pieces.label, bytes, shape.vocabulary);
    const tokenizer = await createTokenizer(pieces.label, json, {});
    // Its texts end where the next one begins.
    return { shape, source, tokenizer, template: undefined, ends: new Set([1]), sampling: {} };
  } catch (error) {
    file.dispose();
    throw error;
  }
}
