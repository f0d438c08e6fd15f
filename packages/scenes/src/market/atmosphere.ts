import * as THREE from 'three/webgpu';
import { mergeParts, type Part, rod } from '../kit/geometry.ts';
import { smoothstep, TAU } from '../kit/math.ts';
import { hash } from '../kit/prng.ts';
import { createSky } from '../kit/sky.ts';
import { signTexel } from '../kit/text.ts';
import { paint } from '../kit/textures.ts';
import type { Animated } from '../kit/particles.ts';
import type { Lighting } from './lighting.ts';

/** Dusk behind the roofs, stars above. */
export function createNightSky(): THREE.Group {
  const group = new THREE.Group();
  group.name = 'sky';
  const sky = createSky(180, [32, 128], (azimuth, elevation) => {
    const up = smoothstep(0, 0.75, elevation);
    // below the horizon, where the street ends, it is dark
    const dusk = Math.exp(-Math.max(0, elevation) * 9) * smoothstep(-0.06, 0.02, elevation);
    const toGate = 0.6 + 0.4 * Math.cos((azimuth - 0.75) * TAU);
    return [
      0.018 + 0.016 * (1 - up) + 0.09 * dusk * toGate,
      0.026 + 0.04 * (1 - up) + 0.035 * dusk * toGate,
      0.075 + 0.13 * (1 - up) + 0.07 * dusk,
    ];
  });
  const stars: Part[] = [];
  const star = new THREE.OctahedronGeometry(1, 0);
  for (let i = 0; i < 260; i++) {
    const around = hash(i, 1) * TAU;
    const elevation = 0.08 + 0.9 * hash(i, 2) ** 1.3;
    const flat = Math.cos((elevation * Math.PI) / 2);
    const bright = 0.4 + 2.2 * hash(i, 3) ** 4;
    stars.push({
      geometry: star,
      position: [
        Math.cos(around) * flat * 165,
        Math.sin((elevation * Math.PI) / 2) * 165,
        Math.sin(around) * flat * 165,
      ],
      scale: 0.12 + 0.2 * hash(i, 4) ** 3,
      color: new THREE.Color(0.8, 0.9, 1.1).multiplyScalar(bright),
    });
  }
  const starMesh = new THREE.Mesh(
    mergeParts(stars),
    new THREE.MeshBasicMaterial({ vertexColors: true, fog: false, depthWrite: false }),
  );
  const moon = new THREE.Mesh(
    new THREE.CircleGeometry(6.5, 48),
    new THREE.MeshBasicMaterial({ fog: false, depthWrite: false, map: moonTexture() }),
  );
  moon.material.color.setRGB(0.95, 0.92, 0.84);
  moon.position.set(26, 58, -140);
  moon.lookAt(0, 0, 0);
  for (const [order, object] of [sky, starMesh, moon].entries()) {
    object.renderOrder = order - 10;
    object.frustumCulled = false;
    group.add(object);
  }
  return group;
}

function moonTexture(): THREE.DataTexture {
  return paint({ key: 'moon', width: 128, repeat: false }, (u, v) => {
    let light = 1;
    for (let i = 0; i < 14; i++) {
      const d = Math.hypot(u - hash(i, 5), v - hash(i, 6)) / (0.05 + 0.13 * hash(i, 7));
      light -= 0.22 * smoothstep(1, 0.3, d);
    }
    return [light, light, light];
  });
}

/**
 * Tall cloth banners with a name down their length. A travelling wave a·sin(kx − ωt) is the sum of two
 * standing ones, so two morph targets make it exactly.
 */
export function createBanners(lighting: Lighting): Animated {
  const group = new THREE.Group();
  group.name = 'banners';
  const meshes: THREE.Mesh[] = [];
  const texts = ['SOUP', 'SILK', 'MOON', 'FISH'];
  for (const [i, text] of texts.entries()) {
    const map = bannerTexture(text, i);
    const plane = new THREE.PlaneGeometry(0.62, 2.3, 6, 20);
    const position = plane.getAttribute('position');
    const waves = [Math.sin, Math.cos].map((wave) => {
      const moved = new Float32Array(position.count * 3);
      for (let k = 0; k < position.count; k++) {
        const free = 0.5 + position.getX(k) / 0.62;
        const y = position.getY(k);
        moved.set([position.getX(k), y, 0.13 * free * wave(y * 3.6 + position.getX(k) * 2)], k * 3);
      }
      return new THREE.BufferAttribute(moved, 3);
    });
    plane.morphAttributes.position = waves;
    const side = i % 2 === 0 ? -1 : 1;
    const [x, z] = [side * 2.02, -1.5 - i * 5.3];
    const ambient = new THREE.Color();
    lighting.probe(new THREE.Vector3(x, 2, z), ambient, new THREE.Vector3());
    const material = new THREE.MeshLambertMaterial({
      map,
      side: THREE.DoubleSide,
      emissiveMap: map,
      emissive: ambient.multiplyScalar(0.55),
    });
    const banner = new THREE.Mesh(plane, material);
    const pole = new THREE.Mesh(
      mergeParts([
        rod([-0.33, -2.2, 0], [-0.33, 1.3, 0], 0.02, 6, 0x8a6a48),
        rod([-0.33, 1.18, 0], [0.34, 1.18, 0], 0.012, 5, 0x8a6a48),
      ]),
      new THREE.MeshLambertMaterial({ vertexColors: true, emissive: ambient, emissiveIntensity: 0.12 }),
    );
    banner.add(pole);
    banner.position.set(x, 2.2, z);
    banner.rotation.y = side * 0.5;
    meshes.push(banner);
    group.add(banner);
  }
  return {
    object: group,
    animate(seconds) {
      for (const [i, mesh] of meshes.entries()) {
        const phase = seconds * 3.4 + i * 1.7;
        mesh.morphTargetInfluences = [Math.cos(phase), -Math.sin(phase)];
      }
    },
  };
}

function bannerTexture(text: string, index: number): THREE.DataTexture {
  const [width, height] = [128, 480];
  const paper = (
    [
      [0.62, 0.1, 0.1],
      [0.1, 0.2, 0.42],
      [0.84, 0.62, 0.2],
      [0.08, 0.34, 0.3],
    ] as const
  )[index % 4] ?? [0, 0, 0];
  const texel = signTexel([...text].join('\n'), {
    width,
    height,
    ink: [0.97, 0.92, 0.8],
    paper,
    weight: 0.6,
    margin: 0.14,
  });
  return paint({ key: `banner ${text}`, width, height, repeat: false }, (u, v) =>
    texel(Math.floor(u * width), height - 1 - Math.floor(v * height)),
  );
}
