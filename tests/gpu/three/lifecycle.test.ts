import * as THREE from 'three/webgpu';
import { mrt, output, pass, renderOutput, velocity } from 'three/tsl';
import { taau } from 'three/addons/tsl/display/TAAUNode.js';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { repairVelocity, temporalUpscale, upscale, type UpscaleNode } from '@frameloom/three';
import { centre, content, expectBox, height, play, width } from './content.ts';
import { createStage, type Stage, type StageOptions } from './support.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage({ width, height });
});
afterAll(() => stage.dispose());
afterEach(() => vi.restoreAllMocks());

describe('cameras and depth', () => {
  const stages: [string, StageOptions][] = [
    ['normal depth', {}],
    ['reversed depth', { reversedDepthBuffer: true }],
  ];
  for (const [name, options] of stages) {
    test(`${name}, perspective, infinite and orthographic`, async () => {
      const set = await createStage({ width, height, ...options });
      const { scene, camera } = content();
      const far = camera.clone();
      far.far = 1e9;
      far.updateProjectionMatrix();
      const parallel = new THREE.OrthographicCamera(-3, 3, 1.7, -1.7, 0.1, 50);
      parallel.position.z = 4;
      const pipeline = new THREE.RenderPipeline(set.renderer);
      for (const each of [camera, far, parallel]) {
        const node = upscale(scene, each);
        pipeline.outputNode = node;
        pipeline.needsUpdate = true;
        expectBox(await play(set, node, pipeline));
        node.dispose();
      }
      set.dispose();
    });
  }

  test('assigning a camera cuts to it, another kind of camera included', async () => {
    const { scene, camera } = content();
    const pipeline = new THREE.RenderPipeline(stage.renderer);
    const node = upscale(scene, camera);
    pipeline.outputNode = node;
    await play(stage, node, pipeline);
    const away = camera.clone();
    away.position.set(0, 30, 0);
    node.camera = away;
    stage.frame(() => pipeline.render());
    expect((await stage.readTarget())[centre()]).toBeLessThan(0.02);
    const parallel = new THREE.OrthographicCamera(-3, 3, 1.7, -1.7, 0.1, 50);
    parallel.position.z = 4;
    node.camera = parallel;
    stage.frame(() => pipeline.render());
    expectBox(await stage.readTarget());
    node.dispose();
  });

  test('a logarithmic depth buffer is refused, with three left as it was', async () => {
    const set = await createStage({ width, height, logarithmicDepthBuffer: true });
    const { scene, camera } = content();
    const pipeline = new THREE.RenderPipeline(set.renderer);
    pipeline.outputNode = upscale(scene, camera);
    const { toneMapping } = set.renderer;
    expect(() => set.frame(() => pipeline.render())).toThrow(
      /logarithmic depth buffer.*reversedDepthBuffer: true/,
    );
    expect(set.renderer.toneMapping).toBe(toneMapping);
    set.dispose();
  });

  test('an XR session is refused', async () => {
    const { scene, camera } = content();
    const pipeline = new THREE.RenderPipeline(stage.renderer);
    const node = upscale(scene, camera);
    pipeline.outputNode = node;
    vi.spyOn(stage.renderer.xr, 'isPresenting', 'get').mockReturnValue(true);
    expect(() => stage.frame(() => pipeline.render())).toThrow(/XR session is presenting/);
    vi.restoreAllMocks();
    expectBox(await play(stage, node, pipeline));
    node.dispose();
  });
});

