// The safetensors container (github.com/huggingface/safetensors): a JSON header, then the tensors' bytes, little-endian.
import { Buffer } from 'node:buffer';

/** Element types that a sequence uses, with their bytes. */
const elementBytes = { U8: 1, U16: 2, F16: 2, U32: 4, F32: 4 } as const;
/** A name of an element type. */
export type Dtype = keyof typeof elementBytes;

/** A tensor to write, or read. `data` covers exactly its elements. */
export type Tensor = { readonly dtype: Dtype; readonly shape: readonly number[]; readonly data: Uint8Array };

/** A file's content. */
export type TensorFile = {
  readonly tensors: Record<string, Tensor>;
  readonly metadata: Record<string, string>;
};

/** Bytes of a file. Tensors are laid out widest element first, so that each begins where its elements may. */
export function encodeTensors({ tensors, metadata }: TensorFile): Buffer {
  const entries = Object.entries(tensors).toSorted(
    ([, a], [, b]) => elementBytes[b.dtype] - elementBytes[a.dtype],
  );
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { dtype, shape, data }] of entries) {
    const bytes = shape.reduce((a, b) => a * b, elementBytes[dtype]);
    if (bytes !== data.byteLength) {
      throw new RangeError(
        `safetensors: '${name}' holds ${data.byteLength} bytes, its shape asks for ${bytes}.`,
      );
    }
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
  const json = JSON.stringify(header);
  const length = Math.ceil(Buffer.byteLength(json) / 8) * 8;
  const head = Buffer.alloc(8 + length, ' ');
  head.writeBigUInt64LE(BigInt(length));
  head.write(json, 8);
  return Buffer.concat([head, ...entries.map(([, { data }]) => data)]);
}

/** Reads a file that {@link encodeTensors} wrote; the tensors are views of `bytes`. */
export function decodeTensors(bytes: Uint8Array): TensorFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<
    string,
    unknown
  >;
  const { __metadata__: metadata, ...rest } = header;
  const tensors: Record<string, Tensor> = {};
  for (const [name, value] of Object.entries(rest)) {
    const {
      dtype,
      shape,
      data_offsets: [from, to],
    } = value as {
      dtype: Dtype;
      shape: number[];
      data_offsets: [number, number];
    };
    tensors[name] = { dtype, shape, data: bytes.subarray(8 + length + from, 8 + length + to) };
  }
  return { tensors, metadata: (metadata ?? {}) as Record<string, string> };
}
