import { FrameloomError } from '@frameloom/gpu';
import type { Refuse } from './check-gltf.ts';
import { checkExr } from './check-exr.ts';
import { checkSize } from './panorama-size.ts';

/**
 * Looks at a panorama before a loader does: those believe the size in the header, and some go on beyond the file's end.
 * @throws FrameloomError `load-failed` saying what is wrong and what to do.
 */
export function checkPanorama(name: string, bytes: ArrayBuffer): void {
  const refuse: Refuse = (got, advice) => {
    throw new FrameloomError('load-failed', `“${name}” could not be read: ${got}. ${advice}`);
  };
  if (bytes.byteLength === 0) refuse('the file is empty', 'Export or download it again.');
  if (/\.exr$/i.test(name)) checkExr(new Uint8Array(bytes), refuse);
  else checkHdr(new Uint8Array(bytes), refuse);
}

const useHdr = 'Use a Radiance .hdr with a full panorama, twice as wide as high.';

function checkHdr(bytes: Uint8Array, refuse: Refuse): void {
  // Headers are a few lines; what follows is not text.
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 4096));
  if (!head.startsWith('#?')) refuse('it is no Radiance picture', useHdr);
  const size = /\n\s*-Y\s+(\d{1,9})\s+\+X\s+(\d{1,9})\s*\n/.exec(head);
  if (!size || !/\nFORMAT=32-bit_rle_rgbe\s/.test(head)) return refuse('its header is not complete', useHdr);
  const [height, width] = [Number(size[1]), Number(size[2])];
  checkSize(width, height, refuse);
  const data = bytes.subarray(size.index + size[0].length);
  const rows = isPacked(data, width)
    ? packedRows(data, width, height)
    : Math.floor(data.length / (4 * width));
  if (rows === undefined) refuse('its pixels are damaged', 'Export or download it again.');
  else if (rows < height)
    refuse(`it has ${rows} of its ${height} rows`, 'It was cut off: download it again.');
}

function isPacked(data: Uint8Array, width: number): boolean {
  return width >= 8 && width <= 0x7fff && data[0] === 2 && data[1] === 2 && (data[2]! & 0x80) === 0;
}

/** Complete run-length encoded rows, at most `height`; undefined where the encoding is broken. */
function packedRows(data: Uint8Array, width: number, height: number): number | undefined {
  let at = 0;
  for (let row = 0; row < height; row++) {
    if (at + 4 > data.length) return row;
    if (data[at] !== 2 || data[at + 1] !== 2 || data[at + 2]! * 256 + data[at + 3]! !== width)
      return undefined;
    at += 4;
    for (let filled = 0; filled < 4 * width;) {
      const code = data[at++];
      if (code === undefined) return row;
      const run = code > 128 ? code - 128 : code;
      if (run === 0 || (filled % width) + run > width) return undefined;
      filled += run;
      at += code > 128 ? 1 : run;
    }
    if (at > data.length) return row;
  }
  return height;
}
