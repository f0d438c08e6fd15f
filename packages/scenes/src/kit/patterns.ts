import type * as THREE from 'three/webgpu';
import { cells, clamp01, fbm, mix, modulo, smoothstep } from './math.ts';
import { hash } from './prng.ts';
import { paint, paintNormals, type Texel } from './textures.ts';

type Rgb = readonly [number, number, number];

function shaded(color: Rgb, shade: number): Texel {
  return [color[0] * shade, color[1] * shade, color[2] * shade];
}

function keyOf(...parts: readonly unknown[]): string {
  return JSON.stringify(parts);
}

/** Cobblestones: colour and normals, one tile holds `stones`² of them. */
export function cobbles(
  size: number,
  stones: number,
): { map: THREE.DataTexture; normalMap: THREE.DataTexture } {
  const heights = new Float32Array(size * size);
  const map = paint({ key: keyOf('cobbles', size, stones), width: size }, (u, v) => {
    const [near, far, id] = cells(u, v, stones, 0.55, 3);
    const fine = fbm(u, v, stones * 4, 3, 2);
    const stone = smoothstep(0.03, 0.3, far - near);
    heights[Math.floor(v * size) * size + Math.floor(u * size)] = stone * (1 - 0.2 * near) + 0.1 * fine;
    const joint = smoothstep(0.02, 0.16, far - near);
    const tone = (0.3 + 0.7 * joint) * (0.8 + 0.4 * fine) * (0.75 + 0.4 * id);
    return shaded([0.42 + id * 0.12, 0.42 + id * 0.08, 0.45], tone);
  });
  const height = (u: number, v: number): number =>
    heights[Math.floor(v * size) * size + Math.floor(u * size)] ?? 0;
  return {
    map,
    normalMap: paintNormals({ key: keyOf('cobble normals', size, stones), width: size }, size / 42, height),
  };
}

/** Running-bond brick, `columns` × `rows` to a tile. */
export function brick(
  size: number,
  columns: number,
  rows: number,
  color: Rgb = [0.55, 0.27, 0.2],
): THREE.DataTexture {
  return paint({ key: keyOf('brick', size, columns, rows, color), width: size }, (u, v) => {
    const row = Math.floor(v * rows);
    const x = u * columns + (row % 2) * 0.5;
    const column = modulo(Math.floor(x), columns);
    const fx = x - Math.floor(x);
    const fy = v * rows - row;
    const joint = smoothstep(0.02, 0.05, Math.min(fx, 1 - fx)) * smoothstep(0.05, 0.12, Math.min(fy, 1 - fy));
    const grain = 0.75 + 0.5 * fbm(u, v, 32, 3, 4);
    const tone = 0.75 + 0.45 * hash(column, row, 9);
    const stone = shaded(color, tone * grain);
    const mortar = 0.62 * grain;
    return [mix(mortar, stone[0], joint), mix(mortar, stone[1], joint), mix(mortar * 0.95, stone[2], joint)];
  });
}

/** Woven cloth in two colours, `threads` to a tile, with broad stripes. */
export function cloth(size: number, threads: number, a: Rgb, b: Rgb, stripes: number): THREE.DataTexture {
  return paint({ key: keyOf('cloth', size, threads, a, b, stripes), width: size }, (u, v) => {
    const weave = 0.82 + 0.18 * Math.sin(u * threads * Math.PI * 2) * Math.sin(v * threads * Math.PI * 2);
    const stripe = smoothstep(-0.08, 0.08, Math.sin(u * stripes * Math.PI * 2));
    const dirt = 0.9 + 0.2 * fbm(u, v, 6, 3, 6);
    const tone = weave * dirt;
    return [mix(a[0], b[0], stripe) * tone, mix(a[1], b[1], stripe) * tone, mix(a[2], b[2], stripe) * tone];
  });
}

/** Tiled checker, two squares to a tile side per `squares`. */
export function checker(size: number, squares: number, a: Rgb, b: Rgb): THREE.DataTexture {
  return paint({ key: keyOf('checker', size, squares, a, b), width: size }, (u, v) => {
    const odd = (Math.floor(u * squares) + Math.floor(v * squares)) % 2 === 1;
    return shaded(odd ? a : b, 0.92 + 0.16 * fbm(u, v, 16, 2, 1));
  });
}

/** Wooden planks, `planks` to a tile. */
export function wood(size: number, planks: number, color: Rgb = [0.46, 0.3, 0.17]): THREE.DataTexture {
  return paint({ key: keyOf('wood', size, planks, color), width: size }, (u, v) => {
    const plank = Math.floor(v * planks);
    const f = v * planks - plank;
    const gap = smoothstep(0, 0.04, Math.min(f, 1 - f));
    // grain runs along the plank: the noise is stretched in u
    const ring = Math.sin(v * planks * 16 + fbm(u, v, 4, 3, plank) * 14);
    return shaded(
      color,
      (0.35 + 0.65 * gap) * (0.82 + 0.07 * ring + 0.22 * hash(plank, 2)) * (0.85 + 0.3 * fbm(u, v, 24, 2, 7)),
    );
  });
}

/** Wavering plaster or concrete. */
export function plaster(size: number, color: Rgb, contrast = 0.35): THREE.DataTexture {
  return paint({ key: keyOf('plaster', size, color, contrast), width: size }, (u, v) => {
    const stain = fbm(u, v, 4, 5, 21);
    const speck = fbm(u, v, 48, 2, 5);
    return shaded(color, 1 - contrast + contrast * (stain * 1.3 + speck * 0.7));
  });
}

/** Chain-link mesh: the alpha of wires in a diamond pattern, `links` to a tile. */
export function chainLink(size: number, links: number, thickness = 0.09): THREE.DataTexture {
  return paint({ key: keyOf('chain-link', size, links, thickness), width: size, alphaTest: 0.5 }, (u, v) => {
    const bend = 0.1 * Math.sin((u + v) * links * Math.PI * 2) * 0.5;
    const a = Math.abs(modulo((u + v) * links + bend, 1) - 0.5);
    const b = Math.abs(modulo((u - v) * links + bend, 1) - 0.5);
    const d = Math.min(a, b) / thickness;
    const shine = 0.55 + 0.4 * clamp01(1 - d);
    return [shine, shine, shine * 1.03, smoothstep(1.25, 0.75, d)];
  });
}
