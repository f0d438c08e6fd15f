import * as THREE from 'three/webgpu';
import { chainLink, mergeParts, meterBox, type Part, type Random, rod } from '@frameloom/scenes/kit';
import type { Family, Resources } from './types.ts';
import { addGround } from './kit/ground.ts';
import { castShadows, lightScene } from './kit/light.ts';
import { drawSurface, drawTint } from './kit/surfaces.ts';
import { createWorld, viewsAround, type Animation } from './kit/world.ts';

/** Architecture of boxes: walls, windows, stairs, colonnades, fences, repeating textures, a few moving blocks. */
export const slabs: Family = {
  name: 'slabs',
  summary: 'boxes, windows, stairs and fences under repeating textures',
  build(random, resources) {
    const scene = new THREE.Scene();
    const light = lightScene(scene, random, resources, { reach: 16 });
    addGround(scene, random, resources);
    for (let i = 0, count = 5 + random.int(5); i < count; i++) {
      const angle = random.range(0, Math.PI * 2);
      const away = random.range(2, 11);
      const make = random.pick([building, building, stairs, colonnade, heap]);
      const group = make(random, resources);
      group.position.set(Math.sin(angle) * away, 0, Math.cos(angle) * away);
      group.rotation.y = random.next() < 0.6 ? random.int(4) * (Math.PI / 2) : random.range(0, 6);
      scene.add(group);
    }
    for (let i = 0, count = 1 + random.int(3); i < count; i++) scene.add(fence(random));
    const animations = Array.from({ length: random.int(5) }, () => addSlider(scene, random));
    castShadows(scene, light);
    return createWorld({
      random,
      scene,
      animations,
      followers: light.followers,
      extras: [light.environment],
      views: viewsAround(random, [0, random.range(0.8, 2.5), 0], { distance: [7, 16], height: [0.5, 6] }),
    });
  },
};

function building(random: Random, resources: Resources): THREE.Group {
  const group = new THREE.Group();
  const [width, height, depth] = [random.range(2, 7), random.range(2, 8), random.range(1.5, 5)];
  group.add(
    new THREE.Mesh(
      mergeParts([{ geometry: meterBox(width, height, depth), position: [0, height / 2, 0] }]),
      drawSurface(random, { resources }),
    ),
  );
  const trims: Part[] = [];
  const panes: Part[] = [];
  const trim = drawTint(random);
  const bars = random.int(4);
  const columns = 1 + random.int(6);
  const rows = 1 + random.int(5);
  const wide = (width / columns) * random.range(0.35, 0.75);
  const tall = (height / rows) * random.range(0.35, 0.75);
  for (let c = 0; c < columns; c++) {
    for (let r = 0; r < rows; r++) {
      const x = ((c + 0.5) / columns - 0.5) * width;
      const y = ((r + 0.5) / rows) * height;
      for (const side of [1, -1]) {
        const z = (side * depth) / 2;
        panes.push({ geometry: new THREE.BoxGeometry(wide, tall, 0.02), position: [x, y, z] });
        trims.push({
          geometry: new THREE.BoxGeometry(wide * 1.15, 0.08, 0.2),
          position: [x, y - tall / 2, z],
          color: trim,
        });
        for (let b = 1; b <= bars; b++) {
          const at = x + (b / (bars + 1) - 0.5) * wide;
          trims.push({
            geometry: new THREE.BoxGeometry(0.03, tall, 0.06),
            position: [at, y, z],
            color: trim,
          });
        }
      }
    }
  }
  trims.push({
    geometry: new THREE.BoxGeometry(width + 0.2, 0.15, depth + 0.2),
    position: [0, height, 0],
    color: trim,
  });
  const glass = new THREE.MeshStandardMaterial({
    color: 0x24303c,
    roughness: random.range(0.05, 0.4),
    metalness: 0.3,
  });
  if (random.next() < 0.3) glass.emissive.setRGB(1.5, 1.1, 0.6).multiplyScalar(random.next());
  group.add(
    new THREE.Mesh(mergeParts(panes), glass),
    new THREE.Mesh(mergeParts(trims), new THREE.MeshLambertMaterial({ vertexColors: true })),
  );
  return group;
}

