import basisScript from 'three/addons/libs/basis/basis_transcoder.js?url';
import basisWasm from 'three/addons/libs/basis/basis_transcoder.wasm?url';
import dracoWasm from 'three/addons/libs/draco/gltf/draco_decoder.wasm?url';
import dracoScript from 'three/addons/libs/draco/gltf/draco_wasm_wrapper.js?url';

/** Draco's decoder, as its loader wants to know it. */
export const dracoDecoder: { js: string; wasm: string } = { js: dracoScript, wasm: dracoWasm };

const addresses: Readonly<Record<string, string>> = {
  'basis_transcoder.js': basisScript,
  'basis_transcoder.wasm': basisWasm,
  'draco_decoder.wasm': dracoWasm,
  'draco_wasm_wrapper.js': dracoScript,
};

/**
 * Where this page serves a decoder that three.js' loaders ask for; undefined for other files. They ask relative to their
 * own place, which bundling changes, and a bundler may have put a hash behind the name.
 */
export function decoderAddress(url: string): string | undefined {
  const match = /(basis_transcoder|draco_decoder|draco_wasm_wrapper)(?:-[\w-]+)?(\.js|\.wasm)(?:\?.*)?$/.exec(
    url,
  );
  return match ? addresses[`${match[1]}${match[2]}`] : undefined;
}
