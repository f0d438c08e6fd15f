// What does not go to the screen by its positionLocal: vertex nodes, sprites, far places, backgrounds.
import * as THREE from 'three/webgpu';
import {
  billboarding,
  cameraProjectionMatrix,
  modelViewMatrix,
  outputStruct,
  positionGeometry,
  positionLocal,
  uniform,
  vec3,
  vec4,
} from 'three/tsl';
import { upscale } from '@frameloom/three';
import { describe, expect, test, vi } from 'vitest';
import { focal, height, measure, perUnit, plane, rig, step, useStage, width } from './rig.ts';

const stage = useStage();

function shown(vertexNode: THREE.Node): THREE.MeshBasicNodeMaterial {
  const material = new THREE.MeshBasicNodeMaterial();
  material.vertexNode = vertexNode as never;
  return material;
}

describe('vertexNode', () => {
  const nodes: Record<string, () => THREE.Node> = {
    'billboarding()': () => billboarding(),
    'billboarding() to all sides': () => billboarding({ horizontal: true, vertical: true }),
    'positions of its own': () => cameraProjectionMatrix.mul(modelViewMatrix).mul(vec4(positionGeometry, 1)),
    'local positions': () => cameraProjectionMatrix.mul(modelViewMatrix.mul(positionLocal)),
  };

  test.each(Object.entries(nodes))('%s: still, moving, and seen by a moving camera', async (_, make) => {
    expect(Math.abs(await measure(rig(stage.current, plane(shown(make())))))).toBeLessThan(1e-6);
    const mesh = plane(shown(make()));
    const moving = rig(stage.current, mesh);
    expect(await measure(moving, () => (mesh.position.x += step))).toBeCloseTo(step * perUnit, 4);
    const seen = rig(stage.current, plane(shown(make())));
    expect(await measure(seen, () => (seen.camera.position.x += step))).toBeCloseTo(-step * perUnit, 4);
  });

  test('a billboard stays as it is on the screen where its mesh turns', async () => {
    const mesh = plane(shown(billboarding({ horizontal: true, vertical: true })));
    const set = rig(stage.current, mesh);
    const probe = { at: [0.6, 0.5] as [number, number] };
    expect(Math.abs(await measure(set, () => (mesh.rotation.z += 0.1), 3, probe))).toBeLessThan(1e-6);
  });

  test('a uniform of its own moves it', async () => {
    const offset = uniform(0);
    const node = cameraProjectionMatrix
      .mul(modelViewMatrix)
      .mul(vec4(positionGeometry.add(vec3(offset, 0, 0)), 1));
    const set = rig(stage.current, plane(shown(node)));
    expect(await measure(set, (frame) => (offset.value = frame * step))).toBeCloseTo(step * perUnit, 4);
  });

  test('with jitter nothing that stands still moves, fixed to the screen or not', async () => {
    const scene = new THREE.Scene();
    const onScreen = new THREE.Mesh(new THREE.PlaneGeometry(1, 1), shown(vec4(positionGeometry.xy, 0.5, 1)));
    const inWorld = plane(shown(billboarding()));
    onScreen.frustumCulled = false;
    scene.add(inWorld, onScreen);
    const camera = new THREE.PerspectiveCamera(50, width / height, 0.1, 50);
    camera.position.z = 3;
    const node = upscale(scene, camera);
    const pipeline = new THREE.RenderPipeline(stage.current.renderer);
    pipeline.outputNode = node;
    const draw = (): void => stage.current.frame(() => pipeline.render());
    draw();
    await node.ready;
    for (let i = 0; i < 3; i++) draw();
    const texels = await stage.current.read(node.scenePass!.getTexture('velocity'));
    let covered = 0;
    for (let i = 0; i < texels.length; i += 4) {
      if (texels[i + 3]! > 0) covered++;
      expect(Math.hypot(texels[i]!, texels[i + 1]!)).toBeLessThan(2e-6);
    }
    expect(covered).toBeGreaterThan(100);
    node.dispose();
  });
});

describe('sprites', () => {
  test('turn and grow', async () => {
    const sprite = new THREE.Sprite(new THREE.SpriteMaterial());
    sprite.scale.setScalar(2);
    const probe = { at: [0.65, 0.5] as [number, number] };
    const grown = await measure(rig(stage.current, sprite), () => (sprite.scale.x *= 1.02), 3, probe);
    const x = ((Math.floor(0.65 * width) + 0.5) / width) * 2 - 1; // the pixel's place is 1 / 1.02 of it before
    expect(grown).toBeCloseTo(x * (1 - 1 / 1.02), 4);
    const turning = new THREE.Sprite(new THREE.SpriteMaterial());
    turning.scale.setScalar(2);
    const turned = { ...probe, channel: 1 };
    const up = await measure(
      rig(stage.current, turning),
      () => (turning.material.rotation += 0.02),
      3,
      turned,
    );
    expect(up).toBeCloseTo(x * (width / height) * 0.02, 3);
  });
});

