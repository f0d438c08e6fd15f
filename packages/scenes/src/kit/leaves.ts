import * as THREE from 'three/webgpu';
import {
  diffuseColor,
  normalViewGeometry,
  positionViewDirection,
  cameraViewMatrix,
  uniform,
} from 'three/tsl';
import { clamp01, fbm, mix, smoothstep } from './math.ts';
import { mergeParts, type Part, rod } from './geometry.ts';
import { createRandom, type Random } from './prng.ts';
import { paint, type Texel } from './textures.ts';

/** Alpha test that all leaf and grass textures are made for. */
export const LEAF_ALPHA_TEST = 0.5;

/** A card with a twig of leaves, green by default; alpha-tested. */
export function leafTexture(seed: number, size = 256, hue: Texel = [0.44, 0.58, 0.2]): THREE.DataTexture {
  const random = createRandom(seed);
  const leaves = Array.from({ length: 38 }, (_, i) => {
    const along = 0.04 + (i / 38) * 0.9;
    const side = i % 2 === 0 ? 1 : -1;
    const angle = Math.PI / 2 - side * random.range(0.5, 1.15);
    return {
      x: 0.5 + Math.sin(along * 5) * 0.04,
      y: along * 0.86,
      cos: Math.cos(angle),
      sin: Math.sin(angle),
      length: random.range(0.17, 0.27) * (1.2 - along * 0.45),
      shade: random.range(0.7, 1.25),
    };
  });
  return paint(
    { key: `leaf ${seed} ${size} ${hue.join()}`, width: size, repeat: false, alphaTest: LEAF_ALPHA_TEST },
    (u, v) => {
      let alpha = smoothstep(0.012, 0.006, Math.abs(u - 0.5 - Math.sin(v * 5.8) * 0.04)) * (v < 0.86 ? 1 : 0);
      let shade = 0.55;
      for (const leaf of leaves) {
        const dx = u - leaf.x;
        const dy = v - leaf.y;
        const s = (dx * leaf.cos + dy * leaf.sin) / leaf.length;
        const t = (-dx * leaf.sin + dy * leaf.cos) / leaf.length;
        if (s < 0 || s > 1) continue;
        const half = 0.3 * Math.sin(Math.PI * s ** 0.75) * (1 - s * 0.25);
        const inside = smoothstep(half, half - 0.05, Math.abs(t));
        if (inside < 0.4) continue;
        alpha = Math.max(alpha, inside);
        const vein = smoothstep(0.03, 0, Math.abs(t)) * 0.3 + 0.06 * Math.sin((Math.abs(t) * 2.5 - s) * 40);
        shade = leaf.shade * (0.8 + 0.25 * s + vein);
      }
      return [hue[0] * shade, hue[1] * shade, hue[2] * shade, alpha];
    },
  );
}

/** A tuft of grass blades on a card; alpha-tested. */
export function grassTexture(seed: number, size = 256, blades = 26): THREE.DataTexture {
  const random = createRandom(seed);
  const list = Array.from({ length: blades }, () => ({
    x: random.range(0.06, 0.94),
    lean: random.range(-0.24, 0.24),
    height: random.range(0.45, 0.97),
    width: random.range(0.012, 0.026),
    shade: random.range(0.7, 1.2),
    dry: random.next() ** 3,
  }));
  return paint(
    { key: `grass ${seed} ${size} ${blades}`, width: size, repeat: false, alphaTest: LEAF_ALPHA_TEST },
    (u, v) => {
      let out: Texel = [0.2, 0.3, 0.08, 0];
      for (const blade of list) {
        const t = v / blade.height;
        if (t > 1) continue;
        const inside = smoothstep(
          1,
          0.6,
          Math.abs(u - blade.x - blade.lean * t * t) / (blade.width * (1 - t) + 0.002),
        );
        if (inside < 0.3) continue;
        const shade = blade.shade * mix(0.35, 1.1, t);
        out = [mix(0.3, 0.55, blade.dry) * shade, mix(0.46, 0.48, blade.dry) * shade, 0.14 * shade, inside];
      }
      return out;
    },
  );
}

/**
 * Leaves and grass as a soft volume: normals stay those of the geometry on both faces of a card, and
 * looking towards the sun (a world direction) the cards light up from behind.
 */
export function leafMaterial(
  map: THREE.Texture,
  sun: THREE.Vector3,
  through: THREE.ColorRepresentation,
): THREE.MeshLambertNodeMaterial {
  const material = new THREE.MeshLambertNodeMaterial({
    map,
    alphaTest: LEAF_ALPHA_TEST,
    side: THREE.DoubleSide,
    vertexColors: true,
  });
  material.normalNode = normalViewGeometry;
  const towards = cameraViewMatrix.transformDirection(uniform(sun.clone().normalize()));
  const against = positionViewDirection.negate().dot(towards).clamp(0, 1).pow(3);
  material.emissiveNode = diffuseColor.rgb
    .mul(uniform(new THREE.Color(through)))
    .mul(against.mul(0.9).add(0.12));
  return material;
}

/** Bark: vertical ridges. */
export function barkTexture(size = 128): THREE.DataTexture {
  return paint({ key: `bark ${size}`, width: size }, (u, v) => {
    const ridge = fbm(u + 0.05 * fbm(u, v, 4, 2, 3), v * 0.25, 16, 3, 5);
    const shade = 0.35 + 0.75 * smoothstep(0.25, 0.75, ridge) - 0.15 * fbm(u, v, 8, 3, 8);
    return [0.42 * shade, 0.33 * shade, 0.26 * shade];
  });
}

