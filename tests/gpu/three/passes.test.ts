// Passes that the user puts together: beside the upscaler, before it, and with a viewport.
import * as THREE from 'three/webgpu';
import {
  builtinAOContext,
  context,
  float,
  mrt,
  output,
  pass,
  positionWorld,
  vec3,
  vec4,
  velocity,
} from 'three/tsl';
import { outline } from 'three/addons/tsl/display/OutlineNode.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporalUpscale, upscale, type UpscaleNode } from '@frameloom/three';
import { getJitterOffset, getJitterPhaseCount } from '@frameloom/upscale';
import { createStage, type Stage } from './support.ts';

const width = 64;
const height = 36;
let stage: Stage;
beforeAll(async () => {
  stage = await createStage({ width, height });
});
afterAll(() => stage.dispose());

function camera(): THREE.PerspectiveCamera {
  const made = new THREE.PerspectiveCamera(50, width / height, 0.1, 50);
  made.position.z = 3;
  return made;
}

async function start(
  node: UpscaleNode,
  shown: THREE.Node = node as unknown as THREE.Node,
): Promise<() => void> {
  const pipeline = new THREE.RenderPipeline(stage.renderer);
  pipeline.outputNode = shown;
  const render = (): void => stage.frame(() => pipeline.render());
  render();
  await node.ready;
  return render;
}

describe('an AO pre-pass', () => {
  /** 64×64 with seven levels; level n is grey n / 8. */
  function levels(): THREE.DataTexture {
    const level = (n: number): { data: Uint8Array; width: number; height: number } => {
      const size = 64 >> n;
      return { data: new Uint8Array(size * size * 4).fill(n * 32), width: size, height: size };
    };
    const map = new THREE.DataTexture(level(0).data, 64, 64);
    map.mipmaps = Array.from({ length: 7 }, (_, n) => level(n)) as never;
    map.minFilter = THREE.LinearMipmapLinearFilter;
    map.magFilter = THREE.LinearFilter;
    map.wrapS = map.wrapT = THREE.RepeatWrapping;
    map.repeat.set((4 * width) / 64, (4 * height) / 64);
    map.needsUpdate = true;
    return map;
  }

  async function sampledLevel(own: THREE.ContextNode<unknown> | null, composed = false): Promise<number> {
    const scene = new THREE.Scene();
    scene.add(new THREE.Mesh(new THREE.PlaneGeometry(2, 2), new THREE.MeshBasicMaterial({ map: levels() })));
    const eye = new THREE.OrthographicCamera(-1, 1, 1, -1, 0.1, 10);
    eye.position.z = 1;
    const before = pass(scene, eye, { samples: 0 }).setResolutionScale(0.5);
    before.setMRT(mrt({ output, velocity }));
    const beauty = pass(scene, eye, { samples: 0 }).setResolutionScale(0.5);
    beauty.contextNode = own;
    const colour = beauty.getTextureNode() as unknown as THREE.Node<'vec4'>;
    const node = temporalUpscale(
      composed ? colour.mul(1) : colour,
      before.getTextureNode('depth'),
      before.getTextureNode('velocity'),
      eye,
      { path: 'spatial', mipBias: -2 },
    );
    const render = await start(node);
    for (let i = 0; i < 2; i++) render();
    const pixels = await stage.read(beauty.getTexture('output'));
    node.dispose();
    return pixels[(9 * 32 + 16) * 4]! * (255 / 32);
  }

  test('does not leave beauty without its bias, whatever context beauty has', async () => {
    // A render pixel spans 8 texels.
    expect(await sampledLevel(null)).toBeCloseTo(1, 1);
    expect(await sampledLevel(null, true)).toBeCloseTo(1, 1);
    expect(await sampledLevel(builtinAOContext(float(1)))).toBeCloseTo(1, 1);
  });

  test('gradients of its own win', async () => {
    const own = context({ getTextureGradient: () => null }) as unknown as THREE.ContextNode<unknown>;
    expect(await sampledLevel(own)).toBeCloseTo(3, 1);
  });
});