describe('far from the origin', () => {
  test.each([true, false])(
    'highPrecision %s: a mesh on the globe moves as near the origin',
    async (isPrecise) => {
      const { renderer } = stage.current;
      renderer.highPrecision = isPrecise;
      const surface = new THREE.Vector3(3_980_000.25, 4_966_000.5, 400_000.75); // metres, earth-centred
      const mesh = plane();
      const group = new THREE.Group();
      mesh.position.copy(surface);
      group.add(mesh);
      const set = rig(stage.current, group);
      set.camera.position.copy(surface).add(new THREE.Vector3(0, 0, 3));
      const moved = await measure(set, () => (mesh.position.x += step));
      renderer.highPrecision = false;
      expect(moved).toBeCloseTo(step * perUnit, 4);
    },
  );
});

describe('backgrounds', () => {
  function sky(mapping: THREE.AnyMapping): THREE.DataTexture {
    const texture = new THREE.DataTexture(new Uint8Array([255, 0, 0, 255, 0, 255, 0, 255]), 2, 1);
    texture.mapping = mapping;
    texture.needsUpdate = true;
    return texture;
  }

  test('backgroundRotation turns it against a camera that stands', async () => {
    const turn = async (axis: 'background' | 'camera'): Promise<number> => {
      const set = rig(stage.current, new THREE.Group());
      set.scene.background = sky(THREE.EquirectangularReflectionMapping);
      set.scene.backgroundRotation.y = 0.3;
      return measure(set, () => {
        if (axis === 'camera') set.camera.rotation.y += 0.02;
        else set.scene.backgroundRotation.y -= 0.02;
      });
    };
    const expected = (Math.tan(0.02) * focal) / (width / height);
    expect(await turn('camera')).toBeCloseTo(expected, 4);
    expect(await turn('background')).toBeCloseTo(expected, 4);
  });

  test('a picture that stands on the screen does not move with the camera', async () => {
    const set = rig(stage.current, new THREE.Group());
    set.scene.background = sky(THREE.UVMapping);
    expect(Math.abs(await measure(set, () => (set.camera.rotation.y += 0.02)))).toBeLessThan(1e-6);
  });
});

describe('fragmentNode', () => {
  const middle = ((height >> 1) * width + (width >> 1)) * 4;

  test.each(['opaque', 'transparent', 'foggy'])('%s: is drawn, and moves', async (kind) => {
    const material = new THREE.NodeMaterial();
    material.fragmentNode = vec4(0.25, 0.5, 0.75, kind === 'transparent' ? 0.5 : 1);
    material.transparent = kind === 'transparent';
    const mesh = plane(material);
    const set = rig(stage.current, mesh);
    if (kind === 'foggy') set.scene.fog = new THREE.Fog(0xffffff, 1, 5); // half of it at distance 3
    for (let frame = 0; frame < 3; frame++) {
      mesh.position.x = frame * step;
      set.render();
    }
    const pixels = await stage.current.read(set.node.scenePass!.getTexture('output'));
    const weight = kind === 'transparent' ? 0.5 : 1;
    expect(pixels[middle + 1]).toBeCloseTo(kind === 'foggy' ? 0.75 : 0.5 * weight, 2);
    expect(await set.velocity()).toBeCloseTo(step * perUnit * weight, 4);
    set.dispose();
  });

  test('with outputs of its own gives its first as colour, with one warning', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const material = new THREE.NodeMaterial();
    material.name = 'two in one';
    material.fragmentNode = outputStruct(vec4(0.25, 0.5, 0.75, 1)) as never;
    const mesh = plane(material);
    const set = rig(stage.current, mesh);
    for (let frame = 0; frame < 3; frame++) {
      mesh.position.x = frame * step;
      set.render();
    }
    const said = warn.mock.calls.flat().filter((text) => String(text).includes('material "two in one"'));
    warn.mockRestore();
    expect(said).toHaveLength(1);
    const pixels = await stage.current.read(set.node.scenePass!.getTexture('output'));
    expect(pixels[middle + 1]).toBeCloseTo(0.5, 2);
    expect(await set.velocity()).toBeCloseTo(step * perUnit, 4);
    set.dispose();
  });
});
