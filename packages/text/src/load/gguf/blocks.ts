import { halfToFloat } from '@frameloom/gpu/files';

/** How numbers lie in a GGUF file: blocks of so many numbers in so many bytes. */
export type BlockFormat = { name: string; numbers: number; bytes: number };

/** Formats that are known, by their number in the file. */
export const blockFormats: ReadonlyMap<number, BlockFormat> = new Map([
  [0, { name: 'F32', numbers: 1, bytes: 4 }],
  [1, { name: 'F16', numbers: 1, bytes: 2 }],
  [2, { name: 'Q4_0', numbers: 32, bytes: 18 }],
  [8, { name: 'Q8_0', numbers: 32, bytes: 34 }],
  [12, { name: 'Q4_K', numbers: 256, bytes: 144 }],
  [14, { name: 'Q6_K', numbers: 256, bytes: 210 }],
  [30, { name: 'BF16', numbers: 1, bytes: 2 }],
]);

/** Splits blocks of a scale and values, as Q8_0 and Q4_0 are, into scales and values. */
export function splitBlocks(
  bytes: Uint8Array,
  blockBytes: number,
): { values: Uint8Array<ArrayBuffer>; scales: Uint16Array<ArrayBuffer> } {
  const blocks = bytes.length / blockBytes;
  const own = blockBytes - 2;
  const values = new Uint8Array(blocks * own);
  const scales = new Uint16Array(blocks);
  for (let block = 0; block < blocks; block++) {
    const at = block * blockBytes;
    scales[block] = bytes[at]! | (bytes[at + 1]! << 8);
    values.set(bytes.subarray(at + 2, at + blockBytes), block * own);
  }
  return { values, scales };
}

/**
 * Numbers of Q4_K: 256 in a block, eight groups of 32 with a scale and a minimum of 6 bits each, which a half for all scales
 * and one for all minima multiply.
 */
export function dequantiseQ4K(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const blocks = bytes.length / 144;
  const numbers = new Float32Array(blocks * 256);
  for (let block = 0; block < blocks; block++) {
    const at = block * 144;
    const scale = halfAt(bytes, at);
    const minimum = halfAt(bytes, at + 2);
    const packed = bytes.subarray(at + 4, at + 16);
    for (let group = 0; group < 8; group++) {
      const [own, least] = scaleOf(packed, group);
      const factor = Math.fround(scale * own);
      const offset = Math.fround(minimum * least);
      const nibbles = at + 16 + 32 * (group >> 1);
      const shift = group % 2 === 0 ? 0 : 4;
      for (let i = 0; i < 32; i++) {
        const value = Math.fround(factor * ((bytes[nibbles + i]! >> shift) & 15));
        numbers[block * 256 + 32 * group + i] = value - offset;
      }
    }
  }
  return numbers;
}

/** Scale and minimum of a group, 6 bits each out of twelve bytes. */
function scaleOf(packed: Uint8Array, group: number): [number, number] {
  if (group < 4) return [packed[group]! & 63, packed[group + 4]! & 63];
  const low = packed[group + 4]!;
  return [(low & 15) | ((packed[group - 4]! >> 6) << 4), (low >> 4) | ((packed[group]! >> 6) << 4)];
}

/** Numbers of Q6_K: 256 in a block, sixteen groups of 16 with a scale of 8 bits each, which a half multiplies. */
export function dequantiseQ6K(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const blocks = bytes.length / 210;
  const numbers = new Float32Array(blocks * 256);
  for (let block = 0; block < blocks; block++) {
    const at = block * 210;
    const scale = halfAt(bytes, at + 208);
    for (let i = 0; i < 256; i++) {
      // Two halves of 128; in each four rows of 32 that share bytes: low bits of rows 0 and 2, and of 1 and 3.
      const half = i >> 7;
      const row = (i >> 5) & 3;
      const lane = i & 31;
      const low = bytes[at + 64 * half + 32 * (row & 1) + lane]!;
      const high = bytes[at + 128 + 32 * half + lane]!;
      const value = ((row < 2 ? low & 15 : low >> 4) | (((high >> (2 * row)) & 3) << 4)) - 32;
      const own = (bytes[at + 192 + (i >> 4)]! << 24) >> 24;
      numbers[block * 256 + i] = Math.fround(scale * own) * value;
    }
  }
  return numbers;
}

function halfAt(bytes: Uint8Array, at: number): number {
  return halfToFloat(bytes[at]! | (bytes[at + 1]! << 8));
}
