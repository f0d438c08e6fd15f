import { upscale, type UpscaleNode } from '@frameloom/three';
import { generateFrames, type FrameGenerator } from '@frameloom/three/frames';
import * as THREE from 'three/webgpu';
import type { World } from '../shared/world.ts';
import type { Refresh } from './refreshes.ts';
import type { BetweenSettings } from './settings.ts';

/** What both sides show at a refresh. */
export type Sight = {
  /** Time of the refresh, and of the moment of the world that each side shows, ms. */
  time: number;
  left: number;
  right: number;
  /** Time of the generated frame between two rendered ones; undefined for a rendered frame. */
  generated: number | undefined;
  /** Whether the right side shows another picture than before. */
  isNew: boolean;
};

/** A world rendered at a low rate, as it is and with generated frames. */
export type Film = {
  readonly frames: FrameGenerator;
  readonly node: UpscaleNode;
  /** The newest rendered picture. */
  readonly left: THREE.Texture;
  /** What the generator shows. */
  readonly right: THREE.Texture;
  /** Shows a refresh, `pose` puts the world and its camera in place where it is rendered for it. */
  show(refresh: Refresh, width: number, height: number, pose: (seconds: number) => void): Sight;
  dispose(): void;
};

/** @param factor refreshes for each rendered frame. */
export function createFilm(
  renderer: THREE.WebGPURenderer,
  world: World,
  { mode, model, quality }: Readonly<BetweenSettings>,
  factor: number,
): Film {
  const node = upscale(world.scene, world.camera, { quality });
  const pipeline = new THREE.RenderPipeline(renderer, node);
  const frames = generateFrames(pipeline, { node, mode, model, factor, minBaseRate: 0 });
  frames.ready.catch(() => {});
  const made = [0, 1].map(makeTarget) as [THREE.RenderTarget, THREE.RenderTarget];
  let front: 0 | 1 = 0;
  const sight: Sight = { time: 0, left: 0, right: 0, generated: undefined, isNew: true };
  let before = 0;
  let pose = (): void => {};
  const callback = frames.loop((time) => {
    before = sight.left;
    sight.left = time;
    pose();
  });

  return {
    frames,
    node,
    get left() {
      return frames.rendered ?? made[front].texture;
    },
    get right() {
      return made[front].texture;
    },
    show({ time, seconds }, width, height, place) {
      world.camera.aspect = width / height;
      world.camera.updateProjectionMatrix();
      pose = () => place(seconds);
      const back = front === 0 ? 1 : 0;
      made[back].setSize(width, height);
      renderer.setRenderTarget(made[back]);
      callback(time);
      renderer.setRenderTarget(null);
      const { shown, debug } = frames;
      const generated = typeof shown === 'object' ? shown.generated : undefined;
      // A debug view stays until the next generated frame.
      sight.isNew = shown !== 'same' && (debug === 'none' || generated !== undefined);
      if (sight.isNew) front = back;
      if (shown === 'current') sight.right = sight.left;
      else if (shown === 'previous') sight.right = before;
      else if (generated !== undefined) sight.right = before + generated * (sight.left - before);
      if (shown !== 'same') sight.generated = generated;
      sight.time = time;
      return sight;
    },
    dispose() {
      frames.dispose();
      pipeline.dispose();
      node.dispose();
      for (const target of made) target.dispose();
    },
  };
}

function makeTarget(): THREE.RenderTarget {
  const target = new THREE.RenderTarget(1, 1, { depthBuffer: false, generateMipmaps: false });
  target.texture.colorSpace = THREE.NoColorSpace;
  return target;
}
