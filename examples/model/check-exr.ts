import type { Refuse } from './check-gltf.ts';
import { checkSize } from './panorama-size.ts';

const useExr =
  'Use an OpenEXR .exr with one picture of rows or tiles, a full panorama, twice as wide as high.';

/** Rows of a block by compression. */
const blockRows: readonly number[] = [1, 1, 1, 16, 32, 16, 32, 32, 32, 256];

type Attribute = { type: string; at: number; end: number };

/** Checks the header, and that the file has the blocks that its size needs, each of them inside the file. */
export function checkExr(bytes: Uint8Array, refuse: Refuse): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 16 || view.getUint32(0, true) !== 20000630) refuse('it is no OpenEXR picture', useExr);
  const flags = view.getUint8(5);
  if (view.getUint8(4) !== 2 || (flags & 0x18) !== 0) {
    refuse('it has several parts, depths or another version', useExr);
  }
  const { attributes, end } = readAttributes(bytes, view, refuse);
  const need = (name: string, type: string, size: number): Attribute => {
    const found = attributes.get(name);
    if (found && found.type === type && found.end - found.at >= size) return found;
    return refuse(`its header has no ${name}`, useExr);
  };
  const box = need('dataWindow', 'box2i', 16).at;
  const [left, top, right, bottom] = [0, 4, 8, 12].map((offset) => view.getInt32(box + offset, true)) as [
    number,
    number,
    number,
    number,
  ];
  const [width, height] = [right - left + 1, bottom - top + 1];
  checkSize(width, height, refuse);
  checkChannels(bytes, view, need('channels', 'chlist', 1), refuse);
  const rows = blockRows[view.getUint8(need('compression', 'compression', 1).at)];
  if (rows === undefined) return refuse('its compression is not known', useExr);
  const isTiled = (flags & 2) !== 0;
  const across = isTiled ? tilesOf(view, need('tiles', 'tiledesc', 9).at, width, height, refuse) : 1;
  checkBlocks(view, end, isTiled ? across : Math.ceil(height / rows), isTiled ? 20 : 8, refuse);
}

function readAttributes(
  bytes: Uint8Array,
  view: DataView,
  refuse: Refuse,
): { attributes: ReadonlyMap<string, Attribute>; end: number } {
  const attributes = new Map<string, Attribute>();
  let at = 8;
  while (bytes[at] !== 0) {
    const name = textAt(bytes, at, refuse);
    const type = textAt(bytes, at + name.length + 1, refuse);
    at += name.length + type.length + 2;
    const size = at + 4 <= bytes.length ? view.getInt32(at, true) : -1;
    if (size < 0 || at + 4 + size > bytes.length) refuse('its header ends beyond the file', useExr);
    attributes.set(name, { type, at: at + 4, end: at + 4 + size });
    at += 4 + size;
  }
  return { attributes, end: at + 1 };
}

/** A name, which ends with a zero within 255 bytes. */
function textAt(bytes: Uint8Array, at: number, refuse: Refuse): string {
  const end = bytes.subarray(at, at + 256).indexOf(0);
  if (end <= 0) return refuse('its header is damaged', useExr);
  return new TextDecoder('latin1').decode(bytes.subarray(at, at + end));
}

function checkChannels(bytes: Uint8Array, view: DataView, { at, end }: Attribute, refuse: Refuse): void {
  let channels = 0;
  let place = at;
  while (place < end - 1) {
    place += textAt(bytes, place, refuse).length + 1;
    if (place + 16 > end || view.getUint32(place, true) > 2) refuse('its channels are damaged', useExr);
    place += 16;
    channels++;
  }
  if (channels < 1 || channels > 8) refuse(`it has ${channels} channels`, useExr);
}

/** How many tiles there are on the level that is read. */
function tilesOf(view: DataView, at: number, width: number, height: number, refuse: Refuse): number {
  const [x, y] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
  if (x < 1 || y < 1 || x > 16384 || y > 16384) refuse(`its tiles are ${x} × ${y} pixels`, useExr);
  return Math.ceil(width / x) * Math.ceil(height / y);
}

/** Each block has a place in the table, and there its bytes, the last four bytes of whose head tell how many. */
function checkBlocks(view: DataView, table: number, count: number, head: number, refuse: Refuse): void {
  const cutOff = 'It was cut off: download or export it again.';
  if (table + 8 * count > view.byteLength) refuse(`it has no room for its ${count} blocks of pixels`, cutOff);
  for (let i = 0; i < count; i++) {
    const place = Number(view.getBigUint64(table + 8 * i, true));
    const isInside = place >= table + 8 * count && place + head <= view.byteLength;
    const size = isInside ? view.getInt32(place + head - 4, true) : -1;
    if (size < 0 || place + head + size > view.byteLength) {
      refuse(`block ${i} of its ${count} blocks of pixels is not in the file`, cutOff);
    }
  }
}
