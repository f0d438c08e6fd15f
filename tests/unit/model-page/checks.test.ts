// Files that a visitor drops on the model page: what is wrong is said before a loader believes it.
import { FrameloomError } from '@frameloom/gpu';
import {
  EXRExporter,
  NO_COMPRESSION,
  ZIP_COMPRESSION,
  ZIPS_COMPRESSION,
} from 'three/addons/exporters/EXRExporter.js';
import { EXRLoader } from 'three/addons/loaders/EXRLoader.js';
import { HDRLoader } from 'three/addons/loaders/HDRLoader.js';
import * as THREE from 'three';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { checkModel } from '../../../examples/model/check.ts';
import { checkPanorama } from '../../../examples/model/check-panorama.ts';
import { greenHdr, pyramidGlb, pyramidGltf } from '../../e2e/model-files.ts';
import { createRandom } from '../gpu/files.ts';

afterEach(() => vi.restoreAllMocks());

type Document = Record<string, Record<string, unknown>[]>;

const buffer = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;
const messageOf = (work: () => void): string => {
  try {
    work();
  } catch (error) {
    expect(error).toMatchObject({ code: 'load-failed' });
    const { message } = error as FrameloomError;
    expect(message.length).toBeLessThanOrEqual(400);
    return message;
  }
  return '';
};

/** The pyramid's document, spoiled. */
function gltf(spoil: (document: Document) => unknown): ArrayBuffer {
  const document = JSON.parse(new TextDecoder().decode(pyramidGltf()[0]!.bytes)) as Document;
  spoil(document);
  return buffer(new TextEncoder().encode(JSON.stringify(document)));
}

test('models that are sound pass', () => {
  expect(messageOf(() => checkModel('a.glb', buffer(pyramidGlb().bytes)))).toBe('');
  expect(
    messageOf(() =>
      checkModel(
        'a.gltf',
        gltf(() => {}),
      ),
    ),
  ).toBe('');
});

test.each<[string, (document: Document) => unknown, RegExp]>([
  [
    'an accessor of 400 million',
    (d) => (d['accessors']![0]!['count'] = 4e8),
    /more than its buffer view holds/,
  ],
  [
    'one of 400 million that has no data',
    (d) => (d['accessors']![0] = { count: 4e8, type: 'VEC3', componentType: 5126 }),
    /asks for 4800 MB of data that it does not hold/,
  ],
  [
    'one with sparse data',
    (d) => (d['accessors']![0] = { count: 4e8, type: 'SCALAR', componentType: 5126, sparse: {} }),
    /asks for 1600 MB/,
  ],
  ['elements of a kind that is none', (d) => (d['accessors']![0]!['type'] = 'MAT9'), /has the type “MAT9”/],
  ['a component type that is none', (d) => (d['accessors']![0]!['componentType'] = 1), /component type “1”/],
  ['a count that is none', (d) => (d['accessors']![0]!['count'] = -1), /count of accessors\[0\] is “-1”/],
  ['a view beyond its buffer', (d) => (d['bufferViews']![0]!['byteLength'] = 1e9), /ends beyond its buffer/],
  ['a view of no buffer', (d) => (d['bufferViews']![0]!['buffer'] = 9), /a buffer that is not there/],
  ['a node below itself', (d) => (d['nodes']![0]!['children'] = [0]), /nested more than 1000 deep/],
  [
    'a node below two',
    (d) => (d['nodes'] = [{ children: [2] }, { children: [2] }, {}]),
    /a child of two nodes/,
  ],
  ['a child that is not there', (d) => (d['nodes']![0]!['children'] = [7]), /a child that is not there/],
  [
    'lists that are none',
    (d) => Object.assign(d, { accessors: 'x'.repeat(1000) }),
    /“accessors” is not a list/,
  ],
  [
    'packed data of many gigabytes',
    (d) =>
      (d['bufferViews']![0]!['extensions'] = { EXT_meshopt_compression: { byteStride: 256, count: 1e8 } }),
    /asks for 25600 MB/,
  ],
])('a model with %s is refused', (_, spoil, message) => {
  expect(messageOf(() => checkModel('a.gltf', gltf(spoil)))).toMatch(message);
});

test('2000 damaged models: an error of ours or none', () => {
  const random = createRandom(23);
  for (let i = 0; i < 2000; i++) {
    const bytes = Uint8Array.from(i % 2 ? pyramidGlb().bytes : pyramidGltf()[0]!.bytes);
    for (let n = random(4); n >= 0; n--) bytes[random(bytes.length)] = random(256);
    messageOf(() => checkModel(i % 2 ? 'a.glb' : 'a.gltf', buffer(bytes)));
  }
});

