import * as THREE from 'three/webgpu';
import { mrt, output, pass, renderOutput, velocity } from 'three/tsl';
import { taau } from 'three/addons/tsl/display/TAAUNode.js';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { repairVelocity, temporalUpscale, upscale, type UpscaleNode } from '@frameloom/three';
import { createStage, type Stage, type StageOptions } from './support.ts';

const width = 64;
const height = 36;
let stage: Stage;
beforeAll(async () => {
  stage = await createStage({ width, height });
});
afterAll(() => stage.dispose());
afterEach(() => vi.restoreAllMocks());

type Content = { scene: THREE.Scene; camera: THREE.PerspectiveCamera; box: THREE.Mesh };

function content(): Content {
  const scene = new THREE.Scene();
  const box = new THREE.Mesh(
    new THREE.BoxGeometry(2, 2, 2),
    new THREE.MeshBasicMaterial({ color: 0xff8800 }),
  );
  scene.add(box);
  const camera = new THREE.PerspectiveCamera(50, width / height, 0.1, 50);
  camera.position.z = 4;
  return { scene, camera, box };
}

async function play(
  set: Stage,
  node: UpscaleNode,
  pipeline: THREE.RenderPipeline,
  frames = 4,
): Promise<Float32Array> {
  set.frame(() => pipeline.render());
  await node.ready;
  for (let i = 0; i < frames; i++) set.frame(() => pipeline.render());
  return set.readTarget();
}

const centre = (w = width, h = height): number => (Math.floor(h / 2) * w + Math.floor(w / 2)) * 4;

/** The box's orange in the middle, black in the corner, nothing broken. */
function expectBox(pixels: Float32Array, w = width, h = height): void {
  expect(pixels.every(Number.isFinite)).toBe(true);
  expect(pixels[centre(w, h)]).toBeGreaterThan(0.9);
  expect(pixels[centre(w, h) + 2]).toBeLessThan(0.05);
  expect(pixels[0]).toBeLessThan(0.05);
}

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

describe('memory', () => {
  test('dispose() gives everything back, to us and to three', async () => {
    const { scene, camera } = content();
    const pipeline = new THREE.RenderPipeline(stage.renderer);
    const cycle = async (): Promise<{ textures: number; created: number }> => {
      const node = upscale(scene, camera);
      pipeline.outputNode = node;
      pipeline.needsUpdate = true;
      await play(stage, node, pipeline, 2);
      expect(node.stats.memoryBytes).toBeGreaterThan(width * height * 8);
      node.dispose();
      expect(node.stats.memoryBytes).toBe(0);
      return { textures: stage.renderer.info.memory.textures, created: live.size };
    };
    // Every texture made and destroyed on the device, whoever asks.
    const live = new Set<GPUTexture>();
    const create = stage.device.createTexture.bind(stage.device);
    vi.spyOn(stage.device, 'createTexture').mockImplementation((descriptor) => {
      const texture = create(descriptor);
      live.add(texture);
      const destroy = texture.destroy.bind(texture);
      texture.destroy = () => {
        live.delete(texture);
        destroy();
      };
      return texture;
    });
    await cycle();
    const before = await cycle();
    const after = await cycle();
    expect(after).toEqual(before);
    pipeline.dispose();
  });

  test('random sizes, ratios, switches and resets end where they began', async () => {
    const { scene, camera } = content();
    const pipeline = new THREE.RenderPipeline(stage.renderer);
    const node = upscale(scene, camera, { ratio: 1 });
    pipeline.outputNode = node;
    await play(stage, node, pipeline, 1);
    const { memoryBytes } = node.stats;
    let state = 11;
    const random = (): number => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
    for (let i = 0; i < 60; i++) {
      const pick = random();
      if (pick < 0.4) stage.setSize(16 + Math.floor(random() * 80), 9 + Math.floor(random() * 60));
      else if (pick < 0.8) node.ratio = 1 + random() * 2;
      else if (pick < 0.9) node.reset();
      else node.enabled = !node.enabled;
      stage.frame(() => pipeline.render());
      // As between the frames of a page: what was submitted gets known.
      if (i % 8 === 7) await stage.device.queue.onSubmittedWorkDone();
    }
    node.enabled = true;
    stage.setSize(width, height);
    node.ratio = 1;
    for (let i = 0; i < 3; i++) stage.frame(() => pipeline.render());
    expectBox(await stage.readTarget());
    expect(node.stats.memoryBytes).toBe(memoryBytes);
    node.dispose();
  });

  test('a node that is disposed but still in a pipeline says so', async () => {
    const { scene, camera } = content();
    const pipeline = new THREE.RenderPipeline(stage.renderer);
    const node = upscale(scene, camera);
    pipeline.outputNode = node;
    await play(stage, node, pipeline, 1);
    node.dispose();
    expect(() => stage.frame(() => pipeline.render())).toThrow(/disposed and is still in a pipeline/);
  });

  test('a lost device stops the picture, not the page', async () => {
    const set = await createStage({ width, height });
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const { scene, camera } = content();
    const pipeline = new THREE.RenderPipeline(set.renderer);
    const node = upscale(scene, camera);
    pipeline.outputNode = node;
    await play(set, node, pipeline, 1);
    set.device.destroy();
    await set.device.lost;
    expect(() => set.frame(() => pipeline.render())).not.toThrow();
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
