import * as THREE from 'three/webgpu';
import {
  attribute,
  cameraPosition,
  diffuseColor,
  float,
  mix,
  positionWorld,
  reflect,
  select,
  smoothstep as step,
  texture,
  uv,
  vec2,
  vec3,
} from 'three/tsl';
import { fbm, smoothstep } from '../kit/math.ts';
import { cobbles } from '../kit/patterns.ts';
import { paint } from '../kit/textures.ts';
import type { Glint, Lighting } from './lighting.ts';
import { STREET } from './plan.ts';

/** Metres of street that a mirror strip covers, and how high it reaches. */
const LENGTH = STREET.near - STREET.far;
const HEIGHT = 7;
/** Width and height of the plane in which overhead lights are mirrored. */
const SPAN = 7;
const OVERHEAD = 4;

/**
 * Wet cobbles. The lights beside and above the street were painted into two small textures; a reflected
 * ray is cut with the planes they stand for. So every lamp has its streak in the puddles without a
 * second render.
 */
export function createStreet(lighting: Lighting): { mesh: THREE.Mesh; textures: THREE.Texture[] } {
  const { map, normalMap } = cobbles(512, 12);
  const across = 24;
  for (const tile of [map, normalMap]) tile.repeat.set(across / 2.2, LENGTH / 2.2);
  const wet = paint({ key: 'puddles', width: 256, data: true }, (u, v) => {
    const pool = smoothstep(0.47, 0.58, fbm(u, v, 5, 4, 31));
    return [pool, smoothstep(0.3, 0.7, fbm(u, v, 9, 3, 8)), 0];
  });
  const sides = paintSides(lighting.glints);
  const overhead = paintOverhead(lighting.glints);

  const plane = new THREE.PlaneGeometry(across, LENGTH, 80, 180).rotateX(-Math.PI / 2);
  plane.translate(0, 0, (STREET.near + STREET.far) / 2);
  plane.setAttribute(
    'color',
    new THREE.BufferAttribute(new Float32Array(plane.getAttribute('position').count * 3).fill(1), 3),
  );
  lighting.bake(plane, { shadows: true });

  const material = new THREE.MeshLambertNodeMaterial({ map });
  const tile = uv().mul(vec2(across / 2.2, LENGTH / 2.2));
  const bump = texture(normalMap, tile).xy.mul(2).sub(1);
  const wetness = texture(wet, positionWorld.xz.mul(0.09));
  const pool = wetness.x;
  const slope = mix(float(0.4), float(0.015), pool);
  const normal = vec3(bump.x.mul(slope), 1, bump.y.mul(slope).negate()).normalize();
  const view = cameraPosition.sub(positionWorld).normalize();
  const ray = reflect(view.negate(), normal);
  const up = ray.y.max(0.01);

  const right = ray.x.greaterThan(0);
  const wall = select(right, float(STREET.front + 0.5), float(-STREET.front - 0.5));
  const distance = wall.sub(positionWorld.x).div(select(right, ray.x.max(1e-3), ray.x.min(-1e-3)));
  const hitY = up.mul(distance);
  const hitZ = positionWorld.z.add(ray.z.mul(distance));
  const row = hitY
    .div(HEIGHT)
    .clamp(0.01, 0.99)
    .mul(0.5)
    .add(select(right, float(0.5), float(0)));
  const blur = mix(float(2.2), float(0.6), pool);
  const side = texture(sides, vec2(hitZ.sub(STREET.far).div(LENGTH), row))
    .level(blur)
    .rgb.mul(step(HEIGHT, HEIGHT - 1, hitY))
    .mul(step(0, 0.4, distance));

  const climb = float(OVERHEAD).div(up);
  const aboveX = positionWorld.x.add(ray.x.mul(climb));
  const aboveZ = positionWorld.z.add(ray.z.mul(climb));
  const above = texture(overhead, vec2(aboveX.div(SPAN).add(0.5), aboveZ.sub(STREET.far).div(LENGTH)))
    .level(blur)
    .rgb.mul(step(SPAN / 2, SPAN / 2 - 0.5, aboveX.abs()));

  const facing = view.dot(normal).clamp(0, 1).oneMinus();
  const fresnel = facing
    .pow(5)
    .mul(0.9)
    .add(0.03)
    .mul(mix(float(0.4), float(1), pool.add(wetness.y.mul(0.5)).clamp(0, 1)));
  const sky = vec3(0.02, 0.028, 0.07);
  // wet stone is darker as well as shinier
  const dark = mix(float(0.85), float(0.35), pool);
  material.colorNode = texture(map, tile).mul(dark);
  material.emissiveNode = attribute<'vec3'>('glow', 'vec3')
    .mul(diffuseColor.rgb)
    .add(side.add(above).add(sky).mul(fresnel));
  const mesh = new THREE.Mesh(plane, material);
  mesh.name = 'street';
  return { mesh, textures: [map, normalMap, wet, sides, overhead] };
}

