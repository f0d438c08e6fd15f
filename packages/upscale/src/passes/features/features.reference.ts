import { reexposed, type Rgb, readBilinear, type Grid } from '@frameloom/gpu/frame/reference';

/** Inputs of features.wgsl as numbers. */
export type FeaturesInputs = {
  renderSize: { width: number; height: number };
  previousRenderSize: { width: number; height: number };
  displaySize: { width: number; height: number };
  /** Y, Co, Cg, alpha per render pixel. */
  prepared: Grid;
  /** uvPrevious − uv per render pixel. */
  motion: Grid;
  /** Disocclusion, reactive, change, stability per render pixel. */
  mask: Grid;
  /** Y, Co, Cg, count per display pixel. */
  history: Grid;
  /** Four per pixel of the last render size. */
  feedback: Grid;
  jitter: { x: number; y: number };
  /** Of detection, and of history. */
  exposure: { current: number; history: number };
  hdr: boolean;
  reset: boolean;
};

const corners = [
  [-1, -1],
  [1, -1],
  [-1, 1],
  [1, 1],
] as const;

/** The maths of features.wgsl for one render pixel: its 16 channels. */
export function featuresReference(inputs: FeaturesInputs, x: number, y: number): number[] {
  const { renderSize, previousRenderSize, displaySize, jitter, exposure } = inputs;
  const load = ({ width, channels, data }: Grid, i: number, j: number): number[] =>
    Array.from({ length: channels }, (_, c) => data[(j * width + i) * channels + c]!);
  const now = load(inputs.prepared, x, y).slice(0, 3);
  const mask = load(inputs.mask, x, y);
  const [toX, toY] = load(inputs.motion, x, y) as [number, number];
  const before = [(x + 0.5) / renderSize.width + toX, (y + 0.5) / renderSize.height + toY] as const;

  let luma = [now[0]!, now[0]!, now[0]!, now[0]!];
  let hue = now.slice(1);
  let count = 0;
  const was = [before[0] + jitter.x / renderSize.width, before[1] + jitter.y / renderSize.height] as const;
  if (!inputs.reset && was.every((v) => v >= 0 && v <= 1)) {
    const around = corners.map(([dx, dy]) => {
      const u = was[0] + (0.25 * dx) / renderSize.width;
      const v = was[1] + (0.25 * dy) / renderSize.height;
      const h = readBilinear(inputs.history, u * displaySize.width, v * displaySize.height);
      return [...reexposed(h.slice(0, 3) as Rgb, exposure.current / exposure.history, inputs.hdr), h[3]!];
    });
    const mean = (k: number): number => around.reduce((sum, c) => sum + c[k]! / 4, 0);
    count = Math.max(mean(3), 0);
    if (count > 0) {
      luma = around.map((c) => c[0]!);
      hue = [mean(1), mean(2)];
    }
  }

  let said = [0.5, 0.5];
  if (!inputs.reset && mask[0]! <= 0.5 && before.every((v) => v >= 0 && v < 1)) {
    const i = Math.floor(before[0] * previousRenderSize.width);
    const j = Math.floor(before[1] * previousRenderSize.height);
    said = load(inputs.feedback, i, j).slice(2);
  }
  const pixels = Math.hypot(toX * displaySize.width, toY * displaySize.height);
  const speed = Math.min(Math.log2(1 + pixels) / 5, 1);
  const difference = luma.map((v) => v - now[0]!);
  const other = Math.abs(hue[0]! - now[1]!) + Math.abs(hue[1]! - now[2]!);
  return [...now, ...difference, other, count / (1 + count), ...mask, speed, ...said];
}
