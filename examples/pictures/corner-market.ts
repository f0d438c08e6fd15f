import type { Gpu } from '@frameloom/gpu';
import * as THREE from 'three/webgpu';
import { createMarket } from '../shared/market.ts';

/** The night market on a small canvas. */
export type CornerMarket = {
  run(isOn: boolean): void;
  /** Puts a picture before the camera, where it stays. */
  add(pixels: ImageData): void;
};

/** Most pictures in the market. */
const most = 24;

/** @param drawn Called for each frame. */
export async function createCornerMarket(
  canvas: HTMLCanvasElement,
  gpu: Gpu,
  drawn: (now: number) => void,
): Promise<CornerMarket> {
  const renderer = new THREE.WebGPURenderer({ canvas, device: gpu.device, antialias: false });
  await renderer.init();
  renderer.toneMapping = THREE.ACESFilmicToneMapping;
  renderer.setPixelRatio(1);
  renderer.setSize(canvas.width, canvas.height, false);
  const market = await createMarket({ renderer, canvas, gpu });
  const sprites: THREE.Sprite[] = [];
  let last = performance.now();
  return {
    run(isOn) {
      const draw = (now: number): void => {
        market.draw(Math.min(100, now - last));
        last = now;
        drawn(now);
      };
      void renderer.setAnimationLoop(isOn ? draw : null);
    },
    add(pixels) {
      const map = new THREE.DataTexture(new Uint8Array(pixels.data), pixels.width, pixels.height);
      map.flipY = true;
      map.colorSpace = THREE.SRGBColorSpace;
      map.magFilter = map.minFilter = THREE.NearestFilter;
      map.needsUpdate = true;
      const sprite = new THREE.Sprite(new THREE.SpriteMaterial({ map, alphaTest: 0.5 }));
      const { camera, scene } = market;
      const aside = (Math.random() - 0.5) * 1.6;
      sprite.position.set(aside, -0.3 + Math.random() * 0.6, -3).applyMatrix4(camera.matrixWorld);
      sprite.scale.setScalar(0.45);
      scene.add(sprite);
      sprites.push(sprite);
      const gone = sprites.length > most ? sprites.shift() : undefined;
      gone?.removeFromParent();
      gone?.material.map?.dispose();
      gone?.material.dispose();
    },
  };
}
