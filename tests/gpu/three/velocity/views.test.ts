// Motion belongs to a view: whoever else draws the scene or updates its objects changes nothing.
import * as THREE from 'three/webgpu';
import { mrt, output, pass, positionLocal, uniform, vec3, velocity } from 'three/tsl';
import { temporalUpscale } from '@frameloom/three';
import { describe, expect, test } from 'vitest';
import { height, perUnit, plane, rig, step, useStage, view, width, type Rig } from './rig.ts';

const stage = useStage();

type Mover = { object: THREE.Object3D; move(frame: number): void };

const movers: Record<string, () => Mover> = {
  place: () => {
    const object = plane();
    return { object, move: (frame) => (object.position.x = frame * step) };
  },
  instances: () => {
    const object = new THREE.InstancedMesh(new THREE.PlaneGeometry(2, 2), new THREE.MeshBasicMaterial(), 1);
    return {
      object,
      move(frame) {
        object.setMatrixAt(0, new THREE.Matrix4().makeTranslation(frame * step, 0, 0));
        object.instanceMatrix.needsUpdate = true;
      },
    };
  },
  batches: () => {
    const object = new THREE.BatchedMesh(2, 32, 64, new THREE.MeshBasicMaterial());
    const id = object.addInstance(object.addGeometry(new THREE.PlaneGeometry(2, 2)));
    return {
      object,
      move: (frame) => void object.setMatrixAt(id, new THREE.Matrix4().makeTranslation(frame * step, 0, 0)),
    };
  },
  bones: () => {
    const { mesh, bone } = skinned(1);
    return { object: mesh, move: (frame) => (bone.position.x = frame * step) };
  },
  'bones in a texture': () => {
    const { mesh, bone } = skinned(1500); // more than a uniform buffer holds
    return { object: mesh, move: (frame) => (bone.position.x = frame * step) };
  },
  morphs: () => {
    const object = plane();
    const { geometry } = object;
    const { count } = geometry.getAttribute('position');
    const target = new Float32Array(count * 3).map((_, i) => (i % 3 === 0 ? 1 : 0));
    geometry.morphAttributes['position'] = [new THREE.Float32BufferAttribute(target, 3)];
    geometry.morphTargetsRelative = true;
    object.updateMorphTargets();
    return { object, move: (frame) => (object.morphTargetInfluences![0] = frame * step) };
  },
  'morphs of instances': () => {
    const geometry = new THREE.PlaneGeometry(2, 2);
    const target = new Float32Array(12).map((_, i) => (i % 3 === 0 ? 1 : 0));
    geometry.morphAttributes['position'] = [new THREE.Float32BufferAttribute(target, 3)];
    geometry.morphTargetsRelative = true;
    const object = new THREE.InstancedMesh(geometry, new THREE.MeshBasicMaterial(), 2);
    const influences = new THREE.Mesh(geometry);
    const far = new THREE.Matrix4().makeTranslation(50, 0, 0);
    object.setMatrixAt(0, new THREE.Matrix4());
    object.setMatrixAt(1, far);
    return {
      object,
      move(frame) {
        influences.morphTargetInfluences![0] = frame * step;
        object.setMorphAt(0, influences);
        object.setMorphAt(1, influences);
        object.morphTexture!.needsUpdate = true;
      },
    };
  },
  points: () => {
    const dots = [];
    for (let x = -20; x <= 20; x++) for (let y = -20; y <= 20; y++) dots.push(x / 60, y / 60, 0);
    const geometry = new THREE.BufferGeometry();
    geometry.setAttribute('position', new THREE.Float32BufferAttribute(dots, 3));
    const object = new THREE.Points(geometry, new THREE.PointsMaterial());
    return { object, move: (frame) => (object.position.x = frame * step) };
  },
  sprites: () => {
    const object = new THREE.Sprite(new THREE.SpriteMaterial());
    object.scale.setScalar(2);
    return { object, move: (frame) => (object.position.x = frame * step) };
  },
  'instances with a positionNode': () => {
    const offset = uniform(0);
    const material = new THREE.MeshBasicNodeMaterial();
    material.positionNode = positionLocal.add(vec3(offset, 0, 0));
    const object = new THREE.InstancedMesh(new THREE.PlaneGeometry(2, 2), material, 1);
    return {
      object,
      move(frame) {
        offset.value = frame * step * 2;
        object.setMatrixAt(0, new THREE.Matrix4().makeTranslation(-frame * step, 0, 0));
        object.instanceMatrix.needsUpdate = true;
      },
    };
  },
  'a uniform': () => {
    const offset = uniform(0);
    const material = new THREE.MeshBasicNodeMaterial();
    material.positionNode = positionLocal.add(vec3(offset, 0, 0));
    return { object: plane(material), move: (frame) => (offset.value = frame * step) };
  },
};

