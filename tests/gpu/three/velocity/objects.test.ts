import * as THREE from 'three/webgpu';
import { markDiscontinuity } from '@frameloom/three';
import { describe, expect, test } from 'vitest';
import { measure, perUnit, plane, rig, step, useStage } from './rig.ts';

const stage = useStage();

describe('rigid objects', () => {
  test('static is still', async () => {
    expect(await measure(rig(stage.current, plane()))).toBe(0);
  });

  test('moving moves', async () => {
    const mesh = plane();
    expect(await measure(rig(stage.current, mesh), () => (mesh.position.x += step))).toBeCloseTo(
      step * perUnit,
      4,
    );
  });

  test('the first frame of a new object has none', async () => {
    const set = rig(stage.current, plane());
    set.render();
    const late = plane();
    late.position.z = 0.001;
    set.scene.add(late);
    expect(await measure(set, () => {}, 1)).toBe(0);
  });

  test('both materials of a mesh with two move', async () => {
    const geometry = new THREE.PlaneGeometry(2, 2, 2, 1);
    geometry.clearGroups();
    geometry.addGroup(0, 6, 0);
    geometry.addGroup(6, 6, 1);
    const mesh = new THREE.Mesh(geometry, [new THREE.MeshBasicMaterial(), new THREE.MeshLambertMaterial()]);
    const set = rig(stage.current, mesh);
    for (let frame = 0; frame < 3; frame++) {
      mesh.position.x += 0.01;
      set.render();
    }
    const left = await set.velocity({ at: [0.4, 0.5] });
    const right = await set.velocity({ at: [0.6, 0.5] });
    set.dispose();
    expect(left).toBeCloseTo(0.01 * perUnit, 4);
    expect(right).toBeCloseTo(0.01 * perUnit, 4);
  });
});

describe('gaps', () => {
  test('an object that was hidden while it moved comes back without motion', async () => {
    const mesh = plane();
    const set = rig(stage.current, mesh);
    set.render();
    mesh.visible = false;
    for (let i = 0; i < 3; i++) set.render();
    mesh.position.x = 0.4;
    mesh.visible = true;
    expect(await measure(set, () => {}, 1)).toBe(0);
  });

  test('a marked teleport is no motion, and the frame after it moves again', async () => {
    const mesh = plane();
    const set = rig(stage.current, mesh);
    set.render();
    set.render();
    mesh.position.x = 0.3;
    markDiscontinuity(mesh);
    set.render();
    expect(await set.velocity()).toBe(0);
    mesh.position.x += step;
    expect(await measure(set, () => {}, 1)).toBeCloseTo(step * perUnit, 4);
  });

  test('a skinned pose from before the gap is forgotten too', async () => {
    const geometry = new THREE.PlaneGeometry(2, 2);
    geometry.setAttribute('skinIndex', new THREE.Uint16BufferAttribute(new Uint16Array(16), 4));
    geometry.setAttribute(
      'skinWeight',
      new THREE.Float32BufferAttribute([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0], 4),
    );
    const bone = new THREE.Bone();
    const mesh = new THREE.SkinnedMesh(geometry, new THREE.MeshBasicMaterial());
    mesh.frustumCulled = false;
    mesh.add(bone);
    mesh.bind(new THREE.Skeleton([bone]));
    const set = rig(stage.current, mesh);
    set.render();
    mesh.visible = false;
    set.render();
    bone.position.x = 0.4;
    mesh.visible = true;
    expect(await measure(set, () => {}, 1)).toBe(0);
  });

  test('frames that are not rendered do not count as gaps', async () => {
    const mesh = plane();
    const set = rig(stage.current, mesh);
    set.render();
    for (let i = 0; i < 3; i++) stage.current.frame(() => {});
    mesh.position.x += step;
    expect(await measure(set, () => {}, 1)).toBeCloseTo(step * perUnit, 4);
  });
});
