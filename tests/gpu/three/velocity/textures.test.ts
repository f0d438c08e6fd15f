// Pictures that move over a surface that stands still.
import * as THREE from 'three/webgpu';
import { Fn, texture, time, uniform, uv, vec2, vec3 } from 'three/tsl';
import { describe, expect, test } from 'vitest';
import { measure, perUnit, plane, rig, step, useStage } from './rig.ts';

const stage = useStage();

function picture(): THREE.DataTexture {
  const data = Uint8Array.from({ length: 16 * 16 * 4 }, (_, i) => (i * 53) % 256);
  const made = new THREE.DataTexture(data, 16, 16);
  made.wrapS = made.wrapT = THREE.RepeatWrapping;
  made.needsUpdate = true;
  return made;
}

function coloured(node: THREE.Node): THREE.MeshBasicNodeMaterial {
  const material = new THREE.MeshBasicNodeMaterial();
  material.colorNode = node as never;
  return material;
}

/** The planes are two units wide, so a step of uv is two of the world, and what moves on goes the other way. */
const expected = -2 * step * perUnit;

/** Within 3 %: software rasterisers snap vertices to sixteenths of a pixel, and derivatives with them. */
function expectNear(value: number, wanted: number, message?: string): void {
  expect(value / wanted, message).toBeGreaterThan(0.97);
  expect(value / wanted, message).toBeLessThan(1.03);
}

