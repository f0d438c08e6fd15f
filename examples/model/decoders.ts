import basisScript from 'three/addons/libs/basis/basis_transcoder.js?url';
import basisWasm from 'three/addons/libs/basis/basis_transcoder.wasm?url';
import dracoWasm from 'three/addons/libs/draco/gltf/draco_decoder.wasm?url';
import dracoScript from 'three/addons/libs/draco/gltf/draco_wasm_wrapper.js?url';

const addresses: Readonly<Record<string, string>> = {
  'basis_transcoder.js': basisScript,
  'basis_transcoder.wasm': basisWasm,
  'draco_decoder.wasm': dracoWasm,
  'draco_wasm_wrapper.js': dracoScript,
};

/** Where this page serves a decoder that three.js' loaders ask for by file name; undefined for other files. */
export function decoderAddress(url: string): string | undefined {
  return addresses[url.slice(url.lastIndexOf('/') + 1)];
}
