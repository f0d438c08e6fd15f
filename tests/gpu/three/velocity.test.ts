// Every case renders a tiny scene and measures the velocity buffer, in NDC per frame: x right, y up, current − previous.
import * as THREE from 'three/webgpu';
import { sin, time, uniform, vec3, positionLocal } from 'three/tsl';
import { Line2 } from 'three/addons/lines/webgpu/Line2.js';
import { LineGeometry } from 'three/addons/lines/LineGeometry.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { markDiscontinuity, previousPosition, upscale } from '@frameloom/three';
import { createStage, type Stage } from './support.ts';

const width = 64;
const height = 36;
const step = 0.02; // world units per frame
const focal = 1 / Math.tan((25 * Math.PI) / 180); // of the 50° camera
const perUnit = focal / (width / height) / 3; // NDC per world unit at distance 3, where every test surface is

let stage: Stage;
beforeAll(async () => {
  stage = await createStage({ width, height });
});
afterAll(() => stage.dispose());

type Probe = { at?: [number, number]; channel?: number };
type Rig = {
  scene: THREE.Scene;
  camera: THREE.PerspectiveCamera;
  node: ReturnType<typeof upscale>;
  render(): void;
  /** A channel of the velocity target at a place given in 0…1, default the x of the middle. */
  velocity(probe?: Probe): Promise<number>;
  dispose(): void;
};

function rig(...objects: THREE.Object3D[]): Rig {
  const scene = new THREE.Scene();
  scene.add(...objects, new THREE.AmbientLight(0xffffff, 2));
  const camera = new THREE.PerspectiveCamera(50, width / height, 0.1, 50);
  camera.position.z = 3;
  const pipeline = new THREE.RenderPipeline(stage.renderer);
  // The path makes no difference to the buffer, and the spatial one compiles in no time.
  const node = upscale(scene, camera, { quality: 'nativeAA', path: 'spatial' });
  pipeline.outputNode = node;
  return {
    scene,
    camera,
    node,
    render: () => stage.frame(() => pipeline.render()),
    async velocity({ at, channel = 0 } = {}) {
      const texels = await stage.read(node.scenePass!.getTexture('velocity'));
      const x = Math.floor((at?.[0] ?? 0.5) * width);
      const y = Math.floor((at?.[1] ?? 0.5) * height);
      return texels[(y * width + x) * 4 + channel]!;
    },
    dispose() {
      node.dispose();
      pipeline.dispose();
      scene.traverse((object) => {
        const mesh = object as THREE.Mesh;
        mesh.geometry?.dispose();
      });
    },
  };
}

function plane(material: THREE.Material = new THREE.MeshBasicMaterial()): THREE.Mesh {
  return new THREE.Mesh(new THREE.PlaneGeometry(2, 2, 8, 8), material);
}

/** Renders some frames, calling `change` before each but the first, and returns the middle's velocity. */
async function measure(
  set: Rig,
  change: (frame: number) => void = () => {},
  frames = 3,
  probe?: Probe,
): Promise<number> {
  for (let frame = 0; frame < frames; frame++) {
    if (frame > 0) change(frame);
    set.render();
  }
  const result = await set.velocity(probe);
  set.dispose();
  return result;
}

