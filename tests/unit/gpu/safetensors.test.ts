import { parseSafetensors, toFloat32 } from '@frameloom/gpu/files';
import { describe, expect, test } from 'vitest';
import { errorOf, makeFile, writeSafetensors } from './files.ts';

describe('a valid file', () => {
  const file = writeSafetensors({
    'first.weight': { shape: [2, 3], data: [1, 2, 3, 4, 5, 6] },
    'first.bias': { shape: [2], data: [-1, 0.5] },
    scalar: { shape: [], data: [7] },
    none: { shape: [0, 4], data: [] },
  });

  test('gives its tensors', () => {
    const { tensors } = parseSafetensors(file);
    expect([...tensors.keys()]).toEqual(['first.weight', 'first.bias', 'scalar', 'none']);
    expect(tensors.get('first.weight')).toEqual({
      dtype: 'F32',
      shape: [2, 3],
      data: Float32Array.of(1, 2, 3, 4, 5, 6),
    });
    expect(tensors.get('scalar')?.data).toEqual(Float32Array.of(7));
    expect(tensors.get('none')?.data).toHaveLength(0);
  });

  test('is not copied where aligned, and copied where not', () => {
    expect(parseSafetensors(file).tensors.get('scalar')?.data.buffer).toBe(file.buffer);
    expect(parseSafetensors(file.buffer).tensors.get('scalar')?.data.buffer).toBe(file.buffer);
    const shifted = new Uint8Array(file.length + 1).subarray(1);
    shifted.set(file);
    const { tensors } = parseSafetensors(shifted);
    expect(tensors.get('first.weight')?.data).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
    expect(tensors.get('scalar')?.data.buffer).not.toBe(shifted.buffer);
  });

  test('may list its tensors in any order, with notes and spaces', () => {
    const header = {
      b: { dtype: 'U8', shape: [2], data_offsets: [1, 3] },
      __metadata__: { made: 'by hand' },
      a: { dtype: 'I8', shape: [1], data_offsets: [0, 1] },
    };
    const { tensors, metadata } = parseSafetensors(
      makeFile(`${JSON.stringify(header)}   `, Uint8Array.of(255, 2, 3)),
    );
    expect(tensors.get('a')?.data).toEqual(Int8Array.of(-1));
    expect(tensors.get('b')?.data).toEqual(Uint8Array.of(2, 3));
    expect([...metadata]).toEqual([['made', 'by hand']]);
  });

  test('has tensors of every type', () => {
    const bits = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff);
    const one = (dtype: string, bytes: Uint8Array, shape: number[]): Float32Array => {
      const header = { t: { dtype, shape, data_offsets: [0, bytes.length] } };
      return toFloat32(parseSafetensors(makeFile(header, bytes)).tensors.get('t')!);
    };
    expect(one('F16', new Uint8Array(bits.buffer), [4])).toEqual(Float32Array.of(1, -2, 2 ** -24, 65504));
    expect(one('BF16', new Uint8Array(Uint16Array.of(0x3f80, 0xc040).buffer), [2])).toEqual(
      Float32Array.of(1, -3),
    );
    expect(one('I32', new Uint8Array(Int32Array.of(-5).buffer), [1])).toEqual(Float32Array.of(-5));
    expect(one('F64', new Uint8Array(Float64Array.of(0.25).buffer), [1])).toEqual(Float32Array.of(0.25));
    const header = { t: { dtype: 'I64', shape: [1], data_offsets: [0, 8] } };
    const { tensors } = parseSafetensors(makeFile(header, new Uint8Array(8)));
    expect(() => toFloat32(tensors.get('t')!)).toThrow(/I64 is not a weight type/);
  });
});

const entry = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
const data = new Uint8Array(8);
const withEntry = (change: Record<string, unknown>): Uint8Array =>
  makeFile({ t: { ...entry, ...change } }, data);
const text = (header: string): Uint8Array => makeFile(header, data);
const valid = makeFile({ t: entry }, data);

