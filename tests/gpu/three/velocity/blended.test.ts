import * as THREE from 'three/webgpu';
import { describe, expect, test } from 'vitest';
import { focal, height, measure, perUnit, plane, rig, step, width, useStage } from './rig.ts';

const stage = useStage();

describe('background', () => {
  function sky(): THREE.DataTexture {
    const texture = new THREE.DataTexture(new Uint8Array([255, 0, 0, 255, 0, 255, 0, 255]), 2, 1);
    texture.mapping = THREE.EquirectangularReflectionMapping;
    texture.needsUpdate = true;
    return texture;
  }

  test('does not move when the camera does', async () => {
    const set = rig(stage.current, new THREE.Group());
    set.scene.background = sky();
    expect(Math.abs(await measure(set, () => (set.camera.position.x += 0.1)))).toBeLessThan(1e-5);
  });

  test('moves when the camera turns', async () => {
    const set = rig(stage.current, new THREE.Group());
    set.scene.background = sky();
    const expected = (Math.tan(0.02) * focal) / (width / height);
    expect(await measure(set, () => (set.camera.rotation.y += 0.02))).toBeCloseTo(expected, 4);
  });
});

describe('transparency', () => {
  function glass(opacity: number, parameters: THREE.MeshBasicMaterialParameters = {}): THREE.Mesh {
    const mesh = plane(new THREE.MeshBasicMaterial({ transparent: true, opacity, ...parameters }));
    mesh.position.z = 0.001;
    return mesh;
  }

  test('thin glass moving over a still wall weighs by its alpha', async () => {
    const pane = glass(0.01);
    expect(
      Math.abs(await measure(rig(stage.current, plane(), pane), () => (pane.position.x += step))),
    ).toBeLessThan(0.02 * step * perUnit);
  });

  test('half-clear glass weighs half', async () => {
    const pane = glass(0.5);
    expect(await measure(rig(stage.current, plane(), pane), () => (pane.position.x += step))).toBeCloseTo(
      (step * perUnit) / 2,
      4,
    );
  });

  test('premultiplied glass weighs the same', async () => {
    const pane = glass(0.5, { premultipliedAlpha: true });
    expect(await measure(rig(stage.current, plane(), pane), () => (pane.position.x += step))).toBeCloseTo(
      (step * perUnit) / 2,
      4,
    );
  });

  test('still glass over a moving wall lets its motion through', async () => {
    const wall = plane();
    expect(await measure(rig(stage.current, wall, glass(0.1)), () => (wall.position.x += step))).toBeCloseTo(
      0.9 * step * perUnit,
      4,
    );
  });

  test('additive light moves nothing', async () => {
    const light = glass(1, { blending: THREE.AdditiveBlending });
    expect(await measure(rig(stage.current, plane(), light), () => (light.position.x += step))).toBe(0);
  });

  test('reactivity is the coverage of what is transparent, and the light of what is additive', async () => {
    const probe = { channel: 2 };
    expect(await measure(rig(stage.current, plane()), undefined, 1, probe)).toBe(0);
    expect(await measure(rig(stage.current, plane(), glass(0.25)), undefined, 1, probe)).toBeCloseTo(0.25, 3);
    const second = glass(0.5);
    second.position.z = 0.002;
    expect(await measure(rig(stage.current, plane(), glass(0.5), second), undefined, 1, probe)).toBeCloseTo(
      0.75,
      3,
    );
    const light = glass(1, { blending: THREE.AdditiveBlending, color: 0xffffff });
    expect(await measure(rig(stage.current, plane(), light), undefined, 1, probe)).toBeCloseTo(1, 3);
    const dark = glass(1, { blending: THREE.AdditiveBlending, color: 0x000000 });
    expect(await measure(rig(stage.current, plane(), dark), undefined, 1, probe)).toBe(0);
  });
});
