// XMP packets in JPEG and WebP; the files are 5×3 pixels by Pillow.
import { expect, test } from 'vitest';
import { originPacket } from '../../../packages/image/src/picture/origin.ts';
import { addXmp } from '../../../packages/image/src/picture/xmp.ts';

const files = {
  jpeg: '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAADAAUDASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDJooorA+nP/9k=',
  lossy: 'UklGRjQAAABXRUJQVlA4ICgAAABwAQCdASoFAAMAAsBMJaACdAFAAAD+7L2IwmknR/89M/9gf/JHwsAA',
  lossless: 'UklGRh4AAABXRUJQVlA4TBEAAAAvBIAAEAdQjyKXp4CBiOh/AAA=',
  extended:
    'UklGRlgAAABXRUJQVlA4WAoAAAAQAAAABAAAAgAAQUxQSAoAAAABB1DAiAhERP8DVlA4ICgAAABwAQCdASoFAAMAAsBMJaACdAFAAAD+7L2IwmknR/89M/9gf/JHwsAA',
};

const bytesOf = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const textOf = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);

test('a JPEG has the packet behind its first segment', () => {
  const before = bytesOf(files.jpeg);
  const after = addXmp(before, originPacket());
  const start = 4 + before[4]! * 256 + before[5]!;
  expect([...after.subarray(start, start + 2)]).toEqual([0xff, 0xe1]);
  const length = after[start + 2]! * 256 + after[start + 3]!;
  const segment = textOf(after.subarray(start + 4, start + 2 + length));
  expect(segment.startsWith('http://ns.adobe.com/xap/1.0/\0<?xpacket')).toBe(true);
  expect(segment).toContain('digitalsourcetype/trainedAlgorithmicMedia');
  // The rest is as it was.
  expect(after.subarray(0, start)).toEqual(before.subarray(0, start));
  expect(after.subarray(start + 2 + length)).toEqual(before.subarray(start));
});

test.each(['lossy', 'lossless', 'extended'] as const)('a WebP, %s, has a chunk for it', (name) => {
  const after = addXmp(bytesOf(files[name]), originPacket());
  const view = new DataView(after.buffer);
  expect(view.getUint32(4, true)).toBe(after.length - 8);
  const chunks = new Map<string, Uint8Array>();
  for (let at = 12; at < after.length; at += 8 + Math.ceil(view.getUint32(at + 4, true) / 2) * 2) {
    const content = after.subarray(at + 8, at + 8 + view.getUint32(at + 4, true));
    chunks.set(textOf(after.subarray(at, at + 4)), content);
  }
  expect([...chunks.keys()][0]).toBe('VP8X');
  const [flags, , , , width, , , height] = chunks.get('VP8X')!;
  expect([flags! & 4, width! + 1, height! + 1]).toEqual([4, 5, 3]);
  expect(Boolean(flags! & 16)).toBe(name !== 'lossy');
  expect(new TextDecoder().decode(chunks.get('XMP ')!)).toBe(originPacket());
});

test('other files are refused', () => {
  expect(() => addXmp(new Uint8Array(40), '')).toThrow(/no JPEG and no WebP/);
});
