import type * as THREE from 'three/webgpu';
import { clamp01, mix, smoothstep } from './math.ts';
import { paint } from './textures.ts';

/**
 * A stroke font on a grid of 5 × 7 points: per glyph its polylines, a point being the digits x (0…4, right)
 * and y (0…6, down).
 */
const GLYPHS: Readonly<Record<string, string>> = {
  A: '06 02 20 42 46|04 44',
  B: '00 06 36 45 44 33 03|33 42 41 30 00',
  C: '41 30 10 01 05 16 36 45',
  D: '00 06 26 44 42 20 00',
  E: '40 00 06 46|03 33',
  F: '40 00 06|03 33',
  G: '41 30 10 01 05 16 36 45 43 23',
  H: '00 06|40 46|03 43',
  I: '20 26|10 30|16 36',
  J: '40 45 36 16 05',
  K: '00 06|40 03 46',
  L: '00 06 46',
  M: '06 00 23 40 46',
  N: '06 00 46 40',
  O: '10 30 41 45 36 16 05 01 10',
  P: '06 00 30 41 42 33 03',
  Q: '10 30 41 45 36 16 05 01 10|24 46',
  R: '06 00 30 41 42 33 03|23 46',
  S: '41 30 10 01 02 13 33 44 45 36 16 05',
  T: '00 40|20 26',
  U: '00 05 16 36 45 40',
  V: '00 26 40',
  W: '00 16 23 36 40',
  X: '00 46|40 06',
  Y: '00 23 40|23 26',
  Z: '00 40 06 46',
  0: '10 30 41 45 36 16 05 01 10|14 32',
  1: '11 20 26|16 36',
  2: '01 10 30 41 42 06 46',
  3: '00 40 23 33 44 45 36 16 05',
  4: '36 30 04 44',
  5: '40 00 03 33 44 45 36 16 05',
  6: '30 10 01 05 16 36 45 44 33 03',
  7: '00 40 16',
  8: '10 30 41 42 33 13 02 01 10|13 04 05 16 36 45 44 33',
  9: '43 13 02 01 10 30 41 45 36 16',
  '.': '26 26',
  ',': '25 17',
  '-': '13 33',
  '!': '20 24|26 26',
  '?': '01 10 30 41 42 23 24|26 26',
  ':': '22 22|25 25',
  "'": '20 21',
  '/': '06 40',
  '+': '22 24|13 33',
  '&': '46 12 11 20 31 04 05 16 26 44',
  '*': '21 25|02 44|42 04',
};

/** A stroke from (ax, ay) to (bx, by) in glyph units, y down. */
export type Segment = readonly [number, number, number, number];

/** Strokes of a text in glyph units: a line is 6 high, 9.5 from line to line, a glyph 4 wide, 5.6 apart. */
export function textStrokes(text: string): { segments: Segment[]; width: number; height: number } {
  const lines = text.toUpperCase().split('\n');
  const width = Math.max(...lines.map((line) => line.length)) * ADVANCE - (ADVANCE - 4);
  const segments: Segment[] = [];
  for (const [row, line] of lines.entries()) {
    const left = (width - (line.length * ADVANCE - (ADVANCE - 4))) / 2;
    for (const [column, character] of [...line].entries()) {
      for (const stroke of (GLYPHS[character] ?? '').split('|')) {
        const points = stroke.split(' ').map((point) => [Number(point[0]), Number(point[1])] as const);
        for (let i = 0; i + 1 < points.length; i++) {
          const [ax = 0, ay = 0] = points[i] ?? [];
          const [bx = 0, by = 0] = points[i + 1] ?? [];
          const ox = left + column * ADVANCE;
          const oy = row * LINE;
          segments.push([ax + ox, ay + oy, bx + ox, by + oy]);
        }
      }
    }
  }
  return { segments, width, height: (lines.length - 1) * LINE + 6 };
}

/** Farthest distance that a text field tells apart, in glyph units. */
const REACH = 1.4;

const ADVANCE = 5.6;
const LINE = 9.5;

