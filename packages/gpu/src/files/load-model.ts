import { FrameloomError } from '../errors.ts';
import { show, showAddress } from '../show.ts';
import type { Tensors } from './tensor.ts';
import { openCache, type FileCache } from './cache.ts';
import { fetchBytes, throwIfAborted } from './fetch-bytes.ts';
import { parseModelConfig, type ModelConfig } from './model-config.ts';
import { parseSafetensors } from './safetensors.ts';

/** How far {@link loadModel} is, bytes of the weights file. */
export type LoadProgress = { loaded: number; total: number };

/** Options of {@link loadModel}. */
export type LoadModelOptions = {
  /** Ends the call with `aborted`. */
  signal?: AbortSignal;
  onProgress?: (progress: LoadProgress) => void;
  /** Name of the cache (Cache API) that keeps the files, or false for none. Default `'frameloom-models'`. */
  cache?: string | false;
  /** Address of the weights. Default: beside `model.json`, by the name that it gives. */
  weights?: string | URL;
  /** Largest weights file to accept, bytes. Default 64 MiB. */
  maxBytes?: number;
};

/** A model's files, checked. */
export type Model = { config: ModelConfig; tensors: Tensors };

const mostConfigBytes = 1 << 20;
const defaultMaxBytes = 64 << 20;

/**
 * Loads a `model.json` and the weights it names, and checks length, SHA-256 and format of both. `model.json` is asked
 * for each time, so that an update is seen, and comes from the cache where the network fails; weights that are in the
 * cache are not loaded again. Without a Cache API (Node, private windows) all comes from the network.
 *
 * @param url Address of `model.json`, or of its folder with a slash at the end; relative ones start at the page. In
 * Node `file:` addresses work too, and `data:` ones everywhere.
 * @throws FrameloomError `load-failed`, `aborted`, `invalid-argument`.
 */
export async function loadModel(url: string | URL, options: LoadModelOptions = {}): Promise<Model> {
  const { signal, onProgress, cache: cacheName = 'frameloom-models', maxBytes = defaultMaxBytes } = options;
  const configUrl = resolve(url, 'model.json');
  throwIfAborted(configUrl, signal);
  const cache = cacheName === false ? undefined : await openCache(cacheName, configUrl);

  const { bytes: configBytes, isFresh } = await loadConfig(configUrl, signal, cache);
  const config = parseModelConfig(configBytes, showAddress(configUrl));
  const { file, bytes: total, sha256 } = config.weights;
  if (total > maxBytes) {
    throw new FrameloomError(
      'load-failed',
      `${showAddress(configUrl)}: announces weights of ${total} bytes, the limit is ${maxBytes}. Raise maxBytes if that is right.`,
    );
  }
  const weightsUrl = options.weights === undefined ? new URL(file, configUrl) : resolve(options.weights);
  onProgress?.({ loaded: 0, total });

  const kept = await cache?.read(weightsUrl, sha256);
  // What a cache kept is checked like what a server sent; one that was damaged is loaded again.
  const isKept = kept !== undefined && (await problemOf(kept, config)) === undefined;
  const bytes = isKept
    ? kept
    : await fetchBytes(weightsUrl, {
        signal,
        maxBytes: total,
        onBytes: (loaded) => onProgress?.({ loaded, total }),
      });
  const problem = isKept ? undefined : await problemOf(bytes, config);
  if (problem)
    throw new FrameloomError(
      'load-failed',
      `${showAddress(weightsUrl)}: ${problem} Load or export the model again.`,
    );
  const { tensors } = parseSafetensors(bytes, showAddress(weightsUrl));
  throwIfAborted(weightsUrl, signal);
  if (isKept) onProgress?.({ loaded: total, total });
  else await cache?.write(weightsUrl, sha256, bytes);
  if (isFresh) await cache?.write(configUrl, 'config', configBytes);
  throwIfAborted(weightsUrl, signal);
  return { config, tensors };
}

function resolve(url: string | URL, inFolder = ''): URL {
  const { location } = globalThis as { location?: { href: string } };
  try {
    const address = new URL(url, location?.href);
    const isFolder = address.protocol !== 'data:' && address.pathname.endsWith('/');
    return isFolder ? new URL(inFolder, address) : address;
  } catch (cause) {
    throw new FrameloomError(
      'invalid-argument',
      `loadModel: url must be an address, got ${show(url)}. Outside of a page it must be absolute.`,
      { cause },
    );
  }
}

async function loadConfig(
  url: URL,
  signal: AbortSignal | undefined,
  cache: FileCache | undefined,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; isFresh: boolean }> {
  try {
    return { bytes: await fetchBytes(url, { signal, maxBytes: mostConfigBytes }), isFresh: true };
  } catch (error) {
    throwIfAborted(url, signal);
    const bytes = await cache?.read(url, 'config');
    if (bytes) return { bytes, isFresh: false };
    throw error;
  }
}

/** What is wrong with the weights, as a sentence. */
async function problemOf(
  bytes: Uint8Array<ArrayBuffer>,
  { weights }: ModelConfig,
): Promise<string | undefined> {
  if (bytes.length !== weights.bytes) {
    return `has ${bytes.length} bytes, model.json says ${weights.bytes}; it is cut short or of another version.`;
  }
  const { subtle } = globalThis.crypto ?? {};
  if (!subtle) return 'cannot be verified, since this page is not a secure context. Serve it over https.';
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return sha256 === weights.sha256
    ? undefined
    : `has the SHA-256 ${sha256}, model.json says ${weights.sha256}.`;
}
