import { FrameloomError } from '../errors.ts';
import { show } from '../show.ts';
import { isObject, parseJson, type JsonLimits, type JsonObject } from './json.ts';

/** A `model.json`: what a model is, where its weights are, how it was made and how good it is. */
export type ModelConfig = {
  format: 'frameloom-model';
  version: 1;
  name: string;
  /** What it does, like `'upscale'`; who loads the model checks it. */
  task: string;
  /** Read by who runs the model, for instance by `createNetwork`. */
  architecture: JsonObject;
  weights: {
    /** Path beside model.json. */
    file: string;
    bytes: number;
    /** 64 lower-case hexadecimal digits. */
    sha256: string;
  };
  metrics: JsonObject;
  /** SPDX identifier, or a sentence. */
  license: string;
  training: JsonObject;
};

const newestVersion = 1;

/** Largest model.json that is read: a network of a thousand layers takes a tenth of it. */
export const mostConfigBytes: number = 1 << 20;

const limits: JsonLimits = { bytes: mostConfigBytes, depth: 32, values: 200_000 };

/**
 * Reads a `model.json`. Unknown further fields are ignored, so that files may say more than this version knows.
 *
 * @param json The file's text or bytes.
 * @param label Names the file in errors. Default `'model.json'`.
 * @throws FrameloomError `load-failed` for anything wrong with the file; `invalid-argument` if `json` is neither.
 */
export function parseModelConfig(json: string | Uint8Array, label: string = 'model.json'): ModelConfig {
  if (typeof json !== 'string' && !(json instanceof Uint8Array)) {
    throw new FrameloomError(
      'invalid-argument',
      `parseModelConfig: json must be text or bytes, got ${show(json)}.`,
    );
  }
  const config = parseJson(label, json, limits);
  const fail = (field: string, wanted: string, got: unknown): never => {
    throw new FrameloomError(
      'load-failed',
      `${label}: ${field} must be ${wanted}, got ${show(got)}. Export the model again.`,
    );
  };
  const text = (field: string, value: unknown): string =>
    typeof value === 'string' && value !== '' ? value : fail(field, 'text', value);
  const object = (field: string, value: unknown): JsonObject =>
    isObject(value) ? value : fail(field, 'an object', value);

  if (config['format'] !== 'frameloom-model') fail('format', '"frameloom-model"', config['format']);
  const { version } = config;
  if (typeof version === 'number' && Number.isInteger(version) && version > newestVersion) {
    throw new FrameloomError(
      'load-failed',
      `${label}: version ${version} is newer than ${newestVersion}, the newest that this release reads. Update Frameloom.`,
    );
  }
  if (version !== newestVersion) fail('version', String(newestVersion), version);

  const { file, bytes, sha256 } = object('weights', config['weights']);
  if (typeof file !== 'string' || !isPlainPath(file)) {
    fail('weights.file', 'a path below the folder of model.json', file);
  }
  if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes <= 0) {
    fail('weights.bytes', 'a whole number above 0', bytes);
  }
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/i.test(sha256)) {
    fail('weights.sha256', '64 hexadecimal digits', sha256);
  }
  return {
    format: 'frameloom-model',
    version: 1,
    name: text('name', config['name']),
    task: text('task', config['task']),
    architecture: object('architecture', config['architecture']),
    weights: { file: file as string, bytes: bytes as number, sha256: (sha256 as string).toLowerCase() },
    metrics: object('metrics', config['metrics'] ?? {}),
    license: text('license', config['license']),
    training: object('training', config['training'] ?? {}),
  };
}

/** No scheme, no host, no way up: the weights lie where the model does. */
export function isPlainPath(path: string): boolean {
  return path.length <= 255 && path.split('/').every((part) => /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(part));
}
