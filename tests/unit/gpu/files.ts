import { FrameloomError, type FrameloomErrorCode } from '@frameloom/gpu';
import { expect } from 'vitest';

/** A header entry, as loose as the mistakes that tests put into it. */
export type Entry = { dtype?: unknown; shape?: unknown; data_offsets?: unknown };

/** A safetensors file from a header (an object, or text to be used as it is) and data. `length` overrides the true one. */
export function makeFile(
  header: Record<string, unknown> | string | Uint8Array,
  data: Uint8Array = new Uint8Array(),
  length?: bigint,
): Uint8Array<ArrayBuffer> {
  const text = header instanceof Uint8Array ? header : encode(header);
  const file = new Uint8Array(8 + text.length + data.length);
  new DataView(file.buffer).setBigUint64(0, BigInt.asUintN(64, length ?? BigInt(text.length)), true);
  file.set(text, 8);
  file.set(data, 8 + text.length);
  return file;
}

/** A valid file of F32 tensors, in the order given. */
export function writeSafetensors(
  tensors: Record<string, { shape: readonly number[]; data: readonly number[] }>,
): Uint8Array<ArrayBuffer> {
  let at = 0;
  const header: Record<string, Entry> = {};
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    header[name] = { dtype: 'F32', shape, data_offsets: [at, (at += data.length * 4)] };
  }
  const all = Float32Array.from(Object.values(tensors).flatMap(({ data }) => data));
  // Padded with spaces to a multiple of eight, as writers do.
  const text = JSON.stringify(header);
  return makeFile(text.padEnd(Math.ceil(text.length / 8) * 8), new Uint8Array(all.buffer));
}

/** Runs `work` and returns the FrameloomError that it must throw. */
export async function errorOf(work: () => unknown, code: FrameloomErrorCode): Promise<FrameloomError> {
  try {
    await work();
  } catch (error) {
    expect(error).toBeInstanceOf(FrameloomError);
    expect((error as FrameloomError).code).toBe(code);
    return error as FrameloomError;
  }
  throw new Error('nothing was thrown');
}

/** Whole numbers below `limit`, the same each time for the same seed. */
export function createRandom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 48271) % 2147483647;
    return Math.floor((state / 2147483647) * limit);
  };
}

function encode(header: Record<string, unknown> | string): Uint8Array {
  return new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
}
