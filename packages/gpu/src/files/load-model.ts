import { FrameloomError } from '../errors.ts';
import { show, showAddress } from '../show.ts';
import { openBlocks, type Blocks } from './blocks/blocks.ts';
import { openBlockCache } from './blocks/cache.ts';
import { openAddress, readAll, readVerified } from './load-bytes.ts';
import { mostConfigBytes, parseModelConfig, type ModelConfig } from './model-config.ts';
import type { FileSet } from './model-file/types.ts';
import { defaultCache, type FileOptions, type LoadProgress } from './options.ts';
import { parseSafetensors } from './safetensors.ts';
import { blobSource } from './source/blob.ts';
import { addressSource, resolveAddress } from './source/open.ts';
import { throwIfAborted } from './source/source.ts';
import type { Tensors } from './tensor.ts';

/** Options of {@link loadModel}. */
export type LoadModelOptions = FileOptions & {
  /** Bytes of the weights file. */
  onProgress?: (progress: LoadProgress) => void;
  /** Address of the weights. Default: beside `model.json`, by the name that it gives. */
  weights?: string | URL;
  /** Largest weights file to accept, bytes. Default 64 MiB; larger models are read by `openModelFile`. */
  maxBytes?: number;
};

/** A model's files, checked. */
export type Model = { config: ModelConfig; tensors: Tensors };

const defaultMaxBytes = 64 << 20;

/**
 * Loads a `model.json` and the weights it names, and checks length, SHA-256 and format of both. `model.json` is asked
 * for each time, so that an update is seen, and comes from the cache where the network fails; weights that are in the
 * cache are not loaded again, and a download that was stopped goes on where it ended. Without a Cache API (Node, private
 * windows) all comes from the network.
 *
 * @param url Address of `model.json`, or of its folder with a slash at the end; relative ones start at the page. In
 * Node `file:` addresses work too, and `data:` ones everywhere.
 * @throws FrameloomError `load-failed`, `aborted`, `invalid-argument`.
 */
export async function loadModel(url: string | URL, options: LoadModelOptions = {}): Promise<Model> {
  const { signal, onProgress, maxBytes = defaultMaxBytes } = options;
  const configUrl = resolveAddress('loadModel', url, 'model.json');
  throwIfAborted(showAddress(configUrl), signal);
  const { bytes: configBytes, keep } = await loadConfig(configUrl, options);
  const config = parseModelConfig(configBytes, showAddress(configUrl));
  const open = ({ file, sha256 }: ModelConfig['weights']): Blocks => {
    const { weights } = options;
    const address = weights === undefined ? new URL(file, configUrl) : resolveAddress('loadModel', weights);
    return openAddress(address, sha256, options);
  };
  const tensors = await readWeights(config, showAddress(configUrl), { open, signal, onProgress, maxBytes });
  await keep?.();
  throwIfAborted(showAddress(configUrl), signal);
  return { config, tensors };
}

/**
 * Loads the same from files of the visitor, such as a dropped folder.
 *
 * @param marker Name of the file that says what the model is, such as `level.json`. Weights lie beside it.
 * @throws FrameloomError `load-failed`, `aborted`.
 */
export async function loadModelFiles(
  files: FileSet,
  marker: string,
  options: Pick<LoadModelOptions, 'signal' | 'onProgress' | 'maxBytes'> = {},
): Promise<Model> {
  const { signal, onProgress, maxBytes = defaultMaxBytes } = options;
  const home = [...files.keys()].find((path) => path.split('/').at(-1) === marker);
  if (home === undefined) {
    throw new FrameloomError(
      'load-failed',
      `${marker}: is not among ${files.size} files. Give the whole folder of a model.`,
    );
  }
  const config = parseModelConfig(
    await readAll(blobSource(marker, files.get(home)!), mostConfigBytes, signal),
    marker,
  );
  const open = ({ file }: ModelConfig['weights']): Blocks => {
    const blob = files.get(home.slice(0, home.length - marker.length) + file);
    if (blob) return openBlocks({ source: blobSource(file, blob), signal });
    throw new FrameloomError(
      'load-failed',
      `${marker}: names the weights ${show(file)}, which are not beside it. Give the whole folder.`,
    );
  };
  const tensors = await readWeights(config, marker, { open, signal, onProgress, maxBytes });
  return { config, tensors };
}

type WeightsOptions = {
  open(weights: ModelConfig['weights']): Blocks;
  signal: AbortSignal | undefined;
  onProgress: LoadModelOptions['onProgress'];
  maxBytes: number;
};

async function readWeights(
  { weights }: ModelConfig,
  where: string,
  { open, signal, onProgress, maxBytes }: WeightsOptions,
): Promise<Tensors> {
  const { file, bytes: total, sha256 } = weights;
  if (total > maxBytes) {
    throw new FrameloomError(
      'load-failed',
      `${where}: announces weights of ${total} bytes, the limit is ${maxBytes}. Raise maxBytes if that is right.`,
    );
  }
  onProgress?.({ loaded: 0, total, file });
  const blocks = open(weights);
  try {
    const bytes = await readVerified(blocks, {
      maxBytes: total,
      wanted: { sha256, bytes: total, by: 'model.json' },
      onBytes: (loaded) => onProgress?.({ loaded, total, file }),
    });
    throwIfAborted(blocks.label, signal);
    return parseSafetensors(bytes, blocks.label).tensors;
  } finally {
    blocks.release();
  }
}

type LoadedConfig = {
  bytes: Uint8Array<ArrayBuffer>;
  /** Puts it into the cache, to be called once the model is known to be sound. */
  keep?: () => Promise<void>;
};

async function loadConfig(url: URL, options: FileOptions): Promise<LoadedConfig> {
  const { signal, cache: name = defaultCache, allowOrigins = [] } = options;
  const source = addressSource(url, { allowOrigins, ranges: false, isVerified: false });
  const cache = await openBlockCache(name, url, 'config');
  try {
    const bytes = await readAll(source, mostConfigBytes, signal);
    return { bytes, ...(cache && { keep: () => cache.put(0, bytes, bytes.length) }) };
  } catch (error) {
    throwIfAborted(source.label, signal);
    const kept = await cache?.get(0);
    if (kept) return { bytes: kept.bytes };
    throw error;
  }
}
