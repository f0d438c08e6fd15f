import * as THREE from 'three/webgpu';
import {
  createRandom,
  hash,
  type Ink,
  mergeParts,
  meterBox,
  paint,
  type Part,
  type Random,
  rod,
  signTexture,
  textStrokes,
} from '@frameloom/scenes/kit';
import { addCrossers } from './kit/crossers.ts';
import { addGround } from './kit/ground.ts';
import { castShadows, lightScene } from './kit/light.ts';
import { drawPattern, drawSurface, drawTint } from './kit/surfaces.ts';
import { createWorld, viewsAround, type Animation } from './kit/world.ts';
import type { Family, Resources } from './types.ts';

/** Writing in every form: painted boards, pages of small print, neon, dot matrices, checkers and bar codes. */
export const signs: Family = {
  name: 'signs',
  summary: 'text, neon, dot matrices, checkers and bar codes',
  build(random, resources) {
    const scene = new THREE.Scene();
    const light = lightScene(scene, random, resources, {
      darkness: random.pick([0, 0.3, 0.6, 0.8]),
      shadows: 0.2,
    });
    addGround(scene, random, resources);
    const animations: Animation[] = [];
    const wall = new THREE.Mesh(meterBox(26, 9, 0.4), drawSurface(random, { resources }));
    wall.position.set(0, 4.5, -2.3);
    scene.add(wall);
    for (let i = 0, count = 7 + random.int(9); i < count; i++) {
      const board = random.pick([
        painted,
        painted,
        page,
        page,
        neon,
        neon,
        matrix,
        code,
        chart,
        poster,
        poster,
      ])(random, resources);
      const place = new THREE.Vector3(random.range(-7, 7), random.range(0.5, 5), random.range(-2, 1.6));
      if (random.next() < 0.5) place.z = -2.05;
      else board.rotation.y = random.range(-0.7, 0.7);
      board.position.copy(place);
      scene.add(board);
      if (random.next() < 0.2) animations.push(swing(board, random));
    }
    animations.push(...addCrossers(scene, random, { count: random.int(4), reach: 3 }));
    castShadows(scene, light);
    return createWorld({
      random,
      scene,
      animations,
      followers: light.followers,
      extras: [light.environment],
      views: viewsAround(random, [0, 2.2, -1.5], { distance: [4, 10], height: [0.8, 4], angle: [-0.9, 0.9] }),
    });
  },
};

const inks: readonly (readonly [Ink, Ink])[] = [
  [
    [0.95, 0.93, 0.88],
    [0.1, 0.12, 0.2],
  ],
  [
    [0.08, 0.08, 0.1],
    [0.95, 0.94, 0.9],
  ],
  [
    [1, 0.85, 0.2],
    [0.5, 0.06, 0.06],
  ],
  [
    [0.95, 0.95, 0.95],
    [0.05, 0.35, 0.2],
  ],
  [
    [0.1, 0.1, 0.12],
    [0.98, 0.78, 0.1],
  ],
];
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** A made-up word; few enough exist that their pictures are shared. */
function word(seed: number, length: number): string {
  const random = createRandom(seed);
  return Array.from({ length }, () => letters[random.int(letters.length)]).join('');
}

function surface(map: THREE.Texture, random: Random): THREE.Material {
  const glow = random.next() < 0.3 ? random.range(0.3, 4) : 0;
  if (glow > 0) {
    return new THREE.MeshStandardMaterial({
      map,
      emissiveMap: map,
      emissive: new THREE.Color(glow, glow, glow),
      roughness: 0.5,
    });
  }
  return random.next() < 0.5
    ? new THREE.MeshLambertMaterial({ map })
    : new THREE.MeshStandardMaterial({ map, roughness: random.range(0.2, 0.9) });
}

function plate(map: THREE.Texture, width: number, height: number, random: Random): THREE.Object3D {
  const front = new THREE.Mesh(new THREE.PlaneGeometry(width, height), surface(map, random));
  front.position.z = 0.03;
  const back = new THREE.Mesh(
    new THREE.BoxGeometry(width + 0.06, height + 0.06, 0.05),
    new THREE.MeshLambertMaterial({ color: drawTint(random) }),
  );
  return new THREE.Group().add(front, back);
}

function painted(random: Random): THREE.Object3D {
  const length = 3 + random.int(7);
  const [ink, paper] = random.pick(inks);
  const map = signTexture(word(random.int(40), length), {
    width: 256,
    height: 64,
    ink,
    paper,
    frame: random.next() < 0.5,
    weight: random.pick([0.3, 0.45, 0.7]),
  });
  const width = random.range(0.8, 3.2);
  return plate(map, width, width / 4, random);
}

