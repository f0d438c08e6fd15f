import { FrameloomError } from '../../errors.ts';
import { show } from '../../show.ts';
import type { TensorEntry } from '../header.ts';
import { throwIfAborted } from '../source/source.ts';
import { viewElements, type Tensor } from '../tensor.ts';
import { locate, type Located } from './locate.ts';
import { openPart, readPart, type Part } from './part.ts';
import { createCutter } from './pieces.ts';
import type {
  FileSet,
  ModelFile,
  ModelFileOptions,
  ReadTensorsOptions,
  TensorInfo,
  TensorPiece,
} from './types.ts';

const defaultMaxBytes = 16 * 2 ** 30;

/**
 * Opens a safetensors file, or a model in shards, of any size: reads the headers and checks them. Tensors are read later,
 * piece by piece, so that they can go to the GPU or be quantised without ever being in memory together. Over http a
 * connection that breaks is resumed, and where there is a Cache API the file is kept there, a download that was stopped
 * as well.
 *
 * @param source Address of a `.safetensors` file, of the `.index.json` of shards, or of a folder with a slash at the end
 * that holds a `model.safetensors`: http(s), `data:` or, in Node, `file:`. Or a `File`, or a Map of files by path such as a
 * dropped folder, with one of either.
 * @throws FrameloomError `load-failed`, `aborted`, `invalid-argument`.
 */
export async function openModelFile(
  source: string | URL | Blob | FileSet,
  options: ModelFileOptions = {},
): Promise<ModelFile> {
  const { signal, maxBytes = defaultMaxBytes } = options;
  throwIfAborted('openModelFile', signal);
  const { files, index } = await locate(source, options);
  const parts: Part[] = [];
  let left = maxBytes;
  for (const { file, sha256, open } of files) {
    const part = await openPart(file, sha256, { open, signal, maxBytes: left });
    left -= part.dataStart + part.header.dataBytes;
    parts.push(part);
  }
  return createModelFile(parts, collect(parts, index), signal);
}

type Found = { entry: TensorEntry; part: Part };

/** Every tensor with the file it lies in. */
function collect(parts: readonly Part[], index: Located['index']): ReadonlyMap<string, Found> {
  const all = new Map<string, Found>();
  for (const part of parts) {
    for (const entry of part.header.entries) {
      if (all.has(entry.name)) {
        throw new FrameloomError(
          'load-failed',
          `${part.file}: tensor ${show(entry.name)} is in another shard too. Download the model again.`,
        );
      }
      all.set(entry.name, { entry, part });
    }
  }
  for (const [file, names] of index?.tensors ?? []) {
    const missing = names.find((name) => all.get(name)?.part.file !== file);
    if (missing === undefined) continue;
    throw new FrameloomError(
      'load-failed',
      `${file}: has no tensor ${show(missing)}, which the index says it has. Download the model again.`,
    );
  }
  return all;
}

function createModelFile(
  parts: readonly Part[],
  found: ReadonlyMap<string, Found>,
  ownSignal: AbortSignal | undefined,
): ModelFile {
  const infos = new Map<string, TensorInfo>();
  for (const [name, { entry }] of found) infos.set(name, infoOf(entry));
  const closing = new AbortController();

  function choose(names: Iterable<string> | undefined): ReadonlySet<string> {
    const chosen = new Set(names ?? found.keys());
    for (const name of chosen) {
      if (found.has(name)) continue;
      throw new FrameloomError('invalid-argument', `openModelFile: there is no tensor ${show(name)}.`);
    }
    return chosen;
  }

  async function read(
    onPiece: (piece: TensorPiece) => void | Promise<void>,
    { names, signal = ownSignal, onProgress }: ReadTensorsOptions = {},
  ): Promise<void> {
    if (closing.signal.aborted) throw disposed();
    const chosen = choose(names);
    let total = 0;
    for (const name of chosen) total += infos.get(name)!.bytes;
    let loaded = 0;
    const either = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
    for (const part of parts) {
      const wanted = part.header.entries
        .filter(({ name }) => chosen.has(name))
        .toSorted((a, b) => a.begin - b.begin || a.end - b.end);
      if (wanted.length === 0) continue;
      const { file, dataStart } = part;
      onProgress?.({ loaded, total, file });
      const cutter = createCutter(wanted, dataStart, async (piece) => {
        await onPiece(piece);
        throwIfAborted(file, either);
        loaded += piece.data.byteLength;
        onProgress?.({ loaded, total, file });
      });
      const ranges = wanted.map(({ begin, end }) => [dataStart + begin, dataStart + end] as const);
      // Tensors without elements at the front of a file of which nothing needs to be read.
      await cutter.push(dataStart, new Uint8Array());
      await readPart(part, ranges, either, (at, bytes) => cutter.push(at, bytes));
    }
  }

  return {
    tensors: infos,
    metadata: new Map(parts.toReversed().flatMap(({ header }) => [...header.metadata])),
    bytes: [...infos.values()].reduce((sum, { bytes }) => sum + bytes, 0),
    read,
    async tensor(name, options = {}) {
      const { dtype, shape, bytes } = infos.get(name) ?? { dtype: 'U8', shape: [0], bytes: 0 };
      const memory = new Uint8Array(bytes);
      let at = 0;
      const copy = ({ data }: TensorPiece): void => {
        memory.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
        at += data.byteLength;
      };
      await read(copy, { ...options, names: [name] });
      return { dtype, shape, data: viewElements(dtype, memory) } satisfies Tensor;
    },
    dispose: () => closing.abort(disposed()),
  };
}

function infoOf({ dtype, shape, begin, end }: TensorEntry): TensorInfo {
  return { dtype, shape, bytes: end - begin };
}

function disposed(): FrameloomError {
  return new FrameloomError('disposed', 'openModelFile: used after dispose(). Open the file again.');
}
