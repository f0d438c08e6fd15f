import { FrameloomError } from '../errors.ts';
import { show } from '../show.ts';
import { parseHeader, prefixBytes, readHeaderLength, type SafetensorsHeader } from './header.ts';
import { bytesPerElement, viewElements, type Tensor, type Tensors } from './tensor.ts';

/** What {@link parseSafetensors} found. */
export type Safetensors = {
  tensors: Tensors;
  /** The file's own notes, `__metadata__`. */
  metadata: ReadonlyMap<string, string>;
};

/**
 * Reads a safetensors file that is in memory. Tensors share the memory of `bytes` where their alignment allows, and are
 * copied where not. Everything is checked before anything is built: the header, each type and shape, and that the
 * tensors fill the data without gap or overlap (their order in the header is free).
 *
 * Format: https://github.com/huggingface/safetensors#format
 *
 * @param label Names the file in errors. Default `'safetensors'`.
 * @throws FrameloomError `load-failed` for anything wrong with the file; `invalid-argument` if `bytes` are no bytes.
 */
export function parseSafetensors(
  bytes: Uint8Array | ArrayBuffer,
  label: string = 'safetensors',
): Safetensors {
  const file = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes;
  if (!(file instanceof Uint8Array)) {
    throw new FrameloomError(
      'invalid-argument',
      `parseSafetensors: bytes must be a Uint8Array or an ArrayBuffer, got ${show(bytes)}.`,
    );
  }
  const start = prefixBytes + readHeaderLength(label, file, file.length);
  const header = parseHeader(label, file.subarray(prefixBytes, start), file.length - start);
  return { tensors: viewTensors(file, start, header), metadata: header.metadata };
}

/** Tensors of a file whose data starts at `start`. */
function viewTensors(file: Uint8Array, start: number, { entries }: SafetensorsHeader): Tensors {
  const tensors = new Map<string, Tensor>();
  for (const { name, dtype, shape, begin, end } of entries) {
    const part = file.subarray(start + begin, start + end);
    const isAligned = part.byteOffset % bytesPerElement(dtype) === 0;
    tensors.set(name, { dtype, shape, data: viewElements(dtype, isAligned ? part : part.slice()) });
  }
  return tensors;
}
