// What every upscaler is given: one small moving scene, rendered once per frame, jittered.
import * as THREE from 'three/webgpu';
import { mrt, output, velocity } from 'three/tsl';
import { getJitterOffset, getJitterPhaseCount, type Size } from '@frameloom/upscale';

/** The inputs of one frame, as three textures. */
export type BenchInput = {
  readonly renderer: THREE.WebGPURenderer;
  readonly camera: THREE.PerspectiveCamera;
  readonly target: THREE.RenderTarget;
  /** The frame at display size without jitter, where it was asked for. */
  readonly picture: THREE.RenderTarget | undefined;
  readonly renderSize: Size;
  readonly displaySize: Size;
  /** Jitter of the frame rendered last, render pixels, y down. */
  readonly jitter: { x: number; y: number };
  /** The GPU texture behind a three texture. */
  gpuTexture(texture: THREE.Texture): GPUTexture;
  /** Renders frame `index` into `target`: colour, velocity, depth. */
  render(index: number): void;
  dispose(): void;
};

/** Opens a renderer on the device, with a drawing buffer of display size. */
export async function createInput(
  device: GPUDevice,
  canvas: HTMLCanvasElement,
  sizes: { renderSize: Size; displaySize: Size; withPicture?: boolean },
): Promise<BenchInput> {
  const { renderSize, displaySize, withPicture = false } = sizes;
  const renderer = new THREE.WebGPURenderer({ device, canvas, antialias: false });
  await renderer.init();
  renderer.setPixelRatio(1);
  renderer.setSize(displaySize.width, displaySize.height, false);
  renderer.toneMapping = THREE.NoToneMapping;
  const { scene, pose } = createScene();
  const camera = new THREE.PerspectiveCamera(60, displaySize.width / displaySize.height, 0.1, 200);
  const target = createTarget(renderSize);
  const picture = withPicture ? createPicture(displaySize) : undefined;
  const targets = mrt({ output, velocity });
  const unjittered = new THREE.Matrix4();
  const phases = getJitterPhaseCount(renderSize.width, displaySize.width);
  const backend = renderer.backend as unknown as { get(object: object): { texture?: GPUTexture } };
  let jitter = { x: 0, y: 0 };

  return {
    renderer,
    camera,
    target,
    picture,
    renderSize,
    displaySize,
    get jitter() {
      return jitter;
    },
    gpuTexture(texture) {
      const found = backend.get(texture).texture;
      if (!found) throw new Error(`bench: texture '${texture.name}' was never rendered.`);
      return found;
    },
    render(index) {
      pose(index / 60, camera);
      camera.updateProjectionMatrix();
      unjittered.copy(camera.projectionMatrix);
      velocity.setProjectionMatrix(unjittered);
      jitter = getJitterOffset(index, phases);
      camera.setViewOffset(
        renderSize.width,
        renderSize.height,
        jitter.x,
        jitter.y,
        renderSize.width,
        renderSize.height,
      );
      renderer.setMRT(targets);
      renderer.setRenderTarget(target);
      renderer.render(scene, camera);
      renderer.setRenderTarget(null);
      renderer.setMRT(null);
      camera.clearViewOffset();
      if (picture === undefined) return;
      renderer.setRenderTarget(picture);
      renderer.render(scene, camera);
      renderer.setRenderTarget(null);
    },
    dispose() {
      velocity.setProjectionMatrix(null as unknown as THREE.Matrix4);
      target.depthTexture?.dispose();
      target.dispose();
      picture?.dispose();
      renderer.dispose();
    },
  };
}

function createPicture({ width, height }: Size): THREE.RenderTarget {
  return new THREE.RenderTarget(width, height, { type: THREE.HalfFloatType, samples: 0 });
}

function createTarget({ width, height }: Size): THREE.RenderTarget {
  const target = new THREE.RenderTarget(width, height, { count: 2, type: THREE.HalfFloatType, samples: 0 });
  target.textures[0]!.name = 'output';
  target.textures[1]!.name = 'velocity';
  target.textures[1]!.format = THREE.RGFormat;
  target.depthTexture = new THREE.DepthTexture(width, height);
  target.depthTexture.type = THREE.FloatType;
  return target;
}

/** A plain of tiles under rows of turning blocks: edges at every depth, disocclusions, and a camera that strafes. */
function createScene(): { scene: THREE.Scene; pose(seconds: number, camera: THREE.Camera): void } {
  const scene = new THREE.Scene();
  scene.background = new THREE.Color(0x6688bb);
  const sun = new THREE.DirectionalLight(0xffffff, 3);
  sun.position.set(3, 5, 2);
  scene.add(sun, new THREE.AmbientLight(0x8899bb, 1));
  const ground = new THREE.Mesh(
    new THREE.PlaneGeometry(80, 80),
    new THREE.MeshStandardNodeMaterial({ map: createTiles(), roughness: 0.9 }),
  );
  ground.rotation.x = -Math.PI / 2;
  scene.add(ground);
  const geometry = new THREE.BoxGeometry(0.7, 1.6, 0.7);
  const blocks = Array.from({ length: 120 }, (_, index) => {
    const color = new THREE.Color().setHSL((index * 0.37) % 1, 0.6, 0.5);
    const block = new THREE.Mesh(geometry, new THREE.MeshStandardNodeMaterial({ color }));
    block.position.set(((index * 7) % 24) - 12, 0.8, -Math.floor(index / 6) * 1.5);
    scene.add(block);
    return block;
  });
  return {
    scene,
    pose(seconds, camera) {
      blocks.forEach((block, index) => (block.rotation.y = seconds * (1 + (index % 5))));
      camera.position.set(4 * Math.sin(seconds * 1.3), 1.7, 5 - seconds);
      camera.lookAt(2 * Math.sin(seconds * 0.7), 1, -10);
      camera.updateMatrixWorld();
    },
  };
}

function createTiles(): THREE.DataTexture {
  const side = 64;
  const pixels = new Uint8Array(side * side * 4);
  for (let i = 0; i < side * side; i++) {
    const edge = i % 16 === 0 || Math.floor(i / side) % 16 === 0;
    pixels.set(edge ? [40, 40, 45, 255] : [150 + (i % 7) * 4, 140, 120, 255], i * 4);
  }
  const tiles = new THREE.DataTexture(pixels, side, side);
  tiles.wrapS = THREE.RepeatWrapping;
  tiles.wrapT = THREE.RepeatWrapping;
  tiles.repeat.set(40, 40);
  tiles.generateMipmaps = true;
  tiles.minFilter = THREE.LinearMipmapLinearFilter;
  tiles.magFilter = THREE.LinearFilter;
  tiles.colorSpace = THREE.SRGBColorSpace;
  tiles.needsUpdate = true;
  return tiles;
}
