// What three's Inspector is told: names of our textures, pictures of them that can be drawn, and our passes.
import * as THREE from 'three/webgpu';
import { vec4 } from 'three/tsl';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { upscale } from '@frameloom/three';
import { createStage, type Stage } from './support.ts';

type Inspected = {
  node: THREE.Node & { _inspectorNode?: unknown };
  callback: ((node: THREE.Node) => THREE.Node) | null;
  getName(): string;
};

class Recorder extends THREE.InspectorBase {
  readonly nodes = new Map<string, Inspected>();
  readonly passes: string[] = [];
  override inspect(node: THREE.Node): void {
    const inspected = node as unknown as Inspected;
    this.nodes.set(inspected.getName(), inspected);
  }
  override beginCompute(uid: string, node: { name?: string }): void {
    this.passes.push(`begin ${node.name ?? ''} ${uid}`);
  }
  override finishCompute(uid: string): void {
    this.passes.push(`end ${uid}`);
  }
}

let stage: Stage;
beforeAll(async () => {
  stage = await createStage({ width: 64, height: 36 });
});
afterAll(() => stage.dispose());

test('the Inspector shows the inputs, the output and the passes of upscale()', async () => {
  const { renderer } = stage;
  const recorder = new Recorder();
  renderer.inspector = recorder as never;
  const scene = new THREE.Scene();
  scene.background = new THREE.Color(0.1, 0.2, 0.4);
  scene.add(new THREE.Mesh(new THREE.BoxGeometry(2, 2, 2), new THREE.MeshBasicMaterial({ color: 0xff8800 })));
  const camera = new THREE.PerspectiveCamera(50, 64 / 36, 0.1, 50);
  camera.position.z = 4;
  const pipeline = new THREE.RenderPipeline(renderer);
  const node = upscale(scene, camera, { quality: 'performance' });
  pipeline.outputNode = node as unknown as THREE.Node;
  for (let frame = 0; frame < 3; frame++) {
    stage.frame(() => pipeline.render());
    await node.ready;
  }

  const names = ['depth', 'output', 'result', 'velocity'].map((name) => `Upscale / ${name}`);
  expect([...recorder.nodes.keys()].toSorted()).toEqual(names);
  const [begin = '', end = ''] = recorder.passes.slice(-2);
  expect(begin).toMatch(/^begin Upscale upscale:f\d+$/);
  expect(end).toBe(begin.replace('begin Upscale', 'end'));

  // As the Inspector draws them; motion is grey where nothing moves.
  const centre: Record<string, number[]> = {};
  for (const [name, { node: shown, callback }] of recorder.nodes) {
    const material = new THREE.NodeMaterial();
    material.fragmentNode = vec4((callback ? callback(shown) : shown) as THREE.Node<'vec4'>);
    const quad = new THREE.QuadMesh(material);
    stage.frame(() => quad.render(renderer));
    const at = (18 * 64 + 32) * 4;
    centre[name] = Array.from((await stage.readTarget()).subarray(at, at + 3));
    material.dispose();
  }
  expect(centre['Upscale / output']![0]).toBeGreaterThan(0.5);
  expect(centre['Upscale / result']![0]).toBeGreaterThan(0.5);
  expect(centre['Upscale / depth']![0]).toBeGreaterThan(0.03);
  expect(centre['Upscale / depth']![0]).toBeLessThan(0.2);
  expect(centre['Upscale / velocity']![0]).toBeCloseTo(0.5, 2);
  expect(centre['Upscale / velocity']![2]).toBeCloseTo(0, 2);
  node.dispose();
  pipeline.dispose();
});