/** How far every texel of a box is from the nearest stroke of a text that fills it, in glyph units. */
export interface TextField {
  readonly width: number;
  readonly height: number;
  /** Glyph units per texel. */
  readonly unit: number;
  /** Distance at texel (x, y), y down; at most REACH. */
  distance(x: number, y: number): number;
}

/** Lays the text out centred in width × height texels, leaving `margin` of the smaller side free. */
export function textField(text: string, width: number, height: number, margin = 0.16): TextField {
  const { segments, width: textWidth, height: textHeight } = textStrokes(text);
  const pad = Math.min(width, height) * margin;
  const unit = Math.max(textWidth / (width - 2 * pad), textHeight / (height - 2 * pad));
  const left = width / 2 - textWidth / unit / 2;
  const top = height / 2 - textHeight / unit / 2;
  const field = new Float32Array(width * height).fill(REACH);
  for (const [ax, ay, bx, by] of segments) {
    const x0 = Math.max(0, Math.floor(left + (Math.min(ax, bx) - REACH) / unit));
    const x1 = Math.min(width - 1, Math.ceil(left + (Math.max(ax, bx) + REACH) / unit));
    const y0 = Math.max(0, Math.floor(top + (Math.min(ay, by) - REACH) / unit));
    const y1 = Math.min(height - 1, Math.ceil(top + (Math.max(ay, by) + REACH) / unit));
    const dx = bx - ax;
    const dy = by - ay;
    const lengthSquared = dx * dx + dy * dy;
    for (let y = y0; y <= y1; y++) {
      for (let x = x0; x <= x1; x++) {
        const px = (x + 0.5 - left) * unit - ax;
        const py = (y + 0.5 - top) * unit - ay;
        const t = lengthSquared === 0 ? 0 : clamp01((px * dx + py * dy) / lengthSquared);
        const d = Math.sqrt((px - dx * t) ** 2 + (py - dy * t) ** 2);
        const at = y * width + x;
        if (d < (field[at] ?? 0)) field[at] = d;
      }
    }
  }
  return { width, height, unit, distance: (x, y) => field[y * width + x] ?? REACH };
}

/** Coverage 0…1 of strokes of this half width (glyph units) at a texel, anti-aliased. */
export function strokeCoverage(field: TextField, x: number, y: number, halfWidth: number): number {
  return smoothstep(halfWidth + field.unit * 0.7, halfWidth - field.unit * 0.7, field.distance(x, y));
}

export type Ink = readonly [number, number, number];

export type SignOptions = {
  width: number;
  height: number;
  ink: Ink;
  paper: Ink;
  /** Half width of a stroke in glyph units (a capital is 6 high). Default 0.55. */
  weight?: number;
  /** Frame line in the ink colour. Default true. */
  frame?: boolean;
  /** Free share of the smaller side around the text. Default 0.16. */
  margin?: number;
};

/** Colour of one texel of a painted sign (sRGB), x right, y down. The strokes are laid out at the first call. */
export function signTexel(
  text: string,
  options: SignOptions,
): (x: number, y: number) => [number, number, number] {
  const { width, height, ink, paper, weight = 0.55, frame = true } = options;
  const line = Math.min(width, height) * 0.05;
  let field: TextField | undefined;
  return (x, y) => {
    field ??= textField(text, width, height, options.margin);
    let amount = strokeCoverage(field, x, y, weight);
    if (frame) {
      const edge = Math.min(x + 0.5, y + 0.5, width - x - 0.5, height - y - 0.5);
      amount = Math.max(amount, smoothstep(line * 0.6, 0.4, Math.abs(edge - line * 1.4)));
    }
    return [mix(paper[0], ink[0], amount), mix(paper[1], ink[1], amount), mix(paper[2], ink[2], amount)];
  };
}

/** A painted sign as a texture of its own. */
export function signTexture(text: string, options: SignOptions): THREE.DataTexture {
  const { width, height } = options;
  const texel = signTexel(text, options);
  return paint({ key: JSON.stringify([text, options]), width, height, repeat: false }, (u, v) =>
    texel(Math.floor(u * width), height - 1 - Math.floor(v * height)),
  );
}
