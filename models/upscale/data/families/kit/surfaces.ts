// Painted surfaces from a small stock, so that the pictures of many sequences are painted once; colour comes from tints.
import * as THREE from 'three/webgpu';
import {
  brick,
  cells,
  checker,
  cloth,
  cobbles,
  fbm,
  hash,
  modulo,
  paint,
  plaster,
  type Random,
  smoothstep,
  wood,
} from '@frameloom/scenes/kit';
import type { Resources } from '../types.ts';

type Painter = () => THREE.DataTexture;

const grey = [0.8, 0.8, 0.8] as const;

/** Grown and worn surfaces, drawn most often. */
const natural: readonly Painter[] = [
  () => brick(256, 4, 8, [0.75, 0.55, 0.48]),
  () => brick(256, 10, 20, [0.8, 0.72, 0.65]),
  () => wood(256, 4, [0.75, 0.6, 0.45]),
  () => wood(256, 9, grey),
  () => plaster(256, grey, 0.5),
  () => plaster(128, [0.85, 0.82, 0.75]),
  () => plaster(512, [0.75, 0.74, 0.7], 0.8),
  () => cobbles(256, 7).map,
  () => cobbles(256, 14).map,
  tiles,
  scales,
  speckle,
  turf,
  gravel,
  marble,
  rust,
  leafLitter,
];

/** Regular, high-contrast ones: rare in pictures, hard on filters. */
const graphic: readonly Painter[] = [
  () => brick(128, 2, 4, grey),
  () => checker(128, 2, [0.9, 0.9, 0.9], [0.25, 0.25, 0.27]),
  () => checker(256, 16, [0.95, 0.95, 0.92], [0.1, 0.1, 0.12]),
  () => checker(128, 4, [0.75, 0.73, 0.7], [0.5, 0.48, 0.46]),
  () => cloth(256, 32, [0.85, 0.8, 0.75], [0.5, 0.3, 0.3], 5),
  () => cloth(128, 16, [0.9, 0.9, 0.9], [0.3, 0.4, 0.6], 2),
  stripes,
  dots,
];

/** A random repeating picture, tile side 1 in uv. */
export function drawPattern(random: Random): THREE.DataTexture {
  if (random.next() < 0.05) return pixels(random.int(6));
  return random.pick(random.next() < 0.72 ? natural : graphic)();
}

/** A random tint: mostly muted, sometimes strong. */
export function drawTint(random: Random, strong = 0.15): THREE.Color {
  const isStrong = random.next() < strong;
  const saturation = isStrong ? random.range(0.4, 0.9) : random.range(0, 0.3);
  return new THREE.Color().setHSL(random.next(), saturation, random.range(isStrong ? 0.3 : 0.45, 0.88));
}

/** A random opaque surface; `repeat` is tiles per uv unit (metres with `meterBox`); `textured` ones are never plain. */
export function drawSurface(
  random: Random,
  options: { repeat?: number; vertexColors?: boolean; textured?: boolean; resources?: Resources } = {},
): THREE.Material {
  const photograph = random.next() < 0.25 ? options.resources?.photograph(random) : undefined;
  const map = photograph ?? (random.next() < 0.85 || options.textured ? drawPattern(random) : null);
  const repeat = options.repeat ?? 2 ** random.range(-1.5, 1.2);
  map?.repeat.set(repeat, repeat);
  const settings = {
    color: photograph ? new THREE.Color(0.95, 0.95, 0.95) : drawTint(random),
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

type Rgb = readonly [number, number, number];

/** A picture that runs from one colour over a second to a third as `level` goes from 0 to 1. */
function ramp(
  key: string,
  colors: readonly [Rgb, Rgb, Rgb],
  level: (u: number, v: number) => number,
): THREE.DataTexture {
  const [a, b, c] = colors;
  return paint({ key: `data ${key}`, width: 256 }, (u, v) => {
    const t = Math.min(1, Math.max(0, level(u, v))) * 2;
    const [from, to, share] = t < 1 ? [a, b, t] : [b, c, t - 1];
    const at = (i: 0 | 1 | 2): number => from[i] + (to[i] - from[i]) * share;
    return [at(0), at(1), at(2)];
  });
}

function turf(): THREE.DataTexture {
  const colors = [
    [0.16, 0.22, 0.08],
    [0.34, 0.42, 0.15],
    [0.62, 0.6, 0.32],
  ] as const;
  return ramp(
    'turf',
    colors,
    (u, v) => 0.6 * fbm(u, v, 4, 4, 41) + 0.55 * (fbm(u, v * 0.5, 96, 2, 42) - 0.35),
  );
}

function gravel(): THREE.DataTexture {
  const colors = [
    [0.2, 0.19, 0.18],
    [0.5, 0.48, 0.45],
    [0.82, 0.79, 0.74],
  ] as const;
  return ramp('gravel', colors, (u, v) => {
    const [near, far, id] = cells(u, v, 36, 0.95, 51);
    return (
      (0.25 + 0.75 * id) * smoothstep(0.02, 0.3, far - near) + 0.2 * (1 - near) * (fbm(u, v, 8, 2, 52) - 0.3)
    );
  });
}

function marble(): THREE.DataTexture {
  const colors = [
    [0.35, 0.36, 0.4],
    [0.82, 0.8, 0.78],
    [0.95, 0.94, 0.92],
  ] as const;
  return ramp(
    'marble',
    colors,
    (u, v) => Math.abs(Math.sin(Math.PI * (2 * u + 2 * v + 4 * fbm(u, v, 4, 5, 61)))) ** 0.35,
  );
}

function rust(): THREE.DataTexture {
  const colors = [
    [0.22, 0.12, 0.08],
    [0.62, 0.32, 0.15],
    [0.6, 0.62, 0.63],
  ] as const;
  return ramp(
    'rust',
    colors,
    (u, v) => smoothstep(0.3, 0.7, fbm(u, v, 5, 5, 71)) + 0.3 * (fbm(u, v, 64, 2, 72) - 0.5),
  );
}

function leafLitter(): THREE.DataTexture {
  const colors = [
    [0.15, 0.1, 0.06],
    [0.5, 0.34, 0.16],
    [0.8, 0.66, 0.35],
  ] as const;
  return ramp('litter', colors, (u, v) => {
    const [near, far, id] = cells(u, v, 22, 1, 81);
    return id * (0.5 + smoothstep(0, 0.4, far - near)) - 0.5 * near * near + 0.15 * fbm(u, v, 32, 2, 82);
  });
}

/** Coarse squares without filtering, as games with large pixels have them. */
function pixels(seed: number): THREE.DataTexture {
  const map = paint({ key: `data pixels ${seed}`, width: 16 }, (u, v) => {
    const tone =
      0.3 + 0.5 * fbm(u, v, 4, 2, seed) + 0.25 * (hash(Math.floor(u * 16), Math.floor(v * 16), seed) - 0.5);
    return [tone, tone * (0.8 + 0.03 * seed), tone * (0.95 - 0.06 * seed)];
  });
  map.magFilter = THREE.NearestFilter;
  return map;
}