function hdr(
  width: number,
  height: number,
  clampRows: boolean,
): {
  texture: THREE.DataTexture;
  add(x: number, y: number, rgb: THREE.Color, w: number): void;
  finish(): void;
} {
  const light = new Float32Array(width * height * 3);
  const data = new Uint16Array(width * height * 4);
  const result = new THREE.DataTexture(data, width, height, THREE.RGBAFormat, THREE.HalfFloatType);
  result.magFilter = THREE.LinearFilter;
  result.minFilter = THREE.LinearMipmapLinearFilter;
  result.generateMipmaps = true;
  result.wrapT = clampRows ? THREE.ClampToEdgeWrapping : THREE.RepeatWrapping;
  return {
    texture: result,
    add(x, y, rgb, w) {
      if (x < 0 || y < 0 || x >= width || y >= height) return;
      const at = (y * width + x) * 3;
      light[at] = (light[at] ?? 0) + rgb.r * w;
      light[at + 1] = (light[at + 1] ?? 0) + rgb.g * w;
      light[at + 2] = (light[at + 2] ?? 0) + rgb.b * w;
    },
    finish() {
      for (let i = 0; i < width * height; i++) {
        for (let c = 0; c < 3; c++)
          data[i * 4 + c] = THREE.DataUtils.toHalfFloat(Math.min(24, light[i * 3 + c] ?? 0));
        data[i * 4 + 3] = THREE.DataUtils.toHalfFloat(1);
      }
      result.needsUpdate = true;
    },
  };
}

/** Left wall in the lower half, right wall in the upper half: z along u, height along v. */
function paintSides(glints: readonly Glint[]): THREE.DataTexture {
  const width = 1024;
  const half = 96;
  const image = hdr(width, half * 2, true);
  for (const { at, halfWidth, halfHeight, color } of glints) {
    if (Math.abs(at.x) < 1.9) continue;
    const base = at.x > 0 ? half : 0;
    const cx = ((at.z - STREET.far) / LENGTH) * width;
    const cy = (at.y / HEIGHT) * half;
    const rx = Math.max(1, (halfWidth / LENGTH) * width);
    const ry = Math.max(1, (halfHeight / HEIGHT) * half);
    for (let y = Math.max(0, Math.floor(cy - ry * 2)); y < Math.min(half, cy + ry * 2 + 1); y++) {
      for (let x = Math.floor(cx - rx * 2); x < cx + rx * 2 + 1; x++) {
        const d = Math.max(Math.abs(x + 0.5 - cx) / rx, Math.abs(y + 0.5 - cy) / ry);
        image.add(x, base + y, color, smoothstep(1.7, 0.6, d));
      }
    }
  }
  image.finish();
  return image.texture;
}

function paintOverhead(glints: readonly Glint[]): THREE.DataTexture {
  const width = 128;
  const height = 1024;
  const image = hdr(width, height, true);
  for (const { at, halfWidth, color } of glints) {
    if (Math.abs(at.x) > 2.4 || at.y < 2.2) continue;
    const cx = (at.x / SPAN + 0.5) * width;
    const cy = ((at.z - STREET.far) / LENGTH) * height;
    const r = Math.max(1, (halfWidth / SPAN) * width);
    for (let y = Math.floor(cy - r * 2); y < cy + r * 2 + 1; y++) {
      for (let x = Math.floor(cx - r * 2); x < cx + r * 2 + 1; x++) {
        image.add(x, y, color, smoothstep(1.6, 0.4, Math.hypot(x + 0.5 - cx, y + 0.5 - cy) / r));
      }
    }
  }
  image.finish();
  return image.texture;
}