describe('sizes', () => {
  test('follows the drawing buffer, odd sizes included, and the ratio', async () => {
    const { scene, camera } = content();
    const pipeline = new THREE.RenderPipeline(stage.renderer);
    const node = upscale(scene, camera, { ratio: 1.5 });
    pipeline.outputNode = node;
    await play(stage, node, pipeline);
    for (const [w, h] of [
      [81, 47],
      [33, 64],
      [width, height],
    ] as const) {
      stage.setSize(w, h);
      camera.aspect = w / h;
      camera.updateProjectionMatrix();
      for (const ratio of [1.5, 3, 1, 1.7]) {
        node.ratio = ratio;
        for (let i = 0; i < 2; i++) stage.frame(() => pipeline.render());
        expect(node.stats).toMatchObject({
          displaySize: { width: w, height: h },
          renderSize: { width: Math.round(w / ratio), height: Math.round(h / ratio) },
        });
        expectBox(await stage.readTarget(), w, h);
      }
    }
    node.dispose();
  });

  test('follows the pixel ratio', async () => {
    const { scene, camera } = content();
    const pipeline = new THREE.RenderPipeline(stage.renderer);
    const node = upscale(scene, camera);
    pipeline.outputNode = node;
    await play(stage, node, pipeline, 1);
    stage.renderer.setPixelRatio(1.5);
    stage.frame(() => pipeline.render());
    expect(node.stats.displaySize).toEqual({ width: 96, height: 54 });
    stage.renderer.setPixelRatio(1);
    stage.frame(() => pipeline.render());
    expectBox(await stage.readTarget());
    node.dispose();
  });

  test('inputs of different sizes are refused', () => {
    const { scene, camera } = content();
    const one = pass(scene, camera, { samples: 0 });
    one.setMRT(mrt({ output, velocity }));
    const two = pass(scene, camera, { samples: 0 }).setResolutionScale(0.5);
    const pipeline = new THREE.RenderPipeline(stage.renderer);
    const node = temporalUpscale(
      one.getTextureNode(),
      two.getTextureNode('depth'),
      one.getTextureNode('velocity'),
      camera,
    );
    pipeline.outputNode = node;
    expect(() => stage.frame(() => pipeline.render())).toThrow(/depth is 32×18 and beauty 64×36/);
    node.dispose();
  });
});

describe('company', () => {
  test('two pipelines look at one scene without disturbing each other', async () => {
    const { scene, camera, box } = content();
    const other = camera.clone();
    const make = (eye: THREE.Camera): [UpscaleNode, THREE.RenderPipeline] => {
      const node = upscale(scene, eye);
      const pipeline = new THREE.RenderPipeline(stage.renderer);
      pipeline.outputNode = node;
      return [node, pipeline];
    };
    const [nodeA, a] = make(camera);
    const [nodeB, b] = make(other);
    await play(stage, nodeA, a, 1);
    await play(stage, nodeB, b, 1);
    const velocities = [];
    for (let i = 0; i < 3; i++) {
      box.position.x += 0.02;
      stage.frame(() => {
        a.render();
        b.render();
      });
    }
    for (const node of [nodeA, nodeB]) {
      const texels = await stage.read(node.scenePass!.getTexture('velocity'));
      velocities.push(texels[(9 * 32 + 16) * 4]!);
    }
    expect(velocities[0]).toBeGreaterThan(0.005);
    expect(velocities[1]).toBe(velocities[0]); // three's own velocity would read 0 here
    expectBox(await stage.readTarget());
    nodeA.dispose();
    nodeB.dispose();
  });

  test('another temporal node that jitters already is respected, with one warning', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const { scene, camera } = content();
    const scenePass = pass(scene, camera, { samples: 0 }).setResolutionScale(0.5);
    scenePass.setMRT(mrt({ output, velocity }));
    const inputs = ['output', 'depth', 'velocity'].map((name) => scenePass.getTextureNode(name)) as [
      THREE.TextureNode,
      THREE.TextureNode,
      THREE.TextureNode,
    ];
    const theirs = taau(...inputs, camera);
    const ours = temporalUpscale(...inputs, camera);
    const pipeline = new THREE.RenderPipeline(stage.renderer);
    pipeline.outputNode = theirs
      .mul(0.5)
      .add((ours as unknown as THREE.Node<'vec4'>).mul(0.5)) as unknown as THREE.Node;
    for (let i = 0; i < 3; i++) stage.frame(() => pipeline.render());
    const said = warn.mock.calls
      .flat()
      .filter((text) => String(text).includes("already jitters this pipeline's camera"));
    expect(said).toHaveLength(1);
    ours.dispose();
  });

  test('multisampling is taken out, with one warning', async () => {
    const set = await createStage({ width, height, samples: 4 });
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const { scene, camera } = content();
    const pipeline = new THREE.RenderPipeline(set.renderer);
    const node = upscale(scene, camera);
    pipeline.outputNode = node;
    expectBox(await play(set, node, pipeline));
    expect(node.scenePass!.renderTarget.samples).toBe(0);
    const multisampled = pass(scene, camera);
    multisampled.setMRT(mrt({ output, velocity }));
    const own = temporalUpscale(
      multisampled.getTextureNode(),
      multisampled.getTextureNode('depth'),
      multisampled.getTextureNode('velocity'),
      camera,
    );
    pipeline.outputNode = own;
    pipeline.needsUpdate = true;
    expectBox(await play(set, own, pipeline));
    const said = warn.mock.calls.flat().filter((text) => /antialias: (true|false)/.test(String(text)));
    expect(said.length).toBeGreaterThan(0);
    expect(new Set(said).size).toBe(said.length);
    node.dispose();
    own.dispose();
    set.dispose();
  });
});

