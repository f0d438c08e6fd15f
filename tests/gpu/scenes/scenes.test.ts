import * as THREE from 'three/webgpu';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildScene, type BuiltScene, sceneInfos, type SceneName } from '@frameloom/scenes';
import { createSceneCamera, type Picture, type SceneCamera } from './camera-target.ts';

const [width, height] = [96, 54];
let view: SceneCamera;
let baseline: Record<string, number>;

beforeAll(async () => {
  view = await createSceneCamera(width, height);
  // three keeps a few tables of its own after the first use of a kind of material
  const scene = new THREE.Scene();
  const box = new THREE.Mesh(new THREE.BoxGeometry(), new THREE.MeshStandardMaterial());
  scene.add(box, new THREE.DirectionalLight());
  const camera = new THREE.PerspectiveCamera();
  camera.position.z = 3;
  view.render({ scene, camera } as BuiltScene);
  box.geometry.dispose();
  box.material.dispose();
  scene.clear();
  baseline = memory();
});
afterAll(() => view.dispose());

function memory(): Record<string, number> {
  const { geometries, attributes, textures, renderTargets, programs } = view.renderer.info.memory;
  return { geometries, attributes, textures, renderTargets, programs };
}

type Range = readonly [least: number, most: number];

/**
 * Pixels of motion per frame on a display of 960 × 540: the range the median must lie in during the strafe,
 * the turn and the second shot, and what the 90th percentile must reach in the strafe.
 */
const expected: Record<SceneName, { strafe: Range; fast: number; turn: Range; second: Range }> = {
  market: { strafe: [6, 16], fast: 14, turn: [8, 16], second: [2, 10] },
  parade: { strafe: [8, 16], fast: 20, turn: [10, 22], second: [8, 18] },
  // more than half of the picture is sky, which does not move in a strafe
  thin: { strafe: [0, 6], fast: 10, turn: [8, 16], second: [2, 10] },
  foliage: { strafe: [6, 16], fast: 14, turn: [8, 16], second: [2, 10] },
  glass: { strafe: [8, 16], fast: 14, turn: [8, 16], second: [1.5, 10] },
  static: { strafe: [0.2, 0.6], fast: 0.4, turn: [3, 8], second: [0.3, 1.2] },
};

describe.each(sceneInfos)('$name', ({ name }) => {
  let built: BuiltScene;
  beforeAll(async () => {
    built = await buildScene(name);
  });

  /** The picture at a frame, after the frame before it was rendered too. */
  async function play(frame: number): Promise<Picture> {
    for (const step of [frame - 1, frame]) {
      built.sequence(step);
      view.render(built);
    }
    return view.measure();
  }

  test('every shot is lit, finite and moves as fast as it is meant to', async () => {
    const strafe = await play(10);
    const turn = await play(24);
    const second = await play(38);
    const stopped = await play(56);
    for (const picture of [strafe, turn, second, stopped]) {
      expect(picture.broken).toBe(0);
      expect(picture.mean).toBeGreaterThan(0.02);
      expect(picture.black).toBeLessThan(0.2);
      expect(picture.peak).toBeLessThan(20);
    }
    const range = expected[name];
    expectWithin(strafe.motion.p50, range.strafe);
    expect(strafe.motion.p90).toBeGreaterThan(range.fast);
    expectWithin(turn.motion.p50, range.turn);
    expectWithin(second.motion.p50, range.second);
    // the camera stands; only things move, and in `static` not even they
    expect(stopped.motion.p50).toBeLessThan(0.6);
    if (name === 'static') expect(stopped.motion.p99).toBe(0);
    else expect(stopped.motion.p99).toBeGreaterThan(0.2);
  });

  test('its flight is lit and finite', async () => {
    built.animate(9);
    built.flight(9);
    view.render(built);
    const picture = await view.measure();
    expect(picture.broken).toBe(0);
    expect(picture.mean).toBeGreaterThan(0.02);
    expect(picture.black).toBeLessThan(0.2);
  });

  test('dispose gives everything back', () => {
    built.dispose();
    expect(memory()).toEqual(baseline);
  });
});

function expectWithin(value: number, [least, most]: Range): void {
  expect(value).toBeGreaterThanOrEqual(least);
  expect(value).toBeLessThanOrEqual(most);
}