test.each<[string, Uint8Array, RegExp]>([
  ['nothing', new Uint8Array(), /0 bytes, too few/],
  ['a cut length', valid.slice(0, 5), /5 bytes, too few/],
  ['a cut header', valid.slice(0, 30), /the file is cut short/],
  ['cut data', valid.slice(0, -1), /its tensors end at byte 8 of 7/],
  ['more data', makeFile({ t: entry }, new Uint8Array(9)), /1 bytes after the last tensor/],
  ['a header of 2^53', makeFile({ t: entry }, data, 2n ** 53n), /claims a header of 9007199254740992/],
  ['a header of 30 MB', makeFile({ t: entry }, data, 30n << 20n), /claims a header of 31457280/],
  ['a header of -1', makeFile({ t: entry }, data, -1n), /claims a header of 18446744073709552000/],
  ['a header of 0', makeFile({ t: entry }, data, 0n), /claims a header of 0/],
  ['a header that reaches into the data', makeFile({ t: entry }, data, 58n), /not JSON|not UTF-8/],
  ['another kind of file', text(' {}'), /does not begin with "\{"/],
  ['text that is not UTF-8', makeFile(Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d)), /not UTF-8/],
  ['text that is not JSON', text('{"t":'), /not JSON/],
  ['NaN as a dimension', text('{"t":{"dtype":"F32","shape":[NaN],"data_offsets":[0,8]}}'), /not JSON/],
  [
    'infinity as a dimension',
    text('{"t":{"dtype":"F32","shape":[1e999],"data_offsets":[0,8]}}'),
    /has the shape/,
  ],
  ['a name twice', text(`{"t":${JSON.stringify(entry)},"t":${JSON.stringify(entry)}}`), /"t" twice/],
  ['a name twice, once escaped', text('{"t":{},"\\u0074":{}}'), /"t" twice/],
  ['a field twice', text('{"t":{"dtype":"F32","dtype":"F16"}}'), /"dtype" twice/],
  ['__proto__', text('{"__proto__":{"dtype":"F32"}}'), /"__proto__", which is not allowed/],
  ['__proto__ inside', text('{"t":{"\\u005f_proto__":{}}}'), /"__proto__", which is not allowed/],
  ['constructor', text('{"constructor":{}}'), /"constructor", which is not allowed/],
  ['an entry that is a number', makeFile({ t: 1 }, data), /must be an object, got 1/],
  ['an entry that is null', makeFile({ t: null }, data), /must be an object, got null/],
  ['an unknown type', withEntry({ dtype: 'F31' }), /dtype "F31"/],
  ['no type', withEntry({ dtype: undefined }), /dtype undefined/],
  ['a property of objects as type', withEntry({ dtype: 'toString' }), /dtype "toString"/],
  ['no shape', withEntry({ shape: undefined }), /the shape undefined/],
  ['a negative dimension', withEntry({ shape: [-2] }), /the shape \[-2\]/],
  ['half a dimension', withEntry({ shape: [0.5, 4] }), /the shape \[0.5, 4\]/],
  ['text as a dimension', withEntry({ shape: ['2'] }), /the shape/],
  ['too many dimensions', withEntry({ shape: Array.from({ length: 33 }, () => 1) }), /the shape/],
  ['another shape than bytes', withEntry({ shape: [3] }), /has 8 bytes, but "F32" \[3\]/],
  ['a shape that overflows', withEntry({ shape: [2 ** 32, 2 ** 32] }), /the shape/],
  ['a shape that wraps 64 bits', withEntry({ shape: [2, 2 ** 52, 2 ** 12] }), /the shape/],
  ['a type of another size', withEntry({ dtype: 'F64' }), /has 8 bytes, but "F64" \[2\]/],
  ['no offsets', withEntry({ data_offsets: undefined }), /data_offsets undefined/],
  ['one offset', withEntry({ data_offsets: [8] }), /data_offsets \[8\]/],
  ['a negative offset', withEntry({ data_offsets: [-8, 0] }), /data_offsets \[-8, 0\]/],
  ['offsets backwards', withEntry({ data_offsets: [8, 0] }), /data_offsets \[8, 0\]/],
  ['an offset of 2^53', withEntry({ data_offsets: [2 ** 53, 2 ** 53 + 8] }), /data_offsets/],
  ['an offset beyond the file', withEntry({ data_offsets: [0, 800], shape: [200] }), /cut short/],
  [
    'a hole before',
    makeFile({ t: { ...entry, data_offsets: [8, 16] } }, new Uint8Array(16)),
    /8 bytes before/,
  ],
  [
    'overlapping tensors',
    makeFile({ a: entry, b: { ...entry, data_offsets: [4, 12] } }, new Uint8Array(12)),
    /overlaps/,
  ],
  ['tensors in one place', makeFile({ a: entry, b: entry }, data), /overlaps/],
  [
    'notes that are no object',
    makeFile({ __metadata__: [], t: entry }, data),
    /__metadata__ must be an object/,
  ],
  [
    'notes that are no text',
    makeFile({ __metadata__: { a: 1 }, t: entry }, data),
    /__metadata__ "a" must be text/,
  ],
])('%s is refused', async (_, file, message) => {
  const error = await errorOf(() => parseSafetensors(file, 'weights.safetensors'), 'load-failed');
  expect(error.message).toMatch(message);
  expect(error.message).toMatch(/^weights\.safetensors: /);
  expect(error.message.length).toBeLessThan(300);
});

test('what is no file at all is refused as an argument', async () => {
  for (const value of [undefined, null, 'text', {}, [1, 2], new Float32Array(4)]) {
    await errorOf(() => parseSafetensors(value as unknown as Uint8Array), 'invalid-argument');
  }
});
