import { FrameloomError } from '@frameloom/gpu';
import {
  openModelFile,
  type FileOptions,
  type FileSet,
  type LoadProgress,
  type ModelFile,
  type Tensor,
  type TensorData,
  type Tensors,
} from '@frameloom/gpu/files';

/** Where weights are read from and who is told. */
export type ReadTensorsFrom = {
  source: URL | FileSet;
  /** Of the component, like `unet`; undefined where the model is one component. */
  folder: string | undefined;
  /** Names without `.safetensors`, the first that is there counts. */
  names: readonly string[];
  options: FileOptions;
  onProgress?: ((progress: LoadProgress) => void) | undefined;
};

/**
 * Reads the weights of a component into memory, from one file or shards.
 *
 * @throws FrameloomError `load-failed`, `aborted`.
 */
export async function readTensors(from: ReadTensorsFrom): Promise<Tensors> {
  const file = await openFirst(from);
  const tensors = new Map<string, Tensor>();
  try {
    await file.read(
      ({ name, info: { dtype, shape }, offset, data }) => {
        if (!tensors.has(name)) tensors.set(name, { dtype, shape, data: emptyLike(data, shape) });
        (tensors.get(name)!.data as Uint8Array).set(data as Uint8Array, offset);
      },
      from.onProgress ? { onProgress: from.onProgress } : {},
    );
  } finally {
    file.dispose();
  }
  return tensors;
}

function emptyLike(data: TensorData, shape: readonly number[]): TensorData {
  const count = shape.reduce((product, size) => product * size, 1);
  return new (data.constructor as new (length: number) => TensorData)(count);
}

async function openFirst({ source, folder, names, options }: ReadTensorsFrom): Promise<ModelFile> {
  const endings = ['.safetensors', '.safetensors.index.json'];
  const candidates = endings.flatMap((ending) => names.map((name) => name + ending));
  if (!(source instanceof URL)) return openModelFile(pick(source, folder, candidates), options);
  let first: unknown;
  for (const name of candidates) {
    try {
      return await openModelFile(new URL(folder === undefined ? name : `${folder}/${name}`, source), options);
    } catch (error) {
      if (!(error instanceof FrameloomError) || error.code !== 'load-failed') throw error;
      first ??= error;
    }
  }
  throw first;
}

/** Of a dropped folder the one file, or the index and all that lies beside it. */
function pick(set: FileSet, folder: string | undefined, candidates: readonly string[]): FileSet {
  const isInside = (path: string): boolean => folder === undefined || path.split('/').at(-2) === folder;
  const inside = new Map([...set].filter(([path]) => isInside(path)));
  const ends = (name: string) => [...inside].find(([path]) => `/${path}`.endsWith(`/${name}`));
  const found = candidates.map(ends).find((entry) => entry !== undefined);
  if (!found) {
    throw new FrameloomError(
      'load-failed',
      `${folder ?? 'the folder'}: has none of ${candidates.join(', ')}. Give the whole folder of a model.`,
    );
  }
  return found[0].endsWith('.json') ? inside : new Map([found]);
}