function skinned(count: number): { mesh: THREE.SkinnedMesh; bone: THREE.Bone } {
  const geometry = new THREE.PlaneGeometry(2, 2);
  const vertices = geometry.getAttribute('position').count;
  geometry.setAttribute('skinIndex', new THREE.Uint16BufferAttribute(new Uint16Array(vertices * 4), 4));
  const weights = Array.from({ length: vertices }, () => [1, 0, 0, 0]).flat();
  geometry.setAttribute('skinWeight', new THREE.Float32BufferAttribute(weights, 4));
  const bones = Array.from({ length: count }, () => new THREE.Bone());
  const mesh = new THREE.SkinnedMesh(geometry, new THREE.MeshBasicMaterial());
  mesh.add(...bones);
  mesh.bind(new THREE.Skeleton(bones));
  mesh.frustumCulled = false;
  return { mesh, bone: bones[0]! };
}

async function readAll(sets: Rig[]): Promise<number[]> {
  const values = [];
  for (const set of sets) values.push(await set.velocity());
  return values;
}

describe.each(Object.entries(movers))('%s', (_, make) => {
  test('two pipelines that draw in one frame see the same motion', async () => {
    const { object, move } = make();
    move(0);
    const first = rig(stage.current, object);
    const second = view(stage.current, first.scene, first.camera.clone());
    for (let frame = 0; frame < 4; frame++) {
      move(frame);
      first.render();
      second.render();
    }
    const values = await readAll([first, second]);
    second.node.dispose();
    first.dispose();
    for (const value of values) expect(value).toBeCloseTo(step * perUnit, 4);
  });

  test('a pipeline that draws every other frame sees two steps, and nothing when all stands still', async () => {
    const { object, move } = make();
    move(0);
    const first = rig(stage.current, object);
    const second = view(stage.current, first.scene, first.camera.clone());
    for (let frame = 0; frame < 5; frame++) {
      move(frame);
      first.render();
      if (frame % 2 === 0) second.render();
    }
    expect(await second.velocity()).toBeCloseTo(2 * step * perUnit, 4);
    for (let frame = 0; frame < 3; frame++) {
      first.render();
      second.render();
    }
    for (const value of await readAll([first, second])) expect(Math.abs(value)).toBeLessThan(1e-6);
    second.node.dispose();
    first.dispose();
  });
});

test.each([1, 1500])('%i bones that the application updates itself', async (count) => {
  const { mesh, bone } = skinned(count);
  const set = rig(stage.current, mesh);
  for (let frame = 0; frame < 3; frame++) {
    bone.position.x = frame * step;
    mesh.updateMatrixWorld(true);
    mesh.skeleton.update();
    set.render();
  }
  expect(await set.velocity()).toBeCloseTo(step * perUnit, 4);
  set.dispose();
});

test("three's own velocity, as temporalUpscale() takes it, keeps a past per camera", async () => {
  for (const name of ['instances', 'bones', 'place', 'a uniform']) {
    const { object, move } = movers[name]!();
    move(0);
    const scene = new THREE.Scene();
    scene.add(object);
    const passes = [0, 1].map(() => {
      const camera = new THREE.PerspectiveCamera(50, width / height, 0.1, 50);
      camera.position.z = 3;
      const scenePass = pass(scene, camera, { samples: 0 });
      scenePass.setMRT(mrt({ output, velocity }));
      const [beauty, depth, motion] = ['output', 'depth', 'velocity'].map((of) =>
        scenePass.getTextureNode(of),
      );
      const node = temporalUpscale(beauty!, depth!, motion!, camera, { path: 'spatial' });
      const pipeline = new THREE.RenderPipeline(stage.current.renderer);
      pipeline.outputNode = node;
      return { node, pipeline, scenePass };
    });
    for (let frame = 0; frame < 4; frame++) {
      move(frame);
      for (const { pipeline } of passes) stage.current.frame(() => pipeline.render());
    }
    for (const { node, scenePass } of passes) {
      const texels = await stage.current.read(scenePass.getTexture('velocity'));
      expect(texels[((height >> 1) * width + (width >> 1)) * 4], name).toBeCloseTo(step * perUnit, 4);
      node.dispose();
    }
  }
});
