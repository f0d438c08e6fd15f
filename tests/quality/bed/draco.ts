// Geometry of a .glb with one Draco mesh, by the decoder that three.js brings: in its loader in a page, directly in Node,
// where there are no workers.
import * as THREE from 'three/webgpu';
import { DRACOLoader } from 'three/addons/loaders/DRACOLoader.js';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';

/** Positions, normals and indices of the first mesh of a file. */
export function decodeDraco(file: Uint8Array<ArrayBuffer>): Promise<THREE.BufferGeometry> {
  return typeof document === 'undefined' ? decodeInNode(file) : decodeInPage(file);
}

async function decodeInPage(file: Uint8Array<ArrayBuffer>): Promise<THREE.BufferGeometry> {
  const draco = new DRACOLoader().setDecoderPath('/node_modules/three/examples/jsm/libs/draco/gltf/');
  const { scene } = await new GLTFLoader().setDRACOLoader(draco).parseAsync(file.buffer, '');
  draco.dispose();
  const meshes: THREE.Mesh[] = [];
  scene.traverse((object) => object instanceof THREE.Mesh && meshes.push(object));
  return meshes[0]!.geometry.deleteAttribute('uv');
}

type Extension = { bufferView: number; attributes: Record<string, number> };
type Json = {
  meshes: { primitives: { extensions: { KHR_draco_mesh_compression: Extension } }[] }[];
  bufferViews: { byteOffset?: number; byteLength: number }[];
};

/** What of Draco's decoder is called here; its files bring no types. */
type Values = { size(): number; GetValue(index: number): number };
type Attribute = { num_components(): number };
type Mesh = { num_faces(): number };
type Decoder = {
  DecodeArrayToMesh(bytes: Int8Array, length: number, mesh: Mesh): { ok(): boolean; error_msg(): string };
  GetAttributeByUniqueId(mesh: Mesh, id: number): Attribute;
  GetAttributeFloatForAllPoints(mesh: Mesh, attribute: Attribute, values: Values): void;
  GetFaceFromMesh(mesh: Mesh, face: number, indices: Values): void;
};
type Draco = {
  Decoder: new () => Decoder;
  Mesh: new () => Mesh;
  DracoFloat32Array: new () => Values;
  DracoInt32Array: new () => Values;
};

/** The decoder is a script for pages, in a package of modules: it is run as what it is. */
async function loadDecoder(): Promise<Draco> {
  const [{ readFile }, { createRequire }, { runInThisContext }] = await Promise.all([
    import('node:fs/promises'),
    import('node:module'),
    import('node:vm'),
  ]);
  const address = new URL(import.meta.resolve('three/examples/jsm/libs/draco/gltf/draco_decoder.js'));
  const target: { exports?: () => Promise<Draco> } = {};
  const script = `(module, exports, require, __dirname) => {${await readFile(address, 'utf8')}}`;
  runInThisContext(script)(target, target, createRequire(address), '');
  return target.exports!();
}

async function decodeInNode(file: Uint8Array<ArrayBuffer>): Promise<THREE.BufferGeometry> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = view.getUint32(12, true);
  const json = JSON.parse(new TextDecoder().decode(file.subarray(20, 20 + length))) as Json;
  const { bufferView, attributes } = json.meshes[0]!.primitives[0]!.extensions.KHR_draco_mesh_compression;
  const { byteOffset = 0, byteLength } = json.bufferViews[bufferView]!;
  const draco = await loadDecoder();
  const decoder = new draco.Decoder();
  const mesh = new draco.Mesh();
  const start = 28 + length + byteOffset;
  const bytes = new Int8Array(file.buffer, file.byteOffset + start, byteLength);
  const status = decoder.DecodeArrayToMesh(bytes, byteLength, mesh);
  if (!status.ok()) throw new Error(`quality: a model cannot be decoded: ${status.error_msg()}`);
  const take = (id: number): THREE.BufferAttribute => {
    const attribute = decoder.GetAttributeByUniqueId(mesh, id);
    const values = new draco.DracoFloat32Array();
    decoder.GetAttributeFloatForAllPoints(mesh, attribute, values);
    const array = Float32Array.from({ length: values.size() }, (_, i) => values.GetValue(i));
    return new THREE.BufferAttribute(array, attribute.num_components());
  };
  const geometry = new THREE.BufferGeometry();
  geometry.setAttribute('position', take(attributes['POSITION']!));
  geometry.setAttribute('normal', take(attributes['NORMAL']!));
  const face = new draco.DracoInt32Array();
  geometry.setIndex(
    Array.from({ length: mesh.num_faces() * 3 }, (_, i) => {
      if (i % 3 === 0) decoder.GetFaceFromMesh(mesh, i / 3, face);
      return face.GetValue(i % 3);
    }),
  );
  return geometry;
}