describe('what else is drawn in the pipeline', () => {
  test.each(['before', 'after'])('an outline, built %s the upscaler, stands still', async (order) => {
    const scene = new THREE.Scene();
    const box = new THREE.Mesh(new THREE.BoxGeometry(), new THREE.MeshBasicMaterial());
    box.rotation.set(0.4, 0.5, 0.1);
    scene.add(box);
    const eye = camera();
    const node = upscale(scene, eye);
    const line = outline(scene, eye, { selectedObjects: [box], edgeThickness: float(1) });
    const picture = node as unknown as THREE.Node<'vec4'>;
    const edge = vec4(vec3(line.visibleEdge as unknown as THREE.Node<'float'>), 0);
    const shown = order === 'before' ? edge.add(picture) : picture.add(edge);
    const render = await start(node, shown as unknown as THREE.Node);
    const mask = (line as unknown as { _renderTargetMaskBuffer: THREE.RenderTarget })[
      '_renderTargetMaskBuffer'
    ];
    const pictures = [];
    const projections = new Set<string>();
    scene.onBeforeRender = () => void projections.add(eye.projectionMatrix.elements.join());
    for (let i = 0; i < 4; i++) {
      render();
      pictures.push(await stage.read(mask.texture));
    }
    for (const each of pictures) expect(each).toEqual(pictures[0]);
    expect(pictures[0]!.some((value) => value > 0) && pictures[0]!.some((value) => value < 1)).toBe(true);
    expect(projections.size).toBe(5); // four phases for the upscaler, none for the outline
    node.dispose();
  });

  test('a pass that beauty is composed of is jittered with the others', async () => {
    const eye = camera();
    const scenes = [new THREE.Scene(), new THREE.Scene()] as const;
    const passes = scenes.map((scene) => {
      scene.add(new THREE.Mesh(new THREE.BoxGeometry(), new THREE.MeshBasicMaterial()));
      const made = pass(scene, eye, { samples: 0 }).setResolutionScale(0.5);
      made.setMRT(mrt({ output, velocity }));
      return made;
    });
    const seen: string[][] = [[], []];
    scenes.forEach((scene, i) => {
      scene.onBeforeRender = () => void seen[i]!.push(eye.projectionMatrix.elements.join());
    });
    const [first, second] = passes.map((each) => each.getTextureNode() as unknown as THREE.Node<'vec4'>);
    const node = temporalUpscale(
      first!.add(second!),
      passes[0]!.getTextureNode('depth'),
      passes[0]!.getTextureNode('velocity'),
      eye,
    );
    const render = await start(node);
    for (let i = 0; i < 3; i++) render();
    expect(new Set(seen[0]).size).toBe(4);
    expect(seen[1]).toEqual(seen[0]);
    node.dispose();
  });
});

describe('viewport and scissor', () => {
  function wall(): THREE.Scene {
    const scene = new THREE.Scene();
    const material = new THREE.MeshBasicNodeMaterial();
    material.colorNode = vec4(positionWorld.xy.mul(0.25).add(0.5), 0, 1);
    scene.add(new THREE.Mesh(new THREE.PlaneGeometry(20, 20), material));
    return scene;
  }

  test('the scene is drawn where the viewport is, jittered by render pixels and without motion', async () => {
    const eye = camera();
    eye.aspect = 32 / 18;
    eye.updateProjectionMatrix();
    const node = upscale(wall(), eye);
    node.scenePass!.setViewport(32, 18, 32, 18); // the lower right quarter
    node.scenePass!.setScissor(32, 18, 32, 18);
    const render = await start(node);
    const read = (name: string): Promise<Float32Array> => stage.read(node.scenePass!.getTexture(name));
    const at = (x: number, y: number): number => (y * 32 + x) * 4;
    const steady = await read('output');
    expect(steady[at(8, 4)]).toBe(0);
    expect(steady[at(24, 13)]).toBeCloseTo(0.5, 1);
    const perPixel = steady[at(25, 13)]! - steady[at(24, 13)]!;
    expect(perPixel).toBeGreaterThan(0.02);
    const phases = getJitterPhaseCount(32, 64);
    for (let frame = 0; frame < 4; frame++) {
      render();
      const seen = await read('output');
      const shift = (seen[at(24, 13)]! - steady[at(24, 13)]!) / perPixel;
      expect(shift).toBeCloseTo(getJitterOffset(frame, phases).x, 1);
      expect((await read('velocity'))[at(24, 13)]).toBe(0);
    }
    for (let i = 0; i < 12; i++) render();
    const picture = await stage.readTarget();
    const shown = (x: number, y: number): number => picture[(y * width + x) * 4]!;
    expect(shown(16, 9)).toBeLessThan(0.01);
    expect(shown(56, 27)).toBeGreaterThan(shown(40, 27) + 0.1);
    node.dispose();
  });
});