function stairs(random: Random, resources: Resources): THREE.Group {
  const count = 5 + random.int(14);
  const [rise, run, width] = [random.range(0.12, 0.3), random.range(0.2, 0.5), random.range(1.5, 6)];
  const parts: Part[] = Array.from({ length: count }, (_, i) => ({
    geometry: meterBox(width, rise, run * (count - i)),
    position: [0, rise * (i + 0.5), (-run * i) / 2],
  }));
  return new THREE.Group().add(new THREE.Mesh(mergeParts(parts), drawSurface(random, { resources })));
}

function colonnade(random: Random, resources: Resources): THREE.Group {
  const count = 4 + random.int(9);
  const gap = random.range(0.5, 1.6);
  const [height, radius] = [random.range(2, 4.5), random.range(0.06, 0.3)];
  const sides = random.pick([4, 6, 20]);
  const parts: Part[] = [];
  for (let i = 0; i < count; i++) {
    parts.push({
      geometry: new THREE.CylinderGeometry(radius, radius * 1.1, height, sides),
      position: [(i - count / 2) * gap, height / 2, 0],
    });
  }
  parts.push({
    geometry: meterBox(count * gap + 0.5, 0.4, radius * 3),
    position: [-gap / 2, height + 0.2, 0],
  });
  return new THREE.Group().add(new THREE.Mesh(mergeParts(parts), drawSurface(random, { resources })));
}

function heap(random: Random, resources: Resources): THREE.Group {
  const parts: Part[] = Array.from({ length: 4 + random.int(22) }, () => {
    const size = random.range(0.15, 1.1);
    return {
      geometry: meterBox(size, size * random.range(0.4, 1.6), size * random.range(0.5, 2)),
      position: [random.range(-2, 2), random.range(0.1, 2), random.range(-2, 2)],
      rotation: [random.range(-0.4, 0.4), random.range(0, 6), random.range(-0.4, 0.4)],
      color: drawTint(random),
    };
  });
  return new THREE.Group().add(
    new THREE.Mesh(mergeParts(parts), drawSurface(random, { vertexColors: true, resources })),
  );
}

function fence(random: Random): THREE.Mesh {
  const [width, height] = [random.range(3, 9), random.range(0.7, 2.2)];
  let mesh: THREE.Mesh;
  if (random.next() < 0.5) {
    const map = chainLink(256, 8, random.pick([0.05, 0.09, 0.13]));
    const scale = random.range(0.7, 2);
    map.repeat.set(width * scale, height * scale);
    mesh = new THREE.Mesh(
      new THREE.PlaneGeometry(width, height).translate(0, height / 2, 0),
      new THREE.MeshStandardMaterial({
        map,
        alphaTest: 0.5,
        side: THREE.DoubleSide,
        color: drawTint(random),
        roughness: 0.5,
      }),
    );
  } else {
    const gap = random.range(0.06, 0.3);
    const thick = random.range(0.006, 0.03);
    const parts: Part[] = [];
    for (let x = -width / 2; x <= width / 2; x += gap) parts.push(rod([x, 0, 0], [x, height, 0], thick, 4));
    for (const y of [0.1, 0.95])
      parts.push(rod([-width / 2, y * height, 0], [width / 2, y * height, 0], thick * 1.5, 4));
    mesh = new THREE.Mesh(mergeParts(parts), new THREE.MeshLambertMaterial({ color: drawTint(random) }));
  }
  const angle = random.range(0, Math.PI * 2);
  const away = random.range(3, 7);
  mesh.position.set(Math.sin(angle) * away, 0, Math.cos(angle) * away);
  mesh.rotation.y = angle + random.range(-0.5, 0.5);
  return mesh;
}

/** A block that slides to and fro or turns: doors, lifts, cranes. */
function addSlider(scene: THREE.Scene, random: Random): Animation {
  const mesh = new THREE.Mesh(
    meterBox(random.range(0.3, 1.8), random.range(0.3, 2), random.range(0.2, 1.5)),
    drawSurface(random),
  );
  const home = new THREE.Vector3(random.range(-5, 5), random.range(0.5, 3), random.range(-5, 5));
  const way = new THREE.Vector3(random.range(-3, 3), random.range(-0.4, 0.4), random.range(-3, 3));
  const pace = random.range(0.4, 3);
  const turn = random.next() < 0.5 ? random.range(-4, 4) : 0;
  scene.add(mesh);
  return (seconds) => {
    mesh.position.copy(home).addScaledVector(way, Math.sin(seconds * pace));
    mesh.rotation.y = seconds * turn;
  };
}
