// Daylight, dusk and night: a sky dome, a sun that may cast shadows, fill light, sometimes fog or a photographed sky.
import * as THREE from 'three/webgpu';
import {
  createEnvironment,
  createSky,
  fbm,
  mix,
  type Random,
  type SkyColor,
  smoothstep,
} from '@frameloom/scenes/kit';
import type { Resources } from '../types.ts';

/** How a scene is to be lit. Probabilities are 0…1. */
export type LightOptions = {
  /** Chance of shadow maps. Default 0.35. */
  readonly shadows?: number;
  /** Half the side of the square that shadows cover, metres. Default 12. */
  readonly reach?: number;
  /** Chance of a light environment for reflections. Default 0.25. */
  readonly reflections?: number;
  /** Chance of fog. Default 0.2. */
  readonly fog?: number;
  /** 0 noon to 1 night; drawn when left out. */
  readonly darkness?: number;
};

/** The light of a scene and what must be kept of it. */
export type SceneLight = {
  readonly followers: THREE.Object3D[];
  readonly sun: THREE.DirectionalLight;
  readonly sunDirection: THREE.Vector3;
  readonly darkness: number;
  /** The sky as an equirectangular texture; disposed with the scene's environment or as an extra. */
  readonly environment: THREE.Texture;
};

/** Lights a scene. Call `castShadows` after everything is in it. */
export function lightScene(
  scene: THREE.Scene,
  random: Random,
  resources: Resources,
  options: LightOptions = {},
): SceneLight {
  const darkness = options.darkness ?? random.pick([0, 0, 0.1, 0.2, 0.3, 0.5, 0.8]);
  const photograph = random.next() < 0.5 ? resources.environment(random) : undefined;
  const azimuth = random.next();
  const elevation = mix(random.range(0.3, 0.8), random.range(0.08, 0.25), darkness);
  const angle = azimuth * Math.PI * 2;
  const sunDirection = new THREE.Vector3(Math.cos(angle), elevation * 1.6, Math.sin(angle)).normalize();
  const color = skyColor(random, darkness, azimuth, elevation);
  const environment = photograph ?? createEnvironment(color);
  environment.mapping = THREE.EquirectangularReflectionMapping;
  const dome = photograph ? createPhotoDome(photograph) : createSky(100, [128, 64], color);
  scene.add(dome);
  if (random.next() < (options.reflections ?? 0.25)) {
    scene.environment = environment;
    scene.environmentIntensity = mix(0.8, 0.3, darkness);
  }
  const warm = new THREE.Color().setHSL(random.range(0.04, 0.14), mix(0.25, 0.8, darkness), 0.7);
  const sun = new THREE.DirectionalLight(warm, mix(random.range(2.4, 4), 0.9, darkness));
  sun.position.copy(sunDirection).multiplyScalar(30);
  const fill = mix(random.range(0.7, 1.6), 0.5, darkness);
  const sky = new THREE.Color().setHSL(random.range(0.52, 0.66), 0.5, 0.75);
  const ground = new THREE.Color().setHSL(random.range(0.05, 0.3), 0.3, 0.25);
  scene.add(sun, sun.target, new THREE.HemisphereLight(sky, ground, scene.environment ? fill * 0.4 : fill));
  if (random.next() < (options.fog ?? 0.2)) {
    const tone = new THREE.Color().setHSL(random.next(), 0.15, mix(0.7, 0.05, darkness));
    scene.fog = new THREE.Fog(tone, random.range(4, 12), random.range(30, 80));
  }
  if (random.next() < (options.shadows ?? 0.35)) prepareShadows(sun, options.reach ?? 12);
  return { followers: [dome], sun, sunDirection, darkness, environment };
}

/** Turns shadows on for everything in the scene but skies, sprites and what is transparent, if its sun casts any. */
export function castShadows(scene: THREE.Scene, light: Pick<SceneLight, 'sun'>): void {
  if (!light.sun.castShadow) return;
  scene.traverse((object) => {
    if (!(object instanceof THREE.Mesh) || object.name === 'sky') return;
    const material = object.material as THREE.Material;
    object.castShadow = !material.transparent;
    object.receiveShadow = true;
  });
}

function prepareShadows(sun: THREE.DirectionalLight, reach: number): void {
  sun.castShadow = true;
  sun.shadow.mapSize.set(512, 512);
  Object.assign(sun.shadow.camera, {
    left: -reach,
    right: reach,
    top: reach,
    bottom: -reach,
    near: 1,
    far: 70,
  });
  sun.shadow.bias = -0.003;
  sun.shadow.normalBias = 0.05;
}

function createPhotoDome(map: THREE.Texture): THREE.Mesh {
  const material = new THREE.MeshBasicMaterial({ map, side: THREE.BackSide, fog: false, depthWrite: false });
  const dome = new THREE.Mesh(new THREE.SphereGeometry(100, 48, 24), material);
  dome.name = 'sky';
  dome.renderOrder = -1;
  dome.frustumCulled = false;
  return dome;
}

function skyColor(random: Random, darkness: number, azimuth: number, elevation: number): SkyColor {
  const zenith = new THREE.Color().setHSL(
    random.range(0.54, 0.68),
    random.range(0.3, 0.8),
    mix(0.5, 0.02, darkness),
  );
  const horizon = new THREE.Color().setHSL(
    random.range(0.02, 0.62),
    random.range(0.1, 0.7),
    mix(0.75, 0.08, darkness),
  );
  const clouds = random.next() < 0.6 ? random.range(0.2, 1) : 0;
  const seed = random.int(64);
  const glowSize = random.range(30, 400);
  return (u, v) => {
    const rise = smoothstep(0, 0.7, v);
    const around = Math.min(Math.abs(u - azimuth), 1 - Math.abs(u - azimuth)) * 6;
    const glow = Math.exp(-(around ** 2 + (v - elevation) ** 2) * glowSize) * mix(12, 1, darkness);
    const cloud = clouds * smoothstep(0.5, 0.75, fbm(u, (v + 1) / 2, 6, 4, seed)) * mix(0.7, 0.03, darkness);
    const down = v < 0 ? 0.35 : 1;
    const at = (a: number, b: number): number => (mix(a, b, rise) + cloud) * down + glow;
    return [at(horizon.r, zenith.r), at(horizon.g, zenith.g), at(horizon.b, zenith.b)];
  };
}
