// A small glTF file made by hand: a grid of boxes with an embedded PNG texture and an animation.
import { pngAddress } from '../../quality/report/png.ts';

/** The bytes of a .glb. `mimeType` is what the file says its texture is. */
export function makeGlb(mimeType = 'image/png'): Uint8Array {
  // Normal and tangent of each face; the bitangent is their product.
  const faces = [
    [0, 0, 1, 1, 0, 0],
    [0, 0, -1, -1, 0, 0],
    [1, 0, 0, 0, 0, -1],
    [-1, 0, 0, 0, 0, 1],
    [0, 1, 0, 1, 0, 0],
    [0, -1, 0, 1, 0, 0],
  ] as const;
  const positions: number[] = [];
  const normals: number[] = [];
  const uvs: number[] = [];
  const indices: number[] = [];
  for (const [face, [x, y, z, tx, ty, tz]] of faces.entries()) {
    const bitangent = [y * tz - z * ty, z * tx - x * tz, x * ty - y * tx];
    for (const [u, v] of [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ] as const) {
      const [a, b] = [u * 2 - 1, v * 2 - 1];
      positions.push(
        x + a * tx + b * bitangent[0]!,
        y + a * ty + b * bitangent[1]!,
        z + a * tz + b * bitangent[2]!,
      );
      normals.push(x, y, z);
      uvs.push(u, 1 - v);
    }
    indices.push(...[0, 1, 2, 0, 2, 3].map((corner) => face * 4 + corner));
  }
  const png = Buffer.from(pngAddress(32, 32, checkers()).split(',')[1]!, 'base64');
  const times = [0, 0.5, 1];
  const turns = [0, 0, 0, 1, 0, Math.SQRT1_2, 0, Math.SQRT1_2, 0, 1, 0, 0];
  const parts = [
    floats(positions),
    floats(normals),
    floats(uvs),
    new Uint8Array(Uint16Array.from(indices).buffer),
    new Uint8Array(png),
    floats(times),
    floats(turns),
  ];
  const views: { buffer: number; byteOffset: number; byteLength: number }[] = [];
  let length = 0;
  for (const part of parts) {
    views.push({ buffer: 0, byteOffset: length, byteLength: part.length });
    length += Math.ceil(part.length / 4) * 4;
  }
  const binary = new Uint8Array(length);
  parts.forEach((part, index) => binary.set(part, views[index]!.byteOffset));
  const accessor = (bufferView: number, componentType: number, count: number, type: string): object => ({
    bufferView,
    componentType,
    count,
    type,
  });
  const json = {
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: [0, 1] }],
    nodes: [{ mesh: 0 }, { mesh: 0, translation: [3, 0.5, -1], scale: [0.5, 0.5, 0.5] }],
    meshes: [
      { primitives: [{ attributes: { POSITION: 0, NORMAL: 1, TEXCOORD_0: 2 }, indices: 3, material: 0 }] },
    ],
    materials: [
      { pbrMetallicRoughness: { baseColorTexture: { index: 0 }, metallicFactor: 0.1, roughnessFactor: 0.5 } },
    ],
    textures: [{ source: 0, sampler: 0 }],
    samplers: [{ magFilter: 9729, minFilter: 9987, wrapS: 33071 }],
    images: [{ bufferView: 4, mimeType }],
    animations: [
      {
        channels: [{ sampler: 0, target: { node: 0, path: 'rotation' } }],
        samplers: [{ input: 4, output: 5 }],
      },
    ],
    buffers: [{ byteLength: length }],
    bufferViews: views,
    accessors: [
      { ...accessor(0, 5126, 24, 'VEC3'), min: [-1, -1, -1], max: [1, 1, 1] },
      accessor(1, 5126, 24, 'VEC3'),
      accessor(2, 5126, 24, 'VEC2'),
      accessor(3, 5123, 36, 'SCALAR'),
      { ...accessor(5, 5126, 3, 'SCALAR'), min: [0], max: [1] },
      accessor(6, 5126, 3, 'VEC4'),
    ],
  };
  return pack(json, binary);
}

function pack(json: object, binary: Uint8Array): Uint8Array {
  const text = Buffer.from(JSON.stringify(json));
  const padded = Buffer.concat([text, Buffer.alloc((4 - (text.length % 4)) % 4, ' ')]);
  const total = 12 + 8 + padded.length + 8 + binary.length;
  const head = Buffer.alloc(20);
  head.write('glTF', 0, 'latin1');
  head.writeUInt32LE(2, 4);
  head.writeUInt32LE(total, 8);
  head.writeUInt32LE(padded.length, 12);
  head.write('JSON', 16, 'latin1');
  const middle = Buffer.alloc(8);
  middle.writeUInt32LE(binary.length, 0);
  middle.write('BIN\0', 4, 'latin1');
  return new Uint8Array(Buffer.concat([head, padded, middle, binary]));
}

function floats(values: readonly number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

function checkers(): Uint8Array {
  const pixels = new Uint8Array(32 * 32 * 4).fill(255);
  for (let i = 0; i < 32 * 32; i++) {
    const on = (((i % 32) >> 2) + (i >> 7)) % 2;
    pixels.set(on ? [230, 120, 40] : [30, 60, 90], 4 * i);
  }
  return pixels;
}
