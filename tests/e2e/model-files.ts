// Small model files, made here so that no test depends on a file from elsewhere.

/** A file to be dropped on a page. */
export type DroppedFile = { name: string; bytes: Uint8Array };

const positions = new Float32Array([-1, 0, -1, 1, 0, -1, 1, 0, 1, -1, 0, 1, 0, 2, 0]);
const faces = new Uint16Array([0, 1, 4, 1, 2, 4, 2, 3, 4, 3, 0, 4, 0, 2, 1, 0, 3, 2]);

/** One red pixel (PNG). */
const pixel = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC'),
  (letter) => letter.charCodeAt(0),
);

/** A red pyramid that jumps up and down, in one GLB file. */
export function pyramidGlb(): DroppedFile {
  const bytes = buffer();
  const json = encode({ ...description(), buffers: [{ byteLength: bytes.length }] }, 4);
  const file = new Uint8Array(12 + 8 + json.length + 8 + bytes.length);
  const view = new DataView(file.buffer);
  const words = [0x46546c67, 2, file.length, json.length, 0x4e4f534a];
  words.forEach((word, index) => view.setUint32(index * 4, word, true));
  file.set(json, 20);
  view.setUint32(20 + json.length, bytes.length, true);
  view.setUint32(24 + json.length, 0x004e4942, true);
  file.set(bytes, 28 + json.length);
  return { name: 'pyramid.glb', bytes: file };
}

/** The pyramid with a position that is no number, though its document says otherwise. */
export function nanPyramidGlb(): DroppedFile {
  const { bytes } = pyramidGlb();
  const view = new DataView(bytes.buffer);
  view.setFloat32(20 + view.getUint32(12, true) + 8 + 4, Number.NaN, true);
  return { name: 'nan.glb', bytes };
}

/** The same as a document, a buffer and a texture in a folder. */
export function pyramidGltf(): DroppedFile[] {
  const document = description();
  const material = {
    pbrMetallicRoughness: { baseColorTexture: { index: 0 }, metallicFactor: 0 },
  };
  return [
    {
      name: 'pyramid.gltf',
      bytes: encode({
        ...document,
        materials: [material],
        textures: [{ source: 0 }],
        images: [{ uri: 'textures/red%20pixel.png' }],
        buffers: [{ uri: 'pyramid.bin', byteLength: buffer().length }],
      }),
    },
    { name: 'pyramid.bin', bytes: buffer() },
    { name: 'red pixel.png', bytes: pixel },
  ];
}

/** A panorama of one colour, pure green, as a Radiance picture. */
export function greenHdr(): DroppedFile {
  const header = new TextEncoder().encode('#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 2 +X 4\n');
  const bytes = new Uint8Array(header.length + 4 * 2 * 4);
  bytes.set(header);
  // Mantissas and an exponent of 128 + 1: 200 / 256 · 2¹.
  for (let at = header.length; at < bytes.length; at += 4) bytes.set([0, 200, 0, 129], at);
  return { name: 'green.hdr', bytes };
}

/** A document whose geometry claims to be compressed with Draco and is not: loading it needs the decoder. */
export function falseDracoGltf(): DroppedFile {
  const extension = 'KHR_draco_mesh_compression';
  const document = description();
  const primitive = {
    attributes: { POSITION: 0 },
    indices: 1,
    extensions: { [extension]: { bufferView: 0, attributes: { POSITION: 0 } } },
  };
  const data = btoa(String.fromCharCode(...buffer()));
  return {
    name: 'draco.gltf',
    bytes: encode({
      ...document,
      extensionsUsed: [extension],
      extensionsRequired: [extension],
      meshes: [{ primitives: [primitive] }],
      buffers: [{ uri: `data:application/octet-stream;base64,${data}`, byteLength: buffer().length }],
    }),
  };
}

function description(): Record<string, unknown> {
  const points = positions.byteLength;
  const indices = faces.byteLength;
  return {
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0, name: 'Pyramid' }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1, material: 0 }] }],
    materials: [{ pbrMetallicRoughness: { baseColorFactor: [0.9, 0.05, 0.05, 1], metallicFactor: 0 } }],
    accessors: [
      { bufferView: 0, componentType: 5126, count: 5, type: 'VEC3', min: [-1, 0, -1], max: [1, 2, 1] },
      { bufferView: 1, componentType: 5123, count: faces.length, type: 'SCALAR' },
      { bufferView: 2, componentType: 5126, count: 3, type: 'SCALAR', min: [0], max: [1] },
      { bufferView: 3, componentType: 5126, count: 3, type: 'VEC3' },
    ],
    bufferViews: [
      { buffer: 0, byteOffset: 0, byteLength: points },
      { buffer: 0, byteOffset: points, byteLength: indices },
      { buffer: 0, byteOffset: points + indices, byteLength: 12 },
      { buffer: 0, byteOffset: points + indices + 12, byteLength: 36 },
    ],
    animations: [
      {
        name: 'Jump',
        channels: [{ sampler: 0, target: { node: 0, path: 'translation' } }],
        samplers: [{ input: 2, output: 3 }],
      },
    ],
  };
}

function buffer(): Uint8Array {
  const times = new Float32Array([0, 0.5, 1]);
  const jumps = new Float32Array([0, 0, 0, 0, 1, 0, 0, 0, 0]);
  const parts = [positions, faces, times, jumps].map((part) => new Uint8Array(part.buffer));
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function encode(value: unknown, multiple = 1): Uint8Array {
  const text = JSON.stringify(value);
  return new TextEncoder().encode(text.padEnd(Math.ceil(text.length / multiple) * multiple));
}
