// Separable convolution on planes of floats, the work horse of SSIM and FLIP.

/** One channel of a picture, rows top first. */
export type Plane = Float32Array<ArrayBuffer>;

/** A filter of 2·radius + 1 taps: `center`, then the tap at +1, +2, …; `odd` filters are antisymmetric, others symmetric. */
export type Taps = { readonly center: number; readonly side: readonly number[]; readonly odd: boolean };

/** Makes taps from a function of the distance, keeping what matters in single precision. */
export function tapsOf(radius: number, weight: (distance: number) => number, odd = false): Taps {
  const side: number[] = [];
  for (let k = 1; k <= radius; k++) side.push(weight(k));
  const largest = Math.max(Math.abs(weight(0)), ...side.map(Math.abs));
  while (side.length > 0 && Math.abs(side.at(-1)!) < 1e-8 * largest) side.pop();
  return { center: odd ? 0 : weight(0), side, odd };
}

/** Sum of all taps of a symmetric filter. */
export function tapSum(taps: Taps): number {
  return taps.center + 2 * taps.side.reduce((sum, tap) => sum + tap, 0);
}

/** The filter with every tap multiplied. */
export function scaleTaps(taps: Taps, scale: number): Taps {
  return { ...taps, center: taps.center * scale, side: taps.side.map((tap) => tap * scale) };
}

/** Convolves rows; outside the picture its edge pixels repeat. */
export function convolveRows(source: Plane, width: number, height: number, taps: Taps): Plane {
  const result = new Float32Array(source.length);
  const radius = paddedRadius(taps);
  const weights = paddedWeights(taps, radius);
  const line = new Float32Array(width + 2 * radius);
  for (let y = 0; y < height; y++) {
    const start = y * width;
    line.set(source.subarray(start, start + width), radius);
    line.fill(source[start]!, 0, radius);
    line.fill(source[start + width - 1]!, radius + width);
    convolveLine(line, result, start, width, radius, weights, taps);
  }
  return result;
}

function convolveLine(
  line: Plane,
  result: Plane,
  start: number,
  width: number,
  radius: number,
  weights: Plane,
  taps: Taps,
): void {
  const { center } = taps;
  const sign = taps.odd ? -1 : 1;
  for (let x = 0; x < width; x++) {
    const c = x + radius;
    let sum = center * line[c]!;
    // Three taps a side at a time: the loop would otherwise cost as much as the arithmetic.
    for (let k = 1; k <= radius; k += 3) {
      sum +=
        weights[k - 1]! * (line[c + k]! + sign * line[c - k]!) +
        weights[k]! * (line[c + k + 1]! + sign * line[c - k - 1]!) +
        weights[k + 1]! * (line[c + k + 2]! + sign * line[c - k - 2]!);
    }
    result[start + x] = sum;
  }
}

/** Convolves columns; outside the picture its edge pixels repeat. */
export function convolveColumns(source: Plane, width: number, height: number, taps: Taps): Plane {
  const result = new Float32Array(source.length);
  const radius = paddedRadius(taps);
  const weights = paddedWeights(taps, radius);
  const rowAt = (y: number): number => Math.min(height - 1, Math.max(0, y)) * width;
  for (let y = 0; y < height; y++) {
    const start = y * width;
    for (let x = 0; x < width; x++) result[start + x] = taps.center * source[start + x]!;
    for (let k = 1; k <= radius; k += 3) {
      const rows = [1, 2, 3].flatMap((step) => [rowAt(y + k + step - 1), rowAt(y - k - step + 1)]);
      addRows(source, result, start, width, rows as Rows, weights, k - 1, taps.odd ? -1 : 1);
    }
  }
  return result;
}

type Rows = [number, number, number, number, number, number];

function addRows(
  source: Plane,
  result: Plane,
  start: number,
  width: number,
  [a, b, c, d, e, f]: Rows,
  weights: Plane,
  first: number,
  sign: number,
): void {
  const u = weights[first]!;
  const v = weights[first + 1]!;
  const w = weights[first + 2]!;
  for (let x = 0; x < width; x++) {
    result[start + x]! +=
      u * (source[a + x]! + sign * source[b + x]!) +
      v * (source[c + x]! + sign * source[d + x]!) +
      w * (source[e + x]! + sign * source[f + x]!);
  }
}

function paddedRadius(taps: Taps): number {
  return Math.ceil(taps.side.length / 3) * 3;
}

function paddedWeights(taps: Taps, radius: number): Plane {
  const weights = new Float32Array(radius);
  weights.set(taps.side);
  return weights;
}

/** Rows with one filter, then columns with another. */
export function convolve(source: Plane, width: number, height: number, rows: Taps, columns: Taps): Plane {
  return convolveColumns(convolveRows(source, width, height, rows), width, height, columns);
}
