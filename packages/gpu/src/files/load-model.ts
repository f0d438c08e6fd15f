import { FrameloomError } from '../errors.ts';
import { showAddress } from '../show.ts';
import { openBlockCache } from './blocks/cache.ts';
import { openAddress, readAll, readVerified } from './load-bytes.ts';
import { mostConfigBytes, parseModelConfig, type ModelConfig } from './model-config.ts';
import { defaultCache, type FileOptions, type LoadProgress } from './options.ts';
import { parseSafetensors } from './safetensors.ts';
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
  const { file, bytes: total, sha256 } = config.weights;
  if (total > maxBytes) {
    throw new FrameloomError(
      'load-failed',
      `${showAddress(configUrl)}: announces weights of ${total} bytes, the limit is ${maxBytes}. Raise maxBytes if that is right.`,
    );
  }
  const weightsUrl =
    options.weights === undefined ? new URL(file, configUrl) : resolveAddress('loadModel', options.weights);
  onProgress?.({ loaded: 0, total, file });
  const blocks = openAddress(weightsUrl, sha256, options);
  try {
    const bytes = await readVerified(blocks, {
      maxBytes: total,
      wanted: { sha256, bytes: total, by: 'model.json' },
      onBytes: (loaded) => onProgress?.({ loaded, total, file }),
    });
    throwIfAborted(blocks.label, signal);
    const { tensors } = parseSafetensors(bytes, blocks.label);
    await keep?.();
    throwIfAborted(blocks.label, signal);
    return { config, tensors };
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