describe('Radiance pictures', () => {
  const header = (w: number, h: number): Uint8Array =>
    new TextEncoder().encode(`#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y ${h} +X ${w}\n`);
  // A row of 16 pixels in four runs, one for each channel.
  const row = Uint8Array.of(2, 2, 0, 16, 144, 1, 144, 2, 144, 3, 144, 129);
  const packed = Uint8Array.of(...header(16, 8), ...Array.from({ length: 8 }, () => [...row]).flat());

  test('that are sound pass', () => {
    expect(messageOf(() => checkPanorama('a.hdr', buffer(greenHdr().bytes)))).toBe('');
    expect(messageOf(() => checkPanorama('a.hdr', buffer(packed)))).toBe('');
    expect(new HDRLoader().parse(buffer(packed)).width).toBe(16);
  });

  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(), /empty/],
    ['another file', new TextEncoder().encode('hello'), /no Radiance picture/],
    ['a header alone', new TextEncoder().encode('#?RADIANCE\n'), /header is not complete/],
    ['no pixels at all', header(16, 8), /has 0 of its 8 rows/],
    ['a cut row', packed.slice(0, -5), /has 7 of its 8 rows/],
    ['a size of gigabytes', header(16384, 16384), /16384 × 16384/],
    ['a size of nothing', header(0, 0), /0 × 0/],
    ['a run beyond its row', packed.with(packed.length - 8, 200), /damaged/],
  ])('with %s are refused', (_, bytes, message) => {
    expect(messageOf(() => checkPanorama('a.hdr', buffer(bytes)))).toMatch(message);
  });
});

describe('OpenEXR pictures', () => {
  const write = async (compression: typeof NO_COMPRESSION): Promise<Uint8Array> => {
    const data = new Float32Array(32 * 16 * 4).map((_, i) => (i % 97) / 50);
    const texture = new THREE.DataTexture(data, 32, 16, THREE.RGBAFormat, THREE.FloatType);
    return new Uint8Array(await new EXRExporter().parse(texture, { compression }));
  };

  test('that are sound pass', async () => {
    for (const compression of [NO_COMPRESSION, ZIP_COMPRESSION, ZIPS_COMPRESSION]) {
      const bytes = buffer(await write(compression as typeof NO_COMPRESSION));
      expect(messageOf(() => checkPanorama('a.exr', bytes))).toBe('');
      expect(new EXRLoader().parse(bytes).width).toBe(32);
    }
  });

  test('whose size, header or blocks are none are refused', async () => {
    const sound = await write(NO_COMPRESSION);
    const at = Buffer.from(sound).indexOf('dataWindow\0box2i\0') + 21;
    const resized = (right: number, bottom: number): Uint8Array => {
      const bytes = Uint8Array.from(sound);
      const view = new DataView(bytes.buffer);
      view.setInt32(at + 8, right, true);
      view.setInt32(at + 12, bottom, true);
      return bytes;
    };
    const refused = (bytes: Uint8Array): string => messageOf(() => checkPanorama('a.exr', buffer(bytes)));
    expect(refused(new TextEncoder().encode('hello, this is no picture'))).toMatch(/no OpenEXR picture/);
    expect(refused(resized(2 ** 30, 2 ** 30))).toMatch(/pixels/);
    expect(refused(resized(31, 8191))).toMatch(/no room for its 8192 blocks|block \d+ of its 8192/);
    expect(refused(resized(-1, 15))).toMatch(/0 × 16/);
    expect(refused(sound.slice(0, at + 8))).toMatch(/header/);
    expect(refused(sound.slice(0, -1))).toMatch(/block 15 of its 16/);
    expect(refused(sound.with(5, 16))).toMatch(/several parts/);
    for (let length = 0; length < 400; length++) expect(refused(sound.slice(0, length))).not.toBe('');
  });

  test('500 damaged ones: refused, or read by the loader in moments', async () => {
    const random = createRandom(29);
    const sound = await Promise.all([write(NO_COMPRESSION), write(ZIP_COMPRESSION as typeof NO_COMPRESSION)]);
    let read = 0;
    vi.spyOn(console, 'log').mockImplementation(() => {});
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const start = process.cpuUsage();
    for (let i = 0; i < 500; i++) {
      const bytes = Uint8Array.from(sound[i % 2]!);
      for (let n = random(3); n >= 0; n--) bytes[random(400)] = random(256);
      if (messageOf(() => checkPanorama('a.exr', buffer(bytes)))) continue;
      read++;
      try {
        new EXRLoader().parse(buffer(bytes));
      } catch {
        // What the loader refuses the page says.
      }
    }
    expect(read).toBeGreaterThan(50);
    expect(process.cpuUsage(start).user).toBeLessThan(10_000_000);
  });
});
