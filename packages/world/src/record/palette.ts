/** Indexed colours: each new colour gets the next index. */
export interface Palette {
  /** RGB by number. */
  readonly colors: readonly (readonly [number, number, number])[];
  /** Colours beyond the 256th, each replaced by the nearest. */
  readonly replaced: number;
  /** Numbers of an RGBA picture's pixels. */
  index(rgba: Uint8ClampedArray | Uint8Array): Uint8Array<ArrayBuffer>;
}

const most = 256;

/** Makes an empty palette. */
export function createPalette(): Palette {
  const colors: [number, number, number][] = [];
  const numbers = new Map<number, number>();
  let replaced = 0;
  const add = (r: number, g: number, b: number): number => {
    if (colors.length < most) return colors.push([r, g, b]) - 1;
    replaced++;
    const distances = colors.map(([cr, cg, cb]) => (cr - r) ** 2 + (cg - g) ** 2 + (cb - b) ** 2);
    return distances.indexOf(Math.min(...distances));
  };
  return {
    colors,
    get replaced() {
      return replaced;
    },
    index(rgba) {
      const result = new Uint8Array(rgba.length / 4);
      for (let i = 0; i < result.length; i++) {
        const [r, g, b] = [rgba[4 * i]!, rgba[4 * i + 1]!, rgba[4 * i + 2]!];
        const key = (r << 16) | (g << 8) | b;
        let number = numbers.get(key);
        if (number === undefined) {
          number = add(r, g, b);
          numbers.set(key, number);
        }
        result[i] = number;
      }
      return result;
    },
  };
}
