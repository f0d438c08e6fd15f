import * as THREE from 'three/webgpu';
import { smoothstep, TAU } from './math.ts';
import { createRandom, hash } from './prng.ts';
import { paint } from './textures.ts';

/** Something that can be placed in a scene and put in its state at a time. */
export type Animated = { object: THREE.Object3D; animate(seconds: number): void };

/** A soft round puff in white whose alpha fades out; `rough` breaks its edge up. */
export function puffTexture(size = 64, rough = 0.5): THREE.DataTexture {
  return paint({ key: `puff ${size} ${rough}`, width: size, repeat: false }, (u, v) => {
    const x = u * 2 - 1;
    const y = v * 2 - 1;
    let wobble = 0;
    for (let k = 1; k < 5; k++)
      wobble += Math.sin(x * 5 * k + k * 2.1) * Math.cos(y * 4.4 * k - k) * (0.2 / k);
    const d = Math.hypot(x, y) + wobble * rough;
    return [1, 1, 1, smoothstep(1, 0.05, d) ** 1.5 * smoothstep(1, 0.85, Math.hypot(x, y))];
  });
}

export type SmokeOptions = {
  origins: readonly (readonly [number, number, number])[];
  puffs: number;
  /** Metres risen in a life of `life` seconds. */
  rise: number;
  life: number;
  size: number;
  color: THREE.ColorRepresentation;
  opacity: number;
  map: THREE.Texture;
  seed?: number;
};

/** Rising, growing, fading sprites. Every puff is at a place that depends on the time alone. */
export function createSmoke(options: SmokeOptions): Animated {
  const group = new THREE.Group();
  group.name = 'smoke';
  const puffs = options.origins.flatMap((origin, o) =>
    Array.from({ length: options.puffs }, (_, i) => {
      const material = new THREE.SpriteMaterial({
        map: options.map,
        color: options.color,
        transparent: true,
        depthWrite: false,
      });
      const sprite = new THREE.Sprite(material);
      group.add(sprite);
      return {
        sprite,
        material,
        origin,
        start: i / options.puffs + hash(o, i, options.seed) * 0.2,
        id: o * 97 + i,
      };
    }),
  );
  return {
    object: group,
    animate(seconds) {
      for (const { sprite, material, origin, start, id } of puffs) {
        const lives = seconds / options.life + start;
        const round = Math.floor(lives);
        const age = lives - round;
        const drift = hash(id, round) - 0.5;
        const side = hash(id, round, 5) - 0.5;
        sprite.position.set(
          origin[0] + age * age * drift * 0.7 + Math.sin(age * 6 + id) * 0.05,
          origin[1] + age * options.rise,
          origin[2] + age * side * 0.5,
        );
        // nothing is drawn until the jump back to the origin lies two frames behind
        const size = age * options.life < 2.5 / 60 ? 0 : options.size * (0.35 + age * 1.1);
        sprite.scale.setScalar(size);
        material.rotation = id + age * drift * 2;
        material.opacity = options.opacity * smoothstep(0, 0.15, age) * smoothstep(1, 0.4, age);
      }
    },
  };
}

export type SparkOptions = {
  origins: readonly (readonly [number, number, number])[];
  count: number;
  life: number;
  /** Upward speed in m/s. */
  speed: number;
  gravity: number;
  size: number;
  /** Linear HDR colour. */
  color: readonly [number, number, number];
  seed?: number;
};

/**
 * Streaks on ballistic paths. A spark shrinks to nothing before it starts again, so no pixel ever shows
 * the jump back to the origin.
 */
export function createSparks(options: SparkOptions): Animated {
  const { count, origins, life } = options;
  const material = new THREE.MeshBasicMaterial({ toneMapped: true });
  material.color.setRGB(...options.color);
  const mesh = new THREE.InstancedMesh(new THREE.OctahedronGeometry(1, 0), material, count);
  mesh.name = 'sparks';
  mesh.frustumCulled = false;
  const matrix = new THREE.Matrix4();
  const place = new THREE.Vector3();
  const velocity = new THREE.Vector3();
  const turn = new THREE.Quaternion();
  const scale = new THREE.Vector3();
  const up = new THREE.Vector3(0, 1, 0);
  const blank = 2.5 / 60;
  return {
    object: mesh,
    animate(seconds) {
      for (let i = 0; i < count; i++) {
        const lives = seconds / life + hash(i, 1, options.seed);
        const round = Math.floor(lives);
        const age = (lives - round) * life;
        const origin = origins[i % origins.length] ?? [0, 0, 0];
        const around = hash(i, round, 2) * TAU;
        const spread = hash(i, round, 3) * 0.5 * options.speed;
        const lift = options.speed * (0.6 + 0.6 * hash(i, round, 4));
        velocity.set(Math.cos(around) * spread, lift - options.gravity * age, Math.sin(around) * spread);
        place.set(
          origin[0] + Math.cos(around) * spread * age + 0.08 * Math.sin(age * 5 + i),
          origin[1] + lift * age - 0.5 * options.gravity * age * age,
          origin[2] + Math.sin(around) * spread * age,
        );
        const alive = smoothstep(blank, blank + 0.1, age) * smoothstep(life - blank, life * 0.5, age);
        const size = options.size * alive;
        turn.setFromUnitVectors(up, velocity.normalize());
        mesh.setMatrixAt(i, matrix.compose(place, turn, scale.set(size, size * 3.5, size)));
      }
      mesh.instanceMatrix.needsUpdate = true;
    },
  };
}

export type FireflyOptions = {
  count: number;
  /** Box the fireflies stay in: minimum and maximum corner. */
  min: readonly [number, number, number];
  max: readonly [number, number, number];
  size: number;
  color: readonly [number, number, number];
  seed?: number;
};

/** Small glowing balls wandering on smooth closed-form paths, blinking slowly. */
export function createFireflies(options: FireflyOptions): Animated {
  const random = createRandom(options.seed ?? 5);
  const flies = Array.from({ length: options.count }, () => ({
    center: [0, 1, 2].map((c) => random.range(options.min[c] ?? 0, options.max[c] ?? 0)),
    speed: random.range(0.4, 1.1),
    reach: random.range(0.3, 0.9),
    phase: random.range(0, TAU),
  }));
  const material = new THREE.MeshBasicMaterial();
  material.color.setRGB(...options.color);
  const mesh = new THREE.InstancedMesh(new THREE.SphereGeometry(1, 7, 5), material, options.count);
  mesh.name = 'fireflies';
  mesh.frustumCulled = false;
  const matrix = new THREE.Matrix4();
  return {
    object: mesh,
    animate(seconds) {
      for (const [i, fly] of flies.entries()) {
        const t = seconds * fly.speed + fly.phase;
        const size = options.size * (0.55 + 0.45 * Math.sin(t * 1.7 + i));
        const [x = 0, y = 0, z = 0] = fly.center;
        matrix
          .makeScale(size, size, size)
          .setPosition(
            x + fly.reach * (Math.sin(t * 1.1) + 0.4 * Math.sin(t * 2.7 + i)),
            y + fly.reach * 0.5 * Math.sin(t * 1.7 + 1),
            z + fly.reach * (Math.cos(t * 0.9) + 0.4 * Math.cos(t * 2.3 + i)),
          );
        mesh.setMatrixAt(i, matrix);
      }
      mesh.instanceMatrix.needsUpdate = true;
    },
  };
}