describe('rigid objects', () => {
  test('static is still', async () => {
    expect(await measure(rig(plane()))).toBe(0);
  });

  test('moving moves', async () => {
    const mesh = plane();
    expect(await measure(rig(mesh), () => (mesh.position.x += step))).toBeCloseTo(step * perUnit, 4);
  });

  test('the first frame of a new object has none', async () => {
    const set = rig(plane());
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
    const set = rig(mesh);
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
      expect(Math.abs(await measure(rig(mesh)))).toBeLessThan(1e-6);
    });

    test(`an animated ${kind} morph moves by its influences`, async () => {
      const mesh = morphing(relative);
      const set = rig(mesh);
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
    expect(await measure(rig(mesh), change)).toBeCloseTo(2 * step * perUnit, 4);
  });

  test('a displacement map is no motion', async () => {
    const displacementMap = new THREE.DataTexture(new Uint8Array([255, 255, 255, 255]), 1, 1);
    displacementMap.needsUpdate = true;
    const material = new THREE.MeshStandardMaterial({ displacementMap, displacementScale: 0.4 });
    const mesh = new THREE.Mesh(new THREE.PlaneGeometry(2, 2, 8, 8), material);
    mesh.rotation.y = 0.6;
    expect(Math.abs(await measure(rig(mesh)))).toBeLessThan(1e-6);
  });

  test('a displaced mesh still moves', async () => {
    const displacementMap = new THREE.DataTexture(new Uint8Array([255, 255, 255, 255]), 1, 1);
    displacementMap.needsUpdate = true;
    const mesh = plane(new THREE.MeshStandardMaterial({ displacementMap, displacementScale: 1 }));
    mesh.position.z = -1;
    expect(await measure(rig(mesh), () => (mesh.position.x += step))).toBeCloseTo(step * perUnit, 4);
  });

  test('a static positionNode is still', async () => {
    const material = new THREE.MeshBasicNodeMaterial();
    material.positionNode = positionLocal.add(vec3(0.3, 0, 0));
    expect(Math.abs(await measure(rig(plane(material))))).toBeLessThan(1e-6);
  });

  test('a positionNode keeps the motion of its mesh', async () => {
    const material = new THREE.MeshBasicNodeMaterial();
    material.positionNode = positionLocal.add(vec3(sin(time), 0, 0).mul(0.1));
    const mesh = plane(material);
    expect(await measure(rig(mesh), () => (mesh.position.x += step))).toBeCloseTo(step * perUnit, 4);
  });

  test('previousPosition() makes an animated positionNode exact', async () => {
    const clock = uniform(0);
    const material = new THREE.MeshBasicNodeMaterial();
    material.positionNode = previousPosition((position, seconds) => position.add(vec3(seconds, 0, 0)), clock);
    expect(await measure(rig(plane(material)), () => (clock.value += step))).toBeCloseTo(step * perUnit, 4);
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
      const stage = new THREE.Group();
      // Detached bones do not move with the mesh, so they carry nothing but themselves.
      (bindMode === 'attached' ? mesh : stage).add(bone);
      mesh.bindMode = bindMode;
      mesh.bind(new THREE.Skeleton([bone]));
      stage.add(mesh);
      const change = (frame: number): void => {
        mesh.position.x = frame * step;
      };
      expect(await measure(rig(stage), change)).toBeCloseTo(step * perUnit, 4);
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
      expect(await measure(rig(mesh), change), `morphs: ${morphs}`).toBeCloseTo(
        (morphs ? 2 : 1) * step * perUnit,
        4,
      );
    }
  });
});

describe('many at once', () => {
  test('instances move', async () => {
    const mesh = new THREE.InstancedMesh(new THREE.PlaneGeometry(2, 2), new THREE.MeshBasicMaterial(), 1);
    mesh.instanceMatrix.setUsage(THREE.DynamicDrawUsage);
    const change = (frame: number): void => {
      mesh.setMatrixAt(0, new THREE.Matrix4().makeTranslation(frame * step, 0, 0));
      mesh.instanceMatrix.needsUpdate = true;
    };
    change(0);
    expect(await measure(rig(mesh), change)).toBeCloseTo(step * perUnit, 4);
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
    expect(await measure(rig(mesh), change)).toBeCloseTo(step * perUnit, 4);
  });

  test('batched meshes move', async () => {
    const mesh = new THREE.BatchedMesh(2, 32, 64, new THREE.MeshBasicMaterial());
    const id = mesh.addInstance(mesh.addGeometry(new THREE.PlaneGeometry(2, 2)));
    const change = (frame: number): void =>
      void mesh.setMatrixAt(id, new THREE.Matrix4().makeTranslation(frame * step, 0, 0));
    change(0);
    expect(await measure(rig(mesh), change)).toBeCloseTo(step * perUnit, 4);
  });

  test('sprites move, at every pixel of them', async () => {
    const sprite = new THREE.Sprite(new THREE.SpriteMaterial());
    sprite.scale.setScalar(2);
    const set = rig(sprite);
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
      expect(await measure(rig(sprite), change)).toBeCloseTo((1 + 2 * speed) * step * perUnit, 4);
    }
  });

  test('fat lines move', async () => {
    const geometry = new LineGeometry();
    geometry.setPositions([-1, 0, 0, 1, 0, 0]);
    const line = new Line2(geometry, new THREE.Line2NodeMaterial({ linewidth: 12 }));
    expect(await measure(rig(line), () => (line.position.x += step))).toBeCloseTo(step * perUnit, 4);
  });

  test('points drawn as sprites move', async () => {
    const material = new THREE.PointsNodeMaterial({ size: 40, sizeAttenuation: false });
    material.positionNode = vec3(0.1, 0, 0);
    const points = new THREE.Sprite(material as unknown as THREE.SpriteMaterial);
    expect(await measure(rig(points), () => (points.position.x += step))).toBeCloseTo(step * perUnit, 4);
  });

  test('points move', async () => {
    const geometry = new THREE.BufferGeometry();
    const dots = [];
    for (let x = -20; x <= 20; x++) for (let y = -20; y <= 20; y++) dots.push(x / 60, y / 60, 0);
    geometry.setAttribute('position', new THREE.Float32BufferAttribute(dots, 3));
    const points = new THREE.Points(geometry, new THREE.PointsMaterial());
    expect(await measure(rig(points), () => (points.position.x += step))).toBeCloseTo(step * perUnit, 4);
  });
});