test('a material compiled before motion of textures was loaded has it soon after', async () => {
  const offset = uniform(0);
  const set = rig(stage.current, plane(coloured(texture(picture(), uv().add(vec2(offset, 0))))));
  let seen = 0;
  for (let frame = 0; frame < 200 && seen === 0; frame++) {
    offset.value += step;
    set.render();
    seen = await set.velocity();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expectNear(seen, expected);
  set.dispose();
});

describe('motion', () => {
  test('a map whose offset is animated, once that shows', async () => {
    const map = picture();
    const mesh = plane(new THREE.MeshBasicMaterial({ map }));
    const change = (): void => void (map.offset.x += step);
    expectNear(await measure(rig(stage.current, mesh), change, 5), expected);
  });

  test('a map that repeats and turns, with wrapped offsets', async () => {
    const map = picture();
    map.repeat.set(3, 2);
    map.rotation = 0.4;
    const mesh = plane(new THREE.MeshStandardMaterial({ map }));
    const change = (): void => void (map.offset.x = (map.offset.x + 0.03) % 1);
    map.offset.x = 0.87; // past 1 in the last frame
    // In its own frame the picture goes by a third of the offset, at an angle.
    const x = await measure(rig(stage.current, mesh), change, 6);
    expect(x).toBeCloseTo(((-2 * 0.03) / 3) * Math.cos(0.4) * perUnit, 3);
  });

  test('two meshes of one material', async () => {
    const map = picture();
    const material = new THREE.MeshBasicMaterial({ map });
    const [left, right] = [plane(material), plane(material)];
    left.scale.x = right.scale.x = 0.5;
    left.position.x = -0.6;
    right.position.x = 0.6;
    const set = rig(stage.current, left, right);
    for (let frame = 0; frame < 5; frame++) {
      map.offset.x += step;
      set.render();
    }
    for (const x of [0.4, 0.6]) {
      expectNear(await set.velocity({ at: [x, 0.5] }), expected / 2);
    }
    set.dispose();
  });

  test('coordinates of a node, with a uniform or with time', async () => {
    const offset = uniform(0);
    const nodes: Record<string, THREE.Node> = {
      plain: texture(picture(), uv().add(vec2(offset, 0))),
      'in a function': Fn(() => texture(picture(), uv().add(vec2(offset.toVar('by'), 0))).mul(0.5))(),
    };
    for (const [name, node] of Object.entries(nodes)) {
      const mesh = plane(coloured(node));
      const change = (frame: number): void => void (offset.value = frame * step);
      expectNear(await measure(rig(stage.current, mesh), change), expected, name);
    }
    const set = rig(stage.current, plane(coloured(texture(picture(), uv().add(vec2(time.mul(0.04), 0))))));
    const { nodeFrame } = (stage.current.renderer as unknown as { _nodes: { nodeFrame: THREE.NodeFrame } })[
      '_nodes'
    ];
    const times = [];
    for (let frame = 0; frame < 3; frame++) {
      nodeFrame.time = frame * 0.05;
      set.render();
      times.push(nodeFrame.time);
    }
    expectNear(await set.velocity(), -2 * 0.04 * (times[2]! - times[1]!) * perUnit);
    set.dispose();
  });

  test('adds to the motion of the mesh, and weighs by alpha', async () => {
    const offset = uniform(0);
    const material = coloured(texture(picture(), uv().add(vec2(offset, 0))).rgb);
    material.transparent = true;
    material.opacity = 0.5;
    const mesh = plane(material);
    const change = (frame: number): void => {
      offset.value = frame * step;
      mesh.position.x = frame * step;
    };
    expectNear(await measure(rig(stage.current, mesh), change), (expected + step * perUnit) / 2);
  });

  test('still pictures, seen by a moving camera or not, add none', async () => {
    const map = picture();
    map.offset.x = 0.3;
    map.repeat.x = 2;
    for (const material of [
      new THREE.MeshBasicMaterial({ map }),
      new THREE.MeshPhysicalMaterial({
        map,
        normalMap: picture(),
        roughnessMap: picture(),
        iridescence: 0.5,
      }),
      coloured(texture(map, uv().mul(uniform(3)))),
    ]) {
      expect(await measure(rig(stage.current, plane(material)))).toBe(0);
      const set = rig(stage.current, plane(material));
      expect(await measure(set, () => (set.camera.position.x += step))).toBeCloseTo(-step * perUnit, 4);
    }
  });
});

describe('reactive mask', () => {
  const mask = { channel: 2 };

  test('of a marked texture, in whatever node', async () => {
    const map = picture();
    map.userData['reactive'] = 0.75;
    const offset = uniform(0);
    const change = (frame: number): void => void (offset.value = frame * step);
    const material = coloured(vec3(1).mul(texture(map, uv().add(vec2(offset, 0))).rgb));
    const set = rig(stage.current, plane(material));
    expect(await measure(set, change, 3, mask)).toBeCloseTo(0.75, 3);
    const plain = rig(stage.current, plane(coloured(texture(map, uv().mul(2)))));
    expect(await measure(plain, undefined, 1, mask)).toBeCloseTo(0.75, 3);
  });

  test('of one picture that moves is none, of a still one beside it little, of several that differ more', async () => {
    const [first, second] = [uniform(0), uniform(0)];
    const change = (frame: number): void => {
      first.value = frame * step;
      second.value = -frame * step;
    };
    const moved = (by: THREE.Node<'float'>): THREE.Node<'vec4'> =>
      texture(picture(), uv().add(vec2(by, 0))) as unknown as THREE.Node<'vec4'>;
    const still = (): THREE.Node<'vec4'> => texture(picture()) as unknown as THREE.Node<'vec4'>;
    const seen = async (node: THREE.Node): Promise<number> =>
      measure(rig(stage.current, plane(coloured(node))), change, 3, mask);
    expect(await seen(moved(first))).toBe(0);
    expect(await seen(moved(first).add(still()))).toBeCloseTo(0.3, 3);
    expect(await seen(moved(first).add(moved(second)))).toBeCloseTo(0.7, 3);
    const assigned = Fn(() => {
      const at = uv().toVar('at');
      at.x.addAssign(first);
      return texture(picture(), at);
    });
    expect(await seen(assigned())).toBeCloseTo(0.7, 3);
  });

  test('of a sheet whose pictures follow each other is full, and there is no motion', async () => {
    const map = picture();
    map.repeat.x = 0.25;
    const change = (): void => void (map.offset.x += 0.25);
    for (const [channel, value] of [
      [0, 0],
      [2, 0.9],
    ] as const) {
      const mesh = plane(new THREE.MeshBasicMaterial({ map }));
      expect(await measure(rig(stage.current, mesh), change, 5, { channel })).toBeCloseTo(value, 2);
    }
  });

  test("three's own tables are no pictures", async () => {
    const map = picture();
    const mesh = plane(new THREE.MeshStandardMaterial({ map, roughness: 0.3 }));
    const change = (): void => {
      map.offset.x += step;
      mesh.material = Object.assign(mesh.material, { roughness: Math.random() });
    };
    expect(await measure(rig(stage.current, mesh), change, 5, mask)).toBe(0);
  });
});
