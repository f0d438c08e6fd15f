import { FrameloomError } from '@frameloom/gpu';
import type { LoadProgress, Model } from '@frameloom/nn';

/** Networks that ship with this package, by what they cost. */
export const shippedModels = ['small', 'medium', 'large'] as const;

/** Name of a network that ships with this package. */
export type ShippedModel = (typeof shippedModels)[number];

type Files = { config: URL; weights: URL };

// A module for each, so that nobody's bundle holds the weights of a network that is not used.
const files: Readonly<Record<ShippedModel, () => Promise<Files>>> = {
  small: async () => (await import('./small.ts')).small,
  medium: async () => (await import('./medium.ts')).medium,
  large: async () => (await import('./large.ts')).large,
};

/** Loads and checks a network that ships with this package. Throws FrameloomError `load-failed`, `aborted`. */
export async function loadShippedModel(
  name: ShippedModel,
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (progress: LoadProgress) => void } = {},
): Promise<Model> {
  const [{ parseModelConfig, parseSafetensors }, addresses] = await Promise.all([
    import('@frameloom/nn'),
    files[name](),
  ]);
  const config = parseModelConfig(await read(name, addresses.config, signal), `video model ${name}`);
  const total = config.weights.bytes;
  onProgress?.({ loaded: 0, total });
  const bytes = await read(name, addresses.weights, signal);
  if (bytes.length !== total || (await sha256(bytes)) !== config.weights.sha256)
    throw new FrameloomError(
      'load-failed',
      `video: the weights of the model '${name}' are not those its model.json describes. Serve both files of one version.`,
    );
  onProgress?.({ loaded: total, total });
  return { config, tensors: parseSafetensors(bytes, `video model ${name}`).tensors };
}

async function read(
  name: string,
  address: URL,
  signal: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  if (address.protocol === 'data:') return decode(address);
  const fail = (why: string, cause?: unknown): never => {
    const code = signal?.aborted ? 'aborted' : 'load-failed';
    throw new FrameloomError(
      code,
      `video: the model '${name}' could not be read from ${address.href} (${why}).`,
      { cause },
    );
  };
  const response = await fetch(address, { ...(signal && { signal }) }).catch((error: unknown) =>
    fail(String(error), error),
  );
  // Servers of single-page apps answer for a missing file with their start page.
  if (!response.ok || response.headers.get('content-type')?.startsWith('text/html'))
    fail(`HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Published packages hold the files in their code: no request, and no `connect-src data:` in a page's policy. */
function decode({ href }: URL): Uint8Array<ArrayBuffer> {
  const comma = href.indexOf(',');
  const text = href.slice(comma + 1);
  if (!href.slice(0, comma).endsWith(';base64')) return new TextEncoder().encode(decodeURIComponent(text));
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