describe('temporalUpscale()', () => {
  function own(scene: THREE.Scene, camera: THREE.Camera): ReturnType<typeof pass> {
    const scenePass = pass(scene, camera, { samples: 0 }).setResolutionScale(0.5);
    scenePass.setMRT(mrt({ output, velocity }));
    return scenePass;
  }

  test('takes the arguments of taau(), effects before and after it', async () => {
    const { scene, camera } = content();
    const scenePass = own(scene, camera);
    const [beauty, depth, motion] = ['output', 'depth', 'velocity'].map((name) =>
      scenePass.getTextureNode(name),
    ) as [THREE.TextureNode<'vec4'>, THREE.TextureNode, THREE.TextureNode];
    const node = temporalUpscale(beauty.mul(0.5), depth, motion, camera);
    const pipeline = new THREE.RenderPipeline(stage.renderer);
    pipeline.outputColorTransform = false;
    pipeline.outputNode = (node as unknown as THREE.Node<'vec4'>).mul(0.5);
    const pixels = await play(stage, node, pipeline, 6);
    expect(pixels[centre()]).toBeCloseTo(0.25, 2);
    expect(node.stats).toMatchObject({ ratio: 2, renderSize: { width: 32, height: 18 } });
    node.ratio = 1.5;
    for (let i = 0; i < 2; i++) stage.frame(() => pipeline.render());
    expect(node.stats.renderSize).toEqual({ width: 42, height: 24 });
    node.dispose();
  });

  test("three's velocity forgets an object that was hidden", async () => {
    const { scene, camera, box } = content();
    const floor = new THREE.Mesh(new THREE.PlaneGeometry(9, 1), new THREE.MeshBasicMaterial());
    floor.position.y = -2;
    scene.add(floor);
    const scenePass = own(scene, camera);
    const node = temporalUpscale(
      scenePass.getTextureNode(),
      scenePass.getTextureNode('depth'),
      scenePass.getTextureNode('velocity'),
      camera,
    );
    const pipeline = new THREE.RenderPipeline(stage.renderer);
    pipeline.outputNode = node;
    const read = async (): Promise<number> => {
      stage.frame(() => pipeline.render());
      return (await stage.read(scenePass.getTexture('velocity')))[(9 * 32 + 16) * 4]!;
    };
    await read();
    box.position.x += 0.02;
    expect(await read()).toBeGreaterThan(0.005);
    box.visible = false;
    await read();
    await read();
    box.position.x += 0.5;
    box.visible = true;
    expect(await read()).toBe(0);
    node.dispose();
  });
});

test('the spatial path and the switch show the picture too', async () => {
  const { scene, camera } = content();
  const pipeline = new THREE.RenderPipeline(stage.renderer);
  pipeline.outputNode = renderOutput(
    upscale(scene, camera) as unknown as THREE.Node<'vec4'>,
  ) as unknown as THREE.Node;
  const node = upscale(scene, camera, { path: 'spatial' });
  pipeline.outputNode = node;
  expectBox(await play(stage, node, pipeline));
  node.dispose();
  const temporal = upscale(scene, camera);
  pipeline.outputNode = temporal;
  pipeline.needsUpdate = true;
  await play(stage, temporal, pipeline);
  temporal.enabled = false;
  stage.frame(() => pipeline.render());
  expectBox(await stage.readTarget());
  temporal.enabled = true;
  stage.frame(() => pipeline.render());
  expectBox(await stage.readTarget());
  temporal.dispose();
});

test('the velocity repair is made once and can be taken back', () => {
  const { setupPosition } = THREE.NodeMaterial.prototype;
  const undo = repairVelocity();
  expect(repairVelocity()).toBe(undo);
  expect(THREE.NodeMaterial.prototype.setupPosition).toBe(setupPosition); // the tests above made it already
  undo();
  expect(THREE.NodeMaterial.prototype.setupPosition).not.toBe(setupPosition);
  expect(THREE.NodeMaterial.prototype.setupPosition.name).toBe('setupPosition');
  repairVelocity();
});
