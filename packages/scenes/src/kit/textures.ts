import * as THREE from 'three/webgpu';
import { clamp01 } from './math.ts';

/** Colour of a texel: r, g, b (sRGB-encoded for colour, raw for data) and alpha, each 0…1. */
export type Texel = readonly [number, number, number, number?];

export type PaintOptions = {
  /**
   * Names the picture. The same key must always mean the same picture: its pixels are painted once and
   * shared by all copies of a scene, since every compared method shows a copy of its own.
   */
  key: string;
  width: number;
  height?: number;
  /** Repeats in both directions. Default true. */
  repeat?: boolean;
  /** Linear data (normals, masks) instead of sRGB colour. Default false. */
  data?: boolean;
  /** Keep this alpha-test coverage in every mip level, so that foliage does not thin out far away. */
  alphaTest?: number;
};

/** Paints a texture; u and v are 0…1 at texel centres, v up. It has all mip levels and 8× anisotropy. */
export function paint(options: PaintOptions, texel: (u: number, v: number) => Texel): THREE.DataTexture {
  const { width, height = width } = options;
  const levels = painted(options.key, () => {
    const base = { data: fill(width, height, texel), width, height };
    return options.alphaTest === undefined ? [base] : coverageMipmaps(base, options.alphaTest);
  });
  const data = levels[0]?.data ?? null;
  const texture = new THREE.DataTexture(data, width, height, THREE.RGBAFormat, THREE.UnsignedByteType);
  texture.name = options.key;
  texture.wrapS = texture.wrapT = options.repeat === false ? THREE.ClampToEdgeWrapping : THREE.RepeatWrapping;
  texture.magFilter = THREE.LinearFilter;
  texture.minFilter = THREE.LinearMipmapLinearFilter;
  texture.anisotropy = 8;
  texture.colorSpace = options.data === true ? THREE.NoColorSpace : THREE.SRGBColorSpace;
  texture.generateMipmaps = levels.length === 1;
  if (levels.length > 1) texture.mipmaps = levels;
  texture.needsUpdate = true;
  return texture;
}

type Level = { data: Uint8Array<ArrayBuffer>; width: number; height: number };

const finished = new Map<string, Level[]>();

function painted(key: string, make: () => Level[]): Level[] {
  const levels = finished.get(key) ?? make();
  finished.set(key, levels);
  return levels;
}

function fill(
  width: number,
  height: number,
  texel: (u: number, v: number) => Texel,
): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [r, g, b, a = 1] = texel((x + 0.5) / width, (y + 0.5) / height);
      const at = (y * width + x) * 4;
      data[at] = Math.round(clamp01(r) * 255);
      data[at + 1] = Math.round(clamp01(g) * 255);
      data[at + 2] = Math.round(clamp01(b) * 255);
      data[at + 3] = Math.round(clamp01(a) * 255);
    }
  }
  return data;
}

/** Tangent-space normal map of a tileable height field, which is asked once per texel. */
export function paintNormals(
  options: PaintOptions,
  strength: number,
  height: (u: number, v: number) => number,
): THREE.DataTexture {
  const { width, height: rows = width } = options;
  let field: Float32Array | undefined;
  const at = (x: number, y: number): number => {
    field ??= sample(width, rows, height);
    return field[((y + rows) % rows) * width + ((x + width) % width)] ?? 0;
  };
  return paint({ ...options, data: true }, (u, v) => {
    const x = Math.floor(u * width);
    const y = Math.floor(v * rows);
    const dx = (at(x + 1, y) - at(x - 1, y)) * strength;
    const dy = (at(x, y + 1) - at(x, y - 1)) * strength;
    const length = Math.sqrt(dx * dx + dy * dy + 1);
    return [0.5 - (dx / length) * 0.5, 0.5 - (dy / length) * 0.5, 0.5 + 0.5 / length];
  });
}

function sample(width: number, height: number, value: (u: number, v: number) => number): Float32Array {
  const field = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) field[y * width + x] = value((x + 0.5) / width, (y + 0.5) / height);
  }
  return field;
}

/** Box-filtered levels whose alpha is scaled until as many texels pass the alpha test as in level 0. */
function coverageMipmaps(base: Level, alphaTest: number): Level[] {
  const levels: Level[] = [base];
  const wanted = coverage(base.data, 1, alphaTest);
  for (
    let last = levels[0];
    last !== undefined && (last.width > 1 || last.height > 1);
    last = levels.at(-1)
  ) {
    levels.push(halve(last));
  }
  for (const level of levels.slice(1)) {
    let low = 0.25;
    let high = 4;
    for (let step = 0; step < 10; step++) {
      const scale = (low + high) / 2;
      if (coverage(level.data, scale, alphaTest) < wanted) low = scale;
      else high = scale;
    }
    for (let i = 3; i < level.data.length; i += 4) {
      level.data[i] = Math.min(255, Math.round((level.data[i] ?? 0) * high));
    }
  }
  return levels;
}

function coverage(data: Uint8Array, scale: number, alphaTest: number): number {
  let passed = 0;
  for (let i = 3; i < data.length; i += 4) if ((data[i] ?? 0) * scale > alphaTest * 255) passed++;
  return passed / (data.length / 4);
}

/** Colour is averaged with alpha as weight, so that the colour of empty texels never bleeds in. */
function halve(from: Level): Level {
  const width = Math.max(1, from.width >> 1);
  const height = Math.max(1, from.height >> 1);
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sum = [0, 0, 0, 0];
      let weights = 0;
      for (let k = 0; k < 4; k++) {
        const sx = Math.min(from.width - 1, x * 2 + (k & 1));
        const sy = Math.min(from.height - 1, y * 2 + (k >> 1));
        const at = (sy * from.width + sx) * 4;
        const alpha = from.data[at + 3] ?? 0;
        const weight = alpha + 0.01;
        for (let c = 0; c < 3; c++) sum[c] = (sum[c] ?? 0) + (from.data[at + c] ?? 0) * weight;
        sum[3] = (sum[3] ?? 0) + alpha;
        weights += weight;
      }
      const at = (y * width + x) * 4;
      for (let c = 0; c < 3; c++) data[at + c] = Math.round((sum[c] ?? 0) / weights);
      data[at + 3] = Math.round((sum[3] ?? 0) / 4);
    }
  }
  return { data, width, height };
}
