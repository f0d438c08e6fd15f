import { FrameloomError } from '../../errors.ts';
import { cut, show } from '../../show.ts';
import { isObject, parseJson, type JsonLimits } from '../json.ts';
import { isPlainPath } from '../model-config.ts';

/** A `model.safetensors.index.json`: which tensor lies in which file. */
export type ShardIndex = {
  /** Names of the shards beside the index, in the order in which they are first named. */
  files: readonly string[];
  /** Names of the tensors of each of them. */
  tensors: ReadonlyMap<string, readonly string[]>;
};

export const mostIndexBytes: number = 16 << 20;
const limits: JsonLimits = { bytes: mostIndexBytes, depth: 4, values: 400_000 };
/** The largest public models have two hundred. */
const mostShards = 1000;

/** Whether a file's name is that of an index of shards. */
export function isShardIndex(path: string): boolean {
  return path.endsWith('.index.json');
}

/**
 * Reads the index that the hubs write beside shards.
 *
 * @throws FrameloomError `load-failed`.
 */
export function parseShardIndex(name: string, json: Uint8Array): ShardIndex {
  const label = cut(name, 120);
  const refuse = (fact: string): never => {
    throw new FrameloomError('load-failed', `${label}: ${fact}. Download the model again.`);
  };
  const { weight_map: map } = parseJson(label, json, limits);
  if (!isObject(map)) return refuse(`weight_map must be an object, got ${show(map)}`);
  const tensors = new Map<string, string[]>();
  for (const [tensor, file] of Object.entries(map)) {
    if (typeof file !== 'string' || !isPlainPath(file)) {
      return refuse(`the file of tensor ${show(tensor)} must be a path beside the index, got ${show(file)}`);
    }
    const inFile = tensors.get(file);
    if (inFile) inFile.push(tensor);
    else tensors.set(file, [tensor]);
  }
  if (tensors.size === 0) refuse('weight_map names no tensor');
  if (tensors.size > mostShards) refuse(`has ${tensors.size} shards, at most ${mostShards} are read`);
  return { files: [...tensors.keys()], tensors };
}
