import { crc32, deflateSync } from 'node:zlib';

/** An RGB PNG of RGBA pixels as a data address, alpha dropped. */
export function pngAddress(width: number, height: number, rgba: Uint8Array): string {
  const rows = Buffer.alloc(height * (1 + 3 * width));
  for (let y = 0; y < height; y++) {
    const start = y * (1 + 3 * width);
    // Filter 1: each byte as its difference from the pixel to the left.
    rows[start] = 1;
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        const at = 4 * (y * width + x) + c;
        rows[start + 1 + 3 * x + c] = rgba[at]! - (x > 0 ? rgba[at - 4]! : 0);
      }
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND')];
  return `data:image/png;base64,${Buffer.concat([signature, ...chunks]).toString('base64')}`;
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const result = Buffer.alloc(body.length + 8);
  result.writeUInt32BE(data.length, 0);
  body.copy(result, 4);
  result.writeUInt32BE(checksum(body), body.length + 4);
  return result;
}

function checksum(bytes: Buffer): number {
  return crc32(bytes) >>> 0;
}
