import type { TensorEntry } from '../header.ts';
import { bytesPerElement, viewElements } from '../tensor.ts';
import type { TensorInfo, TensorPiece } from './types.ts';

/** Bytes of the largest piece: a multiple of every element's size, and of what writeBuffer takes. */
export const pieceBytes: number = 1 << 20;

/** Cuts a file's bytes into pieces of tensors, in memory that is used again for each. */
export interface PieceCutter {
  /** Takes bytes of the file from `at` on; what lies in no wanted tensor is passed over. Bytes of a tensor come in order. */
  push(at: number, bytes: Uint8Array): Promise<void>;
}

/**
 * Makes a cutter.
 *
 * @param entries Wanted tensors, ascending.
 * @param dataStart Where the data starts in the file.
 */
export function createCutter(
  entries: readonly TensorEntry[],
  dataStart: number,
  onPiece: (piece: TensorPiece) => void | Promise<void>,
): PieceCutter {
  const memory = new Uint8Array(pieceBytes);
  let index = 0;
  let held = 0;
  /** Bytes of the tensor that are done or held. */
  let place = 0;

  async function flush({ name, dtype, shape, begin, end }: TensorEntry): Promise<void> {
    const info: TensorInfo = { dtype, shape, bytes: end - begin };
    const offset = (place - held) / bytesPerElement(dtype);
    const data = viewElements(dtype, memory.subarray(0, held));
    held = 0;
    await onPiece({ name, info, offset, data });
  }

  return {
    async push(at, bytes) {
      for (;;) {
        const entry = entries[index];
        if (!entry) return;
        const from = dataStart + entry.begin + place - at;
        if (from >= bytes.length && entry.begin + place < entry.end) return;
        const left = entry.end - entry.begin - place;
        const part = bytes.subarray(from, Math.min(from + left, from + pieceBytes - held));
        memory.set(part, held);
        held += part.length;
        place += part.length;
        const isEnd = place === entry.end - entry.begin;
        if (held === pieceBytes || isEnd) await flush(entry);
        if (isEnd) [index, place] = [index + 1, 0];
      }
    },
  };
}
