import * as THREE from 'three/webgpu';
import { Fn, positionLocal, time, uniform, varyingProperty, vec3 } from 'three/tsl';
import { previousPosition } from '@frameloom/three';
import { describe, expect, test } from 'vitest';
import { height, measure, perUnit, plane, rig, step, useStage, width } from './rig.ts';

const stage = useStage();

describe('deformed objects', () => {
  function morphing(relative: boolean): THREE.Mesh {
    const mesh = plane();
    const { geometry } = mesh;
    const base = geometry.getAttribute('position');
    const data = new Float32Array(base.array.length);
    for (let i = 0; i < base.count; i++)
      data.set([relative ? 1 : base.getX(i) + 1, relative ? 0 : base.getY(i), 0], i * 3);
    geometry.morphAttributes['position'] = [new THREE.Float32BufferAttribute(data, 3)];
    geometry.morphTargetsRelative = relative;
    mesh.updateMorphTargets();
    return mesh;
  }

  for (const relative of [true, false]) {
    const kind = relative ? 'relative' : 'absolute';
    test(`a static ${kind} morph is still`, async () => {
      const mesh = morphing(relative);
      mesh.morphTargetInfluences![0] = 0.3;
      expect(Math.abs(await measure(rig(stage.current, mesh)))).toBeLessThan(1e-6);
    });

    test(`an animated ${kind} morph moves by its influences`, async () => {
      const mesh = morphing(relative);
      const set = rig(stage.current, mesh);
      expect(await measure(set, (frame) => (mesh.morphTargetInfluences![0] = frame * step))).toBeCloseTo(
        step * perUnit,
        4,
      );
    });
  }

  test('a morph on a moving mesh adds to its motion', async () => {
    const mesh = morphing(true);
    const change = (frame: number): void => {
      mesh.position.x += step;
      mesh.morphTargetInfluences![0] = frame * step;
    };
    expect(await measure(rig(stage.current, mesh), change)).toBeCloseTo(2 * step * perUnit, 4);
  });

  test('a displacement map is no motion', async () => {
    const displacementMap = new THREE.DataTexture(new Uint8Array([255, 255, 255, 255]), 1, 1);
    displacementMap.needsUpdate = true;
    const material = new THREE.MeshStandardMaterial({ displacementMap, displacementScale: 0.4 });
    const mesh = new THREE.Mesh(new THREE.PlaneGeometry(2, 2, 8, 8), material);
    mesh.rotation.y = 0.6;
    expect(Math.abs(await measure(rig(stage.current, mesh)))).toBeLessThan(1e-6);
  });

  test('a displaced mesh still moves', async () => {
    const displacementMap = new THREE.DataTexture(new Uint8Array([255, 255, 255, 255]), 1, 1);
    displacementMap.needsUpdate = true;
    const mesh = plane(new THREE.MeshStandardMaterial({ displacementMap, displacementScale: 1 }));
    mesh.position.z = -1;
    expect(await measure(rig(stage.current, mesh), () => (mesh.position.x += step))).toBeCloseTo(
      step * perUnit,
      4,
    );
  });

  test('a static positionNode is still', async () => {
    const material = new THREE.MeshBasicNodeMaterial();
    material.positionNode = positionLocal.add(vec3(0.3, 0, 0));
    expect(Math.abs(await measure(rig(stage.current, plane(material))))).toBeLessThan(1e-6);
  });

  test('a positionNode over a uniform adds to the motion of its mesh', async () => {
    const offset = uniform(0);
    const material = new THREE.MeshBasicNodeMaterial();
    material.positionNode = Fn(() => {
      const moved = positionLocal.toVar('moved');
      moved.x.addAssign(offset);
      return moved;
    })();
    const mesh = plane(material);
    const change = (frame: number): void => {
      mesh.position.x += step;
      offset.value = frame * step;
    };
    expect(await measure(rig(stage.current, mesh), change)).toBeCloseTo(2 * step * perUnit, 4);
  });

  test('a positionNode over time moves with it', async () => {
    const material = new THREE.MeshBasicNodeMaterial();
    material.positionNode = positionLocal.add(vec3(time.mul(0.5), 0, 0));
    const set = rig(stage.current, plane(material));
    const { nodeFrame } = (stage.current.renderer as unknown as { _nodes: { nodeFrame: THREE.NodeFrame } })[
      '_nodes'
    ];
    const times = [];
    for (let frame = 0; frame < 3; frame++) {
      nodeFrame.time = -0.1 + frame * 0.05;
      set.render();
      times.push(nodeFrame.time);
    }
    expect(await set.velocity()).toBeCloseTo((times[2]! - times[1]!) * 0.5 * perUnit, 4);
    set.dispose();
  });

  test('an animated displacement is motion', async () => {
    const displacementMap = new THREE.DataTexture(new Uint8Array([255, 255, 255, 255]), 1, 1);
    displacementMap.needsUpdate = true;
    const material = new THREE.MeshStandardMaterial({ displacementMap, displacementScale: 0.01 });
    const mesh = new THREE.Mesh(new THREE.PlaneGeometry(2, 2, 8, 8), material);
    mesh.rotation.y = Math.PI / 4;
    const change = (frame: number): void => void (material.displacementScale = 0.01 + frame * step);
    // It slides to the right and nearer; in the middle of the picture the second hardly counts.
    const moved = await measure(rig(stage.current, mesh), change);
    expect(moved).toBeCloseTo(step * Math.SQRT1_2 * perUnit, 3);
  });

  test('normals and varyings that a positionNode writes are those of this frame', async () => {
    const offset = uniform(0);
    const shade = varyingProperty('float', 'shade');
    const material = new THREE.MeshBasicNodeMaterial();
    material.positionNode = Fn(() => {
      shade.assign(offset);
      return positionLocal;
    })();
    material.colorNode = vec3(shade, 0, 0);
    const set = rig(stage.current, plane(material));
    for (let frame = 0; frame < 3; frame++) {
      offset.value = frame * 0.25;
      set.render();
    }
    const pixels = await stage.current.read(set.node.scenePass!.getTexture('output'));
    expect(pixels[((height >> 1) * width + (width >> 1)) * 4]).toBeCloseTo(0.5, 2);
    set.dispose();
  });

  test('previousPosition() makes an animated positionNode exact', async () => {
    const clock = uniform(0);
    const material = new THREE.MeshBasicNodeMaterial();
    material.positionNode = previousPosition((position, seconds) => position.add(vec3(seconds, 0, 0)), clock);
    expect(await measure(rig(stage.current, plane(material)), () => (clock.value += step))).toBeCloseTo(
      step * perUnit,
      4,
    );
  });

  test.each(['attached', 'detached'] as const)(
    'a skinned mesh that moves as a whole, %s',
    async (bindMode) => {
      const geometry = new THREE.PlaneGeometry(2, 2);
      const { count } = geometry.getAttribute('position');
      geometry.setAttribute('skinIndex', new THREE.Uint16BufferAttribute(new Uint16Array(count * 4), 4));
      const weights = Array.from({ length: count }, () => [1, 0, 0, 0]).flat();
      geometry.setAttribute('skinWeight', new THREE.Float32BufferAttribute(weights, 4));
      const bone = new THREE.Bone();
      const mesh = new THREE.SkinnedMesh(geometry, new THREE.MeshBasicMaterial());
      const group = new THREE.Group();
      // Detached bones do not move with the mesh, so they carry nothing but themselves.
      (bindMode === 'attached' ? mesh : group).add(bone);
      mesh.bindMode = bindMode;
      mesh.bind(new THREE.Skeleton([bone]));
      group.add(mesh);
      const change = (frame: number): void => {
        mesh.position.x = frame * step;
      };
      expect(await measure(rig(stage.current, group), change)).toBeCloseTo(step * perUnit, 4);
    },
  );

  test('skinning moves, alone and with a morph', async () => {
    for (const morphs of [false, true]) {
      const geometry = morphs ? morphing(true).geometry : new THREE.PlaneGeometry(2, 2, 4, 4);
      const { count } = geometry.getAttribute('position');
      geometry.setAttribute('skinIndex', new THREE.Uint16BufferAttribute(new Uint16Array(count * 4), 4));
      geometry.setAttribute(
        'skinWeight',
        new THREE.Float32BufferAttribute(Array.from({ length: count }, () => [1, 0, 0, 0]).flat(), 4),
      );
      const bone = new THREE.Bone();
      const mesh = new THREE.SkinnedMesh(geometry, new THREE.MeshBasicMaterial());
      mesh.add(bone);
      mesh.bind(new THREE.Skeleton([bone]));
      const change = (frame: number): void => {
        bone.position.x = frame * step;
        if (morphs) mesh.morphTargetInfluences![0] = frame * step;
      };
      if (morphs) mesh.updateMorphTargets();
      expect(await measure(rig(stage.current, mesh), change), `morphs: ${morphs}`).toBeCloseTo(
        (morphs ? 2 : 1) * step * perUnit,
        4,
      );
    }
  });
});
