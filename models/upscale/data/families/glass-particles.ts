import * as THREE from 'three/webgpu';
import {
  type Animated,
  createConfetti,
  createFireflies,
  createGlassMaterial,
  createSmoke,
  createSparks,
  hash,
  puffTexture,
  type Random,
} from '@frameloom/scenes/kit';
import { addCrossers, drawShape } from './kit/crossers.ts';
import { addGround } from './kit/ground.ts';
import { lightScene } from './kit/light.ts';
import { drawSurface } from './kit/surfaces.ts';
import { createWorld, viewsAround, type Animation } from './kit/world.ts';
import type { Family } from './types.ts';

/** Layers of glass, smoke, sparks, confetti and glow before textured things: what depth and motion cannot tell apart. */
export const glassParticles: Family = {
  name: 'glass-particles',
  summary: 'transparent layers, smoke, sparks, confetti, additive glow',
  build(random, resources) {
    const scene = new THREE.Scene();
    const light = lightScene(scene, random, resources, { shadows: 0 });
    addGround(scene, random, resources);
    for (let i = 0, count = 5 + random.int(8); i < count; i++) {
      const size = random.range(0.2, 0.9);
      const solid = new THREE.Mesh(drawShape(random, size), drawSurface(random, { resources }));
      solid.position.set(random.range(-4, 4), size, random.range(-5, 1));
      scene.add(solid);
    }
    const animations: Animation[] = [];
    const layers = 2 + random.int(6);
    for (let i = 0; i < layers; i++) animations.push(addGlass(scene, random, light.environment));
    const makers = [smoke, sparks, flies, confetti, glow, glow].filter(() => random.next() < 0.4);
    if (makers.length === 0) makers.push(random.pick([smoke, glow]));
    for (const make of makers) {
      const made = make(random);
      scene.add(made.object);
      animations.push(made.animate);
    }
    animations.push(...addCrossers(scene, random, { count: random.int(4), reach: 3 }));
    return createWorld({
      random,
      scene,
      animations,
      followers: light.followers,
      extras: [light.environment],
      views: viewsAround(random, [0, 1.1, -0.5], { distance: [3.5, 7], height: [0.6, 3] }),
    });
  },
};

function addGlass(scene: THREE.Scene, random: Random, environment: THREE.Texture): Animation {
  const color = new THREE.Color().setHSL(random.next(), random.range(0.2, 1), 0.6);
  const material =
    random.next() < 0.6
      ? createGlassMaterial(random.range(0.05, 0.4), random.range(0.5, 1.6), environment, color)
      : new THREE.MeshStandardMaterial({
          color,
          transparent: true,
          opacity: random.range(0.15, 0.8),
          depthWrite: random.next() < 0.3,
          roughness: 0.2,
        });
  const isPane = random.next() < 0.5;
  const geometry = isPane
    ? new THREE.PlaneGeometry(random.range(0.6, 2.5), random.range(0.6, 2.2))
    : drawShape(random, random.range(0.2, 0.7));
  if (isPane) material.side = THREE.DoubleSide;
  const mesh = new THREE.Mesh(geometry, material);
  const home = new THREE.Vector3(random.range(-2.5, 2.5), random.range(0.5, 2), random.range(-2, 2));
  mesh.position.copy(home);
  mesh.rotation.y = random.range(0, 6);
  scene.add(mesh);
  const moves = random.next() < 0.6 ? random.range(0.2, 2) : 0;
  const pace = random.range(0.3, 2.5);
  return (seconds) => {
    mesh.position.x = home.x + Math.sin(seconds * pace) * moves;
    mesh.rotation.y = home.x + seconds * moves * 0.7;
  };
}

function drawOrigins(random: Random): [number, number, number][] {
  return Array.from({ length: 1 + random.int(3) }, () => [
    random.range(-2, 2),
    random.range(0, 1),
    random.range(-2, 2),
  ]);
}

function smoke(random: Random): Animated {
  const tone = random.range(0.05, 1);
  return createSmoke({
    origins: drawOrigins(random),
    puffs: 8 + random.int(10),
    rise: random.range(1, 3),
    life: random.range(2, 5),
    size: random.range(0.4, 1.3),
    color: new THREE.Color(tone, tone, tone * random.range(0.9, 1.1)),
    opacity: random.range(0.15, 0.8),
    map: puffTexture(64, random.pick([0.2, 0.5, 0.9])),
    seed: random.int(1000),
  });
}

function sparks(random: Random): Animated {
  const heat = random.range(2, 16);
  return createSparks({
    origins: drawOrigins(random),
    count: 60 + random.int(240),
    life: random.range(0.8, 2),
    speed: random.range(1.5, 4),
    gravity: random.range(0, 6),
    size: random.range(0.006, 0.03),
    color: [heat, heat * random.range(0.3, 0.7), heat * random.range(0.05, 0.6)],
    seed: random.int(1000),
  });
}

function flies(random: Random): Animated {
  const glowing = random.range(1, 10);
  return createFireflies({
    count: 30 + random.int(80),
    min: [-3, 0.2, -3],
    max: [3, 2.5, 3],
    size: random.range(0.008, 0.03),
    color: [glowing, glowing * 0.8, glowing * random.range(0.1, 0.9)],
    seed: random.int(1000),
  });
}

function confetti(random: Random): Animated {
  return createConfetti({
    count: 100 + random.int(200),
    min: [-3, 0, -3],
    max: [3, 4, 3],
    size: random.range(0.03, 0.09),
    seed: random.int(1000),
  });
}

/** Additive sprites: embers, motes, muzzle flashes. */
function glow(random: Random): Animated {
  const group = new THREE.Group();
  const map = puffTexture(64, 0);
  const count = 6 + random.int(30);
  const seed = random.int(1000);
  const fast = random.next() < 0.4;
  const sprites = Array.from({ length: count }, () => {
    const color = new THREE.Color()
      .setHSL(random.next(), random.range(0.2, 1), 0.6)
      .multiplyScalar(random.range(0.5, 5));
    const material = new THREE.SpriteMaterial({
      map,
      color,
      blending: THREE.AdditiveBlending,
      transparent: true,
      depthWrite: false,
    });
    const sprite = new THREE.Sprite(material);
    group.add(sprite);
    return { sprite, material, size: random.range(0.05, 0.6), color: color.clone() };
  });
  return {
    object: group,
    animate(seconds) {
      for (const [i, { sprite, material, size, color }] of sprites.entries()) {
        const t = seconds * (fast ? 2.5 : 0.6) + i;
        sprite.position.set(
          2.5 * Math.sin(t * 0.7 + hash(i, 1, seed) * 6),
          1.2 + Math.sin(t * 1.1 + hash(i, 2, seed) * 6),
          2.5 * Math.cos(t * 0.6 + hash(i, 3, seed) * 6),
        );
        sprite.scale.setScalar(size * (0.7 + 0.3 * Math.sin(t * 3)));
        const flicker = fast ? hash(Math.floor(seconds * 20), i, seed) : 0.6 + 0.4 * Math.sin(t * 2);
        material.color.copy(color).multiplyScalar(flicker);
      }
    },
  };
}
