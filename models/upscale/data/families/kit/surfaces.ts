// Painted surfaces from a small stock, so that the pictures of many sequences are painted once; colour comes from tints.
import * as THREE from 'three/webgpu';
import {
  brick,
  checker,
  cloth,
  cobbles,
  plaster,
  wood,
} from '../../../../../examples/scenes/kit/patterns.ts';
import type { Random } from '../../../../../examples/scenes/kit/prng.ts';
import { cells, fbm, modulo, smoothstep } from '../../../../../examples/scenes/kit/math.ts';
import { paint } from '../../../../../examples/scenes/kit/textures.ts';

type Painter = () => THREE.DataTexture;

const grey = [0.8, 0.8, 0.8] as const;

const stock: readonly Painter[] = [
  () => brick(256, 4, 8, [0.75, 0.55, 0.48]),
  () => brick(128, 2, 4, grey),
  () => brick(256, 10, 20, [0.8, 0.72, 0.65]),
  () => checker(128, 2, [0.9, 0.9, 0.9], [0.25, 0.25, 0.27]),
  () => checker(256, 16, [0.95, 0.95, 0.92], [0.1, 0.1, 0.12]),
  () => wood(256, 4, [0.75, 0.6, 0.45]),
  () => wood(256, 9, grey),
  () => plaster(256, grey, 0.5),
  () => plaster(128, [0.85, 0.82, 0.75]),
  () => cloth(256, 32, [0.85, 0.8, 0.75], [0.5, 0.3, 0.3], 5),
  () => cloth(128, 16, [0.9, 0.9, 0.9], [0.3, 0.4, 0.6], 2),
  () => cobbles(256, 7).map,
  stripes,
  dots,
  tiles,
  scales,
  speckle,
];

/** A random repeating picture, near grey, tile side 1 in uv. */
export function drawPattern(random: Random): THREE.DataTexture {
  return random.pick(stock)();
}

/** A random tint: mostly muted, sometimes strong. */
export function drawTint(random: Random, strong = 0.25): THREE.Color {
  const isStrong = random.next() < strong;
  const saturation = isStrong ? random.range(0.5, 1) : random.range(0, 0.35);
  return new THREE.Color().setHSL(random.next(), saturation, random.range(isStrong ? 0.3 : 0.35, 0.8));
}

/** A random opaque surface; `repeat` is tiles per uv unit (metres with `meterBox`). */
export function drawSurface(random: Random, options: { repeat?: number; vertexColors?: boolean } = {}): THREE.Material {
  const map = random.next() < 0.85 ? drawPattern(random) : null;
  const repeat = options.repeat ?? 2 ** random.range(-1.5, 1.2);
  map?.repeat.set(repeat, repeat);
  const settings = {
    color: drawTint(random),
    vertexColors: options.vertexColors ?? false,
    ...(map && { map }),
  };
  if (random.next() < 0.55) return new THREE.MeshLambertMaterial(settings);
  return new THREE.MeshStandardMaterial({
    ...settings,
    roughness: random.range(0.15, 0.95),
    metalness: random.next() < 0.2 ? random.range(0.5, 1) : 0,
  });
}

function stripes(): THREE.DataTexture {
  return paint({ key: 'data stripes', width: 128 }, (u) => {
    const on = smoothstep(-0.1, 0.1, Math.sin(u * Math.PI * 8)) * 0.8 + 0.12;
    return [on, on, on];
  });
}

function dots(): THREE.DataTexture {
  return paint({ key: 'data dots', width: 128 }, (u, v) => {
    const d = Math.hypot(modulo(u * 6, 1) - 0.5, modulo(v * 6, 1) - 0.5);
    const on = 0.9 - 0.7 * smoothstep(0.34, 0.28, d);
    return [on, on, on * 0.98];
  });
}

function tiles(): THREE.DataTexture {
  return paint({ key: 'data tiles', width: 256 }, (u, v) => {
    const edge = Math.min(...[u, v].map((t) => Math.min(modulo(t * 8, 1), 1 - modulo(t * 8, 1))));
    const tone = (0.65 + 0.3 * fbm(u, v, 8, 3, 77)) * (0.35 + 0.65 * smoothstep(0.02, 0.06, edge));
    return [tone, tone, tone];
  });
}

function scales(): THREE.DataTexture {
  return paint({ key: 'data scales', width: 256 }, (u, v) => {
    const [near, far, id] = cells(u, v, 12, 0.9, 31);
    const tone = (0.4 + 0.5 * id) * (0.4 + 0.6 * smoothstep(0.02, 0.15, far - near));
    return [tone, tone * 0.97, tone * 0.92];
  });
}

function speckle(): THREE.DataTexture {
  return paint({ key: 'data speckle', width: 256 }, (u, v) => {
    const tone = 0.25 + 0.7 * smoothstep(0.35, 0.65, fbm(u, v, 64, 2, 5));
    return [tone, tone, tone];
  });
}
