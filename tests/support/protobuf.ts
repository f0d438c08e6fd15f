// Just enough of the protobuf wire format to write small messages.

/** Fields of a message, in order: number and what it holds. `undefined` leaves a field out. */
export type Field = readonly [number: number, value: FieldValue | undefined];
type FieldValue =
  | { int: number }
  | { float: number }
  | { bytes: Uint8Array }
  | { text: string }
  | { message: readonly Field[] };

/** Writes a message. */
export function encodeMessage(fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  const parts = fields.flatMap(([number, value]) => (value ? encodeField(number, value) : []));
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function encodeField(number: number, value: FieldValue): Uint8Array[] {
  if ('int' in value) return [varint(number * 8), varint(value.int)];
  if ('float' in value) return [varint(number * 8 + 5), new Uint8Array(Float32Array.of(value.float).buffer)];
  const bytes =
    'bytes' in value
      ? value.bytes
      : 'text' in value
        ? new TextEncoder().encode(value.text)
        : encodeMessage(value.message);
  return [varint(number * 8 + 2), varint(bytes.length), bytes];
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}