function page(random: Random): THREE.Object3D {
  const seed = random.int(24);
  const [ink, paper] = inks[seed % inks.length]!;
  const lines = Array.from({ length: 8 + (seed % 3) * 5 }, (_, i) =>
    Array.from({ length: 4 }, (__, k) =>
      word(seed * 131 + i * 7 + k, 2 + Math.floor(hash(seed, i, k) * 6)),
    ).join(' '),
  );
  const map = signTexture(lines.join('\n'), {
    width: 512,
    height: 512,
    ink,
    paper,
    frame: false,
    weight: 0.5,
    margin: 0.06,
  });
  const side = random.range(0.8, 2.6);
  return plate(map, side, side, random);
}

/** Tubes of light along the strokes of a word. */
function neon(random: Random): THREE.Object3D {
  const { segments, width, height } = textStrokes(word(random.int(1000), 2 + random.int(5)));
  const size = random.range(0.05, 0.2);
  const thick = random.range(0.05, 0.22) * size * 2;
  const parts: Part[] = segments
    .filter(([ax, ay, bx, by]) => ax !== bx || ay !== by)
    .map(([ax, ay, bx, by]) =>
      rod(
        [(ax - width / 2) * size, (height / 2 - ay) * size, 0.08],
        [(bx - width / 2) * size, (height / 2 - by) * size, 0.08],
        thick,
        6,
      ),
    );
  const color = new THREE.Color()
    .setHSL(random.next(), random.range(0.6, 1), 0.55)
    .multiplyScalar(random.range(1.5, 14));
  return new THREE.Group().add(new THREE.Mesh(mergeParts(parts), new THREE.MeshBasicMaterial({ color })));
}

/** A board of glowing dots, some of them dark. */
function matrix(random: Random): THREE.Object3D {
  const seed = random.int(12);
  const [columns, rows] = [32, 12];
  const map = paint({ key: `data matrix ${seed}`, width: 512, height: 192, repeat: false }, (u, v) => {
    const [x, y] = [Math.floor(u * columns), Math.floor(v * rows)];
    const d = Math.hypot(u * columns - x - 0.5, v * rows - y - 0.5);
    const lit = hash(x, y, seed) < 0.45 && d < 0.36 ? 1 : 0.03;
    return [lit, lit * (seed % 3 === 0 ? 0.5 : 0.9), lit * (seed % 2)];
  });
  const glow = random.range(1, 8);
  const width = random.range(1, 3.5);
  const material = new THREE.MeshBasicMaterial({ map, color: new THREE.Color(glow, glow, glow) });
  return new THREE.Mesh(new THREE.PlaneGeometry(width, (width * rows) / columns), material);
}

/** A bar code or a square code. */
function code(random: Random): THREE.Object3D {
  const seed = random.int(12);
  const cells = seed % 2 === 0 ? 25 : 60;
  const map = paint({ key: `data code ${seed}`, width: 256, repeat: false }, (u, v) => {
    const on =
      hash(Math.floor(u * cells), seed % 2 === 0 ? Math.floor(v * cells) : 0, seed) < 0.5 ? 0.05 : 0.93;
    return [on, on, on];
  });
  const side = random.range(0.4, 1.6);
  return plate(map, side, side, random);
}

/** A repeating pattern, or rings that shrink below a pixel: a resolution chart. */
function chart(random: Random): THREE.Object3D {
  const kind = random.int(3);
  const map =
    kind === 2
      ? drawPattern(random)
      : paint({ key: `data chart ${kind}`, width: 512, repeat: false }, (u, v) => {
          const [x, y] = [u - 0.5, v - 0.5];
          const wave = kind === 0 ? Math.sin((x * x + y * y) * 420) : Math.sin(Math.atan2(y, x) * 48);
          const on = wave > 0 ? 0.92 : 0.08;
          return [on, on, on];
        });
  if (kind === 2) map.repeat.set(3, 3);
  const side = random.range(0.8, 2.4);
  return plate(map, side, side, random);
}

/** A photograph, or where there is none a pattern. */
function poster(random: Random, resources: Resources): THREE.Object3D {
  const map = resources.photograph(random) ?? drawPattern(random);
  const side = random.range(0.8, 3);
  return plate(map, side, side, random);
}

function swing(board: THREE.Object3D, random: Random): Animation {
  const home = board.rotation.y;
  const pace = random.range(0.6, 3);
  const spins = random.next() < 0.4;
  return (seconds) => {
    board.rotation.y = spins ? seconds * pace : home + 0.5 * Math.sin(seconds * pace);
  };
}