/**
 * A clump of leaf cards around the origin. Its normals point outwards, which lights the crown as one
 * soft volume instead of a heap of flat cards.
 */
export function leafClump(random: Random, cards: number, radius: number, card: number): THREE.BufferGeometry {
  const parts: Part[] = [];
  const plane = new THREE.PlaneGeometry(card, card).translate(0, card * 0.3, 0);
  for (let i = 0; i < cards; i++) {
    const y = random.range(-0.8, 1);
    const around = random.range(0, Math.PI * 2);
    const ring = Math.sqrt(1 - clamp01(y * y)) * radius * random.range(0.55, 1);
    const shade = 0.55 + 0.45 * clamp01(y * 0.5 + 0.6) * random.range(0.8, 1.1);
    parts.push({
      geometry: plane,
      position: [Math.cos(around) * ring, y * radius * 0.8, Math.sin(around) * ring],
      rotation: [random.range(-0.9, 0.9), random.range(0, Math.PI * 2), random.range(-1.2, 1.2)],
      scale: random.range(0.75, 1.2),
      color: new THREE.Color(shade, shade, shade),
    });
  }
  const clump = mergeParts(parts);
  const position = clump.getAttribute('position');
  const normal = clump.getAttribute('normal');
  const outwards = new THREE.Vector3();
  for (let i = 0; i < position.count; i++) {
    outwards
      .fromBufferAttribute(position, i)
      .setY(outwards.y + radius * 0.4)
      .normalize();
    normal.setXYZ(i, outwards.x, outwards.y, outwards.z);
  }
  return clump;
}

/** Trunk and main branches of a tree of this height, as parts; branch tips are returned for the clumps. */
export function treeSkeleton(
  random: Random,
  height: number,
  thickness: number,
): { parts: Part[]; tips: THREE.Vector3[] } {
  const parts: Part[] = [];
  const tips: THREE.Vector3[] = [];
  const bend = random.range(-0.12, 0.12);
  const trunkTop: [number, number, number] = [bend * height, height * 0.62, random.range(-0.1, 0.1) * height];
  parts.push(tapered([0, -0.1, 0], trunkTop, thickness, thickness * 0.55));
  const branches = 6;
  for (let i = 0; i < branches; i++) {
    const around = (i / branches) * Math.PI * 2 + random.range(-0.4, 0.4);
    const start = random.range(0.55, 1);
    const from: [number, number, number] = [trunkTop[0] * start, trunkTop[1] * start, trunkTop[2] * start];
    const reach = height * random.range(0.2, 0.32);
    const tip = new THREE.Vector3(
      from[0] + Math.cos(around) * reach,
      from[1] + height * random.range(0.1, 0.34),
      from[2] + Math.sin(around) * reach,
    );
    parts.push(tapered(from, [tip.x, tip.y, tip.z], thickness * 0.4, thickness * 0.12));
    tips.push(tip);
  }
  tips.push(new THREE.Vector3(trunkTop[0], height * 0.92, trunkTop[2]));
  return { parts, tips };
}

function tapered(from: [number, number, number], to: [number, number, number], r0: number, r1: number): Part {
  const part = rod(from, to, r0, 7);
  const position = part.geometry.getAttribute('position');
  // of the two rings the one nearer to `to` is narrowed, in the part's own centred space
  const axis = new THREE.Vector3(...to).sub(new THREE.Vector3(...from));
  const half = axis.length() / 2;
  axis.normalize();
  const point = new THREE.Vector3();
  for (let i = 0; i < position.count; i++) {
    const along = point.fromBufferAttribute(position, i).dot(axis);
    if (along < 0) continue;
    point
      .addScaledVector(axis, -half)
      .multiplyScalar(r1 / r0)
      .addScaledVector(axis, half);
    position.setXYZ(i, point.x, point.y, point.z);
  }
  return { ...part, uv: [2, half * 2] };
}

/** Places instances of a clump and sways them: a closed-form rotation about each clump's own place. */
export type SwayingInstances = { mesh: THREE.InstancedMesh; animate(seconds: number): void };

export function swayingInstances(
  geometry: THREE.BufferGeometry,
  material: THREE.Material,
  places: readonly { position: THREE.Vector3; turn: number; scale: number; tint?: THREE.Color }[],
  amount: number,
): SwayingInstances {
  const mesh = new THREE.InstancedMesh(geometry, material, places.length);
  const matrix = new THREE.Matrix4();
  const euler = new THREE.Euler(0, 0, 0, 'XZY');
  const turn = new THREE.Quaternion();
  const scale = new THREE.Vector3();
  const animate = (seconds: number): void => {
    for (const [i, place] of places.entries()) {
      const { x, z } = place.position;
      const gust = 0.6 + 0.4 * Math.sin(seconds * 0.5 - x * 0.12);
      const phase = x * 0.9 + z * 0.7 + place.turn;
      euler.set(
        amount * gust * Math.sin(seconds * 1.7 + phase),
        place.turn,
        amount * gust * (0.5 + Math.sin(seconds * 2.3 + phase * 1.3)),
      );
      matrix.compose(place.position, turn.setFromEuler(euler), scale.setScalar(place.scale));
      mesh.setMatrixAt(i, matrix);
    }
    mesh.instanceMatrix.needsUpdate = true;
  };
  for (const [i, place] of places.entries()) if (place.tint !== undefined) mesh.setColorAt(i, place.tint);
  animate(0);
  mesh.computeBoundingSphere();
  if (mesh.boundingSphere !== null) mesh.boundingSphere.radius += 1;
  return { mesh, animate };
}
