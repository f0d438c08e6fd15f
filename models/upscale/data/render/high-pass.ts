// Renders a frame at sampleFactor times the display size per axis, without jitter: HDR colour, the motion that the three.js
// layer would hand to the upscaler, and depth.
import * as THREE from 'three/webgpu';
import { mrt, output } from 'three/tsl';
import type { Size } from '@frameloom/upscale';
import { repairVelocity } from '@frameloom/three';
import { createMipBias } from '../../../../packages/three/src/mip-bias.ts';
import { createBackgroundMotion } from '../../../../packages/three/src/passes/motion/background.ts';
import { SceneMotionNode } from '../../../../packages/three/src/scene-motion.ts';
import type { Stage } from '../../../../tests/quality/engine/stage.ts';
import type { TileTextures } from './decimator.ts';
import { cutTiles, sampleFactor, type Tile } from './sizes.ts';

/**
 * Level-of-detail bias of the high-resolution render. The product biases by log2(render / display) − 1, so its samples carry
 * the detail of twice the display resolution; so must these, at six times.
 */
export const mipBias: number = Math.log2(sampleFactor / 2);

/** The high-resolution renderer of one sequence. */
export type HighPass = {
  /**
   * Renders the frame, tile by tile; `onTile` must use the textures before it returns. `cut`: nothing moved here from
   * anywhere. `same`: world and camera are as in the last frame and the one before.
   */
  render(
    scene: THREE.Scene,
    camera: THREE.PerspectiveCamera,
    change: { readonly cut: boolean; readonly same: boolean },
    onTile: (tile: Tile, textures: TileTextures, clipToPrevious: THREE.Matrix4) => void,
  ): void;
  dispose(): void;
};

/** Creates the pass. `tileLimit`: the largest texture side, in texels. */
export function createHighPass(stage: Stage, displaySize: Size, tileLimit: number): HighPass {
  const { renderer } = stage;
  repairVelocity();
  const tiles = cutTiles(displaySize, tileLimit);
  const targets = new Map<string, THREE.RenderTarget>();
  const bias = createMipBias();
  bias.update(mipBias, displaySize, displaySize, true);
  const background = createBackgroundMotion();
  const motionNode = new SceneMotionNode(new THREE.PerspectiveCamera());
  const outputs = mrt({ output, velocity: motionNode })
    .setBlendMode('velocity', new THREE.BlendMode(THREE.MaterialBlending))
    .setClearColor('velocity', 0x000000, 0);
  const full = { width: displaySize.width * sampleFactor, height: displaySize.height * sampleFactor };
  const whole = new THREE.Matrix4();
  let last: readonly [Tile, TileTextures, THREE.Matrix4] | undefined;

  function targetOf({ width, height }: Tile): THREE.RenderTarget {
    const key = `${width}×${height}`;
    const target = targets.get(key) ?? createTarget(width, height);
    targets.set(key, target);
    return target;
  }

  return {
    render(scene, camera, { cut, same }, onTile) {
      if (same && last !== undefined) {
        onTile(...last);
        return;
      }
      motionNode.camera = camera;
      if (cut) {
        motionNode.forget();
        background.forget();
      }
      whole.copy(camera.projectionMatrix);
      motionNode.beginFrame(whole);
      const clipToPrevious = background.update(whole, camera);
      const savedContext = renderer.contextNode;
      renderer.contextNode = bias.contextNode;
      renderer.setMRT(outputs);
      try {
        for (const tile of tiles) {
          const target = targetOf(tile);
          cropProjection(camera, whole, tile, full);
          renderer.setRenderTarget(target);
          renderer.render(scene, camera);
          const [color, motion] = target.textures.map((texture) => stage.gpuTexture(texture));
          const depth = stage.gpuTexture(target.depthTexture!);
          const rendered = [tile, { color: color!, motion: motion!, depth }, clipToPrevious] as const;
          onTile(...rendered);
          last = tiles.length === 1 ? rendered : undefined;
        }
      } finally {
        camera.projectionMatrix.copy(whole);
        camera.projectionMatrixInverse.copy(whole).invert();
        renderer.setRenderTarget(null);
        renderer.setMRT(null);
        renderer.contextNode = savedContext;
      }
      motionNode.endFrame();
    },
    dispose() {
      for (const target of targets.values()) {
        target.depthTexture?.dispose();
        target.dispose();
      }
    },
  };
}

function createTarget(width: number, height: number): THREE.RenderTarget {
  const target = new THREE.RenderTarget(width, height, { count: 2, type: THREE.HalfFloatType, samples: 0 });
  target.textures[0]!.name = 'output';
  target.textures[1]!.name = 'velocity';
  target.depthTexture = new THREE.DepthTexture(width, height);
  target.depthTexture.type = THREE.FloatType;
  return target;
}

/** Makes the camera draw one tile of its picture: scales and moves clip space so that the tile fills it. */
function cropProjection(camera: THREE.PerspectiveCamera, whole: THREE.Matrix4, tile: Tile, full: Size): void {
  const scale = new THREE.Vector2(full.width / tile.width, full.height / tile.height);
  const centreX = ((tile.x + tile.width / 2) / full.width) * 2 - 1;
  const centreY = 1 - ((tile.y + tile.height / 2) / full.height) * 2;
  const crop = new THREE.Matrix4().makeScale(scale.x, scale.y, 1);
  crop.elements[12] = -centreX * scale.x;
  crop.elements[13] = -centreY * scale.y;
  camera.projectionMatrix.multiplyMatrices(crop, whole);
  camera.projectionMatrixInverse.copy(camera.projectionMatrix).invert();
}