describe('background', () => {
  function sky(): THREE.DataTexture {
    const texture = new THREE.DataTexture(new Uint8Array([255, 0, 0, 255, 0, 255, 0, 255]), 2, 1);
    texture.mapping = THREE.EquirectangularReflectionMapping;
    texture.needsUpdate = true;
    return texture;
  }

  test('does not move when the camera does', async () => {
    const set = rig(new THREE.Group());
    set.scene.background = sky();
    expect(Math.abs(await measure(set, () => (set.camera.position.x += 0.1)))).toBeLessThan(1e-5);
  });

  test('moves when the camera turns', async () => {
    const set = rig(new THREE.Group());
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
    expect(Math.abs(await measure(rig(plane(), pane), () => (pane.position.x += step)))).toBeLessThan(
      0.02 * step * perUnit,
    );
  });

  test('half-clear glass weighs half', async () => {
    const pane = glass(0.5);
    expect(await measure(rig(plane(), pane), () => (pane.position.x += step))).toBeCloseTo(
      (step * perUnit) / 2,
      4,
    );
  });

  test('premultiplied glass weighs the same', async () => {
    const pane = glass(0.5, { premultipliedAlpha: true });
    expect(await measure(rig(plane(), pane), () => (pane.position.x += step))).toBeCloseTo(
      (step * perUnit) / 2,
      4,
    );
  });

  test('still glass over a moving wall lets its motion through', async () => {
    const wall = plane();
    expect(await measure(rig(wall, glass(0.1)), () => (wall.position.x += step))).toBeCloseTo(
      0.9 * step * perUnit,
      4,
    );
  });

  test('additive light moves nothing', async () => {
    const light = glass(1, { blending: THREE.AdditiveBlending });
    expect(await measure(rig(plane(), light), () => (light.position.x += step))).toBe(0);
  });

  test('reactivity is the coverage of what is transparent, and the light of what is additive', async () => {
    const probe = { channel: 2 };
    expect(await measure(rig(plane()), undefined, 1, probe)).toBe(0);
    expect(await measure(rig(plane(), glass(0.25)), undefined, 1, probe)).toBeCloseTo(0.25, 3);
    const second = glass(0.5);
    second.position.z = 0.002;
    expect(await measure(rig(plane(), glass(0.5), second), undefined, 1, probe)).toBeCloseTo(0.75, 3);
    const light = glass(1, { blending: THREE.AdditiveBlending, color: 0xffffff });
    expect(await measure(rig(plane(), light), undefined, 1, probe)).toBeCloseTo(1, 3);
    const dark = glass(1, { blending: THREE.AdditiveBlending, color: 0x000000 });
    expect(await measure(rig(plane(), dark), undefined, 1, probe)).toBe(0);
  });
});

describe('gaps', () => {
  test('an object that was hidden while it moved comes back without motion', async () => {
    const mesh = plane();
    const set = rig(mesh);
    set.render();
    mesh.visible = false;
    for (let i = 0; i < 3; i++) set.render();
    mesh.position.x = 0.4;
    mesh.visible = true;
    expect(await measure(set, () => {}, 1)).toBe(0);
  });

  test('a marked teleport is no motion, and the frame after it moves again', async () => {
    const mesh = plane();
    const set = rig(mesh);
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
    const set = rig(mesh);
    set.render();
    mesh.visible = false;
    set.render();
    bone.position.x = 0.4;
    mesh.visible = true;
    expect(await measure(set, () => {}, 1)).toBe(0);
  });

  test('frames that are not rendered do not count as gaps', async () => {
    const mesh = plane();
    const set = rig(mesh);
    set.render();
    for (let i = 0; i < 3; i++) stage.frame(() => {});
    mesh.position.x += step;
    expect(await measure(set, () => {}, 1)).toBeCloseTo(step * perUnit, 4);
  });
});
