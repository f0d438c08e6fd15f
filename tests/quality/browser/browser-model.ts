import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import { DRACOLoader } from 'three/addons/loaders/DRACOLoader.js';
import { MeshoptDecoder } from 'three/addons/libs/meshopt_decoder.module.js';
import { buildModelScene } from '../sequences/model-scene.ts';
import type { SceneSource } from '../sequences/types.ts';

/** A glTF model by its address on the page's own server. */
export function browserModel(address: string): SceneSource {
  return {
    name: address,
    async open() {
      const loader = new GLTFLoader();
      const draco = new DRACOLoader().setDecoderPath('/node_modules/three/examples/jsm/libs/draco/gltf/');
      loader.setDRACOLoader(draco);
      loader.setMeshoptDecoder(MeshoptDecoder);
      try {
        return buildModelScene(await loader.loadAsync(address));
      } finally {
        draco.dispose();
      }
    },
  };
}
