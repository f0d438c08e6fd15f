import * as THREE from 'three/webgpu';
import { uniform, vec3, positionLocal } from 'three/tsl';
import { Line2 } from 'three/addons/lines/webgpu/Line2.js';
import { LineGeometry } from 'three/addons/lines/LineGeometry.js';
import { previousPosition } from '@frameloom/three';
import { describe, expect, test } from 'vitest';
import { measure, perUnit, rig, step, useStage } from './rig.ts';

const stage = useStage();

describe('many at once', () => {
  test('instances move', async () => {
    const mesh = new THREE.InstancedMesh(new THREE.PlaneGeometry(2, 2), new THREE.MeshBasicMaterial(), 1);
    mesh.instanceMatrix.setUsage(THREE.DynamicDrawUsage);
    const change = (frame: number): void => {
      mesh.setMatrixAt(0, new THREE.Matrix4().makeTranslation(frame * step, 0, 0));
      mesh.instanceMatrix.needsUpdate = true;
    };
    change(0);
    expect(await measure(rig(stage.current, mesh), change)).toBeCloseTo(step * perUnit, 4);
  });

  test('a positionNode on moving instances keeps their motion', async () => {
    const material = new THREE.MeshBasicNodeMaterial();
    material.positionNode = positionLocal.add(vec3(0.2, 0, 0));
    const mesh = new THREE.InstancedMesh(new THREE.PlaneGeometry(2, 2), material, 1);
    mesh.instanceMatrix.setUsage(THREE.DynamicDrawUsage);
    const change = (frame: number): void => {
      mesh.setMatrixAt(0, new THREE.Matrix4().makeTranslation(frame * step, 0, 0));
      mesh.instanceMatrix.needsUpdate = true;
    };
    change(0);
    expect(await measure(rig(stage.current, mesh), change)).toBeCloseTo(step * perUnit, 4);
  });

  test('batched meshes move', async () => {
    const mesh = new THREE.BatchedMesh(2, 32, 64, new THREE.MeshBasicMaterial());
    const id = mesh.addInstance(mesh.addGeometry(new THREE.PlaneGeometry(2, 2)));
    const change = (frame: number): void =>
      void mesh.setMatrixAt(id, new THREE.Matrix4().makeTranslation(frame * step, 0, 0));
    change(0);
    expect(await measure(rig(stage.current, mesh), change)).toBeCloseTo(step * perUnit, 4);
  });

  test('sprites move, at every pixel of them', async () => {
    const sprite = new THREE.Sprite(new THREE.SpriteMaterial());
    sprite.scale.setScalar(2);
    const set = rig(stage.current, sprite);
    for (let frame = 0; frame < 3; frame++) {
      sprite.position.x = frame * step;
      set.render();
    }
    const values = [];
    for (const at of [0.4, 0.5, 0.6]) values.push(await set.velocity({ at: [at, 0.5] }));
    set.dispose();
    for (const value of values) expect(value).toBeCloseTo(step * perUnit, 4);
  });

  test('sprites placed by a positionNode move as it says', async () => {
    const clock = uniform(0);
    const still = new THREE.SpriteNodeMaterial();
    still.positionNode = vec3(0.2, 0, 0);
    const moving = new THREE.SpriteNodeMaterial();
    moving.positionNode = previousPosition((_, seconds) => vec3(seconds, 0, 0), clock);
    for (const [material, speed] of [
      [still, 0],
      [moving, 1],
    ] as const) {
      const sprite = new THREE.Sprite(material);
      sprite.scale.setScalar(2);
      const change = (): void => {
        sprite.position.x += step;
        clock.value += step;
      };
      // A sprite's positionNode is scaled with it.
      expect(await measure(rig(stage.current, sprite), change)).toBeCloseTo(
        (1 + 2 * speed) * step * perUnit,
        4,
      );
    }
  });

  test('fat lines move', async () => {
    const geometry = new LineGeometry();
    geometry.setPositions([-1, 0, 0, 1, 0, 0]);
    const line = new Line2(geometry, new THREE.Line2NodeMaterial({ linewidth: 12 }));
    expect(await measure(rig(stage.current, line), () => (line.position.x += step))).toBeCloseTo(
      step * perUnit,
      4,
    );
  });

  test('points drawn as sprites move', async () => {
    const material = new THREE.PointsNodeMaterial({ size: 40, sizeAttenuation: false });
    material.positionNode = vec3(0.1, 0, 0);
    const points = new THREE.Sprite(material as unknown as THREE.SpriteMaterial);
    expect(await measure(rig(stage.current, points), () => (points.position.x += step))).toBeCloseTo(
      step * perUnit,
      4,
    );
  });

  test('points move', async () => {
    const geometry = new THREE.BufferGeometry();
    const dots = [];
    for (let x = -20; x <= 20; x++) for (let y = -20; y <= 20; y++) dots.push(x / 60, y / 60, 0);
    geometry.setAttribute('position', new THREE.Float32BufferAttribute(dots, 3));
    const points = new THREE.Points(geometry, new THREE.PointsMaterial());
    expect(await measure(rig(stage.current, points), () => (points.position.x += step))).toBeCloseTo(
      step * perUnit,
      4,
    );
  });
});
