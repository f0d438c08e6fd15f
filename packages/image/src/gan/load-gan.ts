import { FrameloomError, show, type FrameBudget, type Gpu } from '@frameloom/gpu';
import {
  addressFolder,
  fileFolder,
  jsonLimits,
  parseModelConfig,
  parseSafetensors,
  requireJson,
  loadBytes,
  type FileOptions,
  type FileSet,
  type JsonObject,
  type ModelFolder,
} from '@frameloom/gpu/files';
import { createNetwork, type Precision } from '@frameloom/nn';
import { resolveSource } from '../shipped/source.ts';
import { assembleGan } from './assemble-gan.ts';
import type { Gan } from './gan.ts';

/** Options of {@link loadGan}. */
export type LoadGanOptions = FileOptions & {
  /** Default: by the device. `'f32'` is for comparison with a reference. */
  precision?: Precision;
  /** The budget whose slices it works in. Default: one of its own on the same device. */
  budget?: FrameBudget;
};

/** The network reads one pixel of noise and words. */
const pixel = { width: 1, height: 1 };

/**
 * Loads a generator that makes pictures in one step: a folder with `model.json`, its weights and `conditions.json`
 * (`{ noise, words: [[…], …] }`), as `models/image/gan.py` of the repository exports it.
 *
 * @param source `'tiles-gan'`, which comes with this package (1.6 MB); the address of a folder, http(s), or `file:` in Node; or a Map of the
 * files of a dropped folder by path.
 * @throws FrameloomError `load-failed`, `unsupported`, `invalid-argument`, `compilation`, `aborted`, `device-lost`.
 */
export async function loadGan(
  gpu: Gpu,
  source: 'tiles-gan' | (string & {}) | URL | FileSet,
  options: LoadGanOptions = {},
): Promise<Gan> {
  const { budget, precision, ...fileOptions } = options;
  const place = await resolveSource('loadGan', source, 'tiles-gan', fileOptions);
  const folder = place instanceof URL ? addressFolder(place, fileOptions) : fileFolder(place, 'model.json');
  const config = parseModelConfig(await requireFile(folder, 'model.json', jsonLimits.bytes));
  if (config.task !== 'image-gan')
    throw new FrameloomError(
      'unsupported',
      `${folder.label}: task is ${show(config.task)}. Supported is "image-gan".`,
    );
  const { noise, classes } = readConditions(folder.label, await requireJson(folder, 'conditions.json'));
  const { file, bytes, sha256 } = config.weights;
  const weights =
    place instanceof URL
      ? await loadBytes(new URL(file, place), { ...fileOptions, maxBytes: bytes, sha256 })
      : await requireFile(folder, file, bytes);
  const { tensors } = parseSafetensors(weights, file);
  const network = await createNetwork(gpu, config.architecture, tensors, {
    maxSize: pixel,
    label: 'image/gan',
    ...(precision && { precision }),
  });
  try {
    return await assembleGan(gpu, network, { label: config.name, noise, classes }, budget);
  } catch (error) {
    network.dispose();
    throw error;
  }
}

async function requireFile(folder: ModelFolder, name: string, maxBytes: number): Promise<Uint8Array> {
  const bytes = await folder.load(name, maxBytes);
  if (bytes) return bytes;
  throw new FrameloomError(
    'load-failed',
    `${folder.label}: has no ${name}. Give the whole folder of a model.`,
  );
}

function readConditions(label: string, { noise, words }: JsonObject): { noise: number; classes: string[][] } {
  const isList = (list: unknown): list is string[] =>
    Array.isArray(list) && list.every((word) => typeof word === 'string' && /^\S+$/.test(word));
  const isCount = typeof noise === 'number' && Number.isInteger(noise) && noise > 0 && noise <= 4096;
  if (isCount && Array.isArray(words) && words.length <= 16 && words.every(isList))
    return { noise, classes: words };
  const facts = 'noise must be a whole number and words lists of words. Export the model again.';
  throw new FrameloomError('load-failed', `${label}: conditions.json: ${facts}`);
}
