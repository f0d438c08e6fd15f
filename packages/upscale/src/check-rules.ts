import { formatSize, type Size } from '@frameloom/gpu/frame';
import { slotFields } from './check-slots.ts';
import { getMipBias } from './sizes.ts';

/** Integration mistakes that the checker knows. */
export type CheckCode =
  | 'color-encoding'
  | 'depth-reversed'
  | 'jitter-missing'
  | 'jitter-not-applied'
  | 'mip-bias-missing'
  | 'motion-jittered'
  | 'motion-scale'
  | 'motion-sign'
  | 'motion-zero'
  | 'size-mismatch';

/** An integration mistake that the checker found. */
export type CheckWarning = {
  code: CheckCode;
  /** What is wrong, what was seen, what to do. */
  message: string;
};

/** Samples of a window below which a coincidence could look like a mistake. */
const fewest = 128;

/** What the CPU knew about one frame of the window. */
export type FrameFacts = { jitter: { x: number; y: number }; reset: boolean };

/** Judges one window of GPU statistics. `slots[f * slotFields + field]` as check.wgsl wrote them. */
export function judgeWindow(
  slots: Int32Array,
  facts: readonly FrameFacts[],
  { hdr, orthographic = false }: { hdr: boolean; orthographic?: boolean },
): CheckWarning[] {
  const found: CheckWarning[] = [];
  const frame = (f: number, field: number): number => slots[f * slotFields + field] ?? 0;
  const total = (field: number): number => facts.reduce((sum, _, f) => sum + frame(f, field), 0);
  const samples = total(0);
  if (samples < fewest || facts.some((fact, f) => fact.reset && f > 0)) return found;

  judgeMotion(frame, total, facts.length, found);
  judgeJitter(frame, facts, found);
  // Orthographic depth is even, so everything may well lie near the near plane.
  if (!orthographic && total(3) > 0.6 * samples) {
    found.push({
      code: 'depth-reversed',
      message: `upscale: ${percent(total(3), samples)} of the picture lies at the near plane, so the depth flag looks wrong. Set depth to the other of 'normal' and 'reversed'.`,
    });
  }
  const mean = total(5) / 1024 / samples;
  if (hdr && total(4) === 0 && mean > 0.05 && (total(6) > 0.98 * samples || mean > 0.45)) {
    found.push({
      code: 'color-encoding',
      message: `upscale: colour never exceeds 1 and looks display-encoded (mean luma ${mean.toFixed(2)}). Give linear colour from before tone mapping, or create the upscaler with hdr: false.`,
    });
  }
  return found;
}

function judgeMotion(
  frame: (f: number, field: number) => number,
  total: (field: number) => number,
  frames: number,
  found: CheckWarning[],
): void {
  const samples = total(0);
  const moving = total(7);
  const given = total(8);
  const eventful = Array.from({ length: frames }, (_, f) => f).filter((f) => frame(f, 7) >= 8);
  // Each alternative must explain the picture clearly better than the motion vectors do, and not by one frame's accident.
  const better = (field: number): boolean =>
    moving > Math.max(fewest, 0.05 * samples) &&
    eventful.length >= 6 &&
    given > 0.01 * 1024 * moving &&
    total(field) < 0.6 * given &&
    eventful.filter((f) => frame(f, field) < frame(f, 8)).length >= 0.75 * eventful.length;
  const alternatives = [
    [9, 'motion-sign', 'reversed in both axes', 'Negate motionVectorScale'],
    [12, 'motion-sign', 'reversed in x', 'Negate motionVectorScale.x'],
    [13, 'motion-sign', 'reversed in y', 'Negate motionVectorScale.y'],
    [10, 'motion-scale', 'halved', 'Halve motionVectorScale: NDC spans 2, uv spans 1'],
    [11, 'motion-scale', 'doubled', 'Double motionVectorScale'],
    [
      14,
      'motion-scale',
      'ignored',
      'They describe motion that the picture does not have; check their space and units',
    ],
  ] as const;
  const best = alternatives
    .filter(([field]) => better(field))
    .toSorted((a, b) => total(a[0]) - total(b[0]))[0];
  if (best) {
    found.push({
      code: best[1],
      message: `upscale: motion vectors explain the picture better when ${best[2]} (error ${percent(total(best[0]), given)} of what they give as they are). ${best[3]}.`,
    });
  }
  const atRest = total(15);
  const still = total(16);
  const slides = [17, 18, 19, 20, 21, 22, 23, 24].map(total);
  if (
    moving === 0 &&
    atRest > Math.max(fewest, 0.9 * samples) &&
    still > 0.01 * 1024 * atRest &&
    Math.min(...slides) < 0.6 * still
  ) {
    found.push({
      code: 'motion-zero',
      message:
        'upscale: every motion vector is zero while the picture slides. Render the velocity output, and hand in the texture of this frame.',
    });
  }
}

function judgeJitter(
  frame: (f: number, field: number) => number,
  facts: readonly FrameFacts[],
  found: CheckWarning[],
): void {
  const steps = facts
    .slice(1)
    .map((fact, i) => ({ x: fact.jitter.x - facts[i]!.jitter.x, y: fact.jitter.y - facts[i]!.jitter.y }));
  const range = Math.max(...steps.map((s) => Math.hypot(s.x, s.y)));
  if (range < 1e-3) {
    found.push({
      code: 'jitter-missing',
      message: `upscale: jitterOffset stayed at (${facts[0]!.jitter.x}, ${facts[0]!.jitter.y}) for ${facts.length} frames. Move the projection by getJitterOffset() every frame and pass the same offset.`,
    });
    return;
  }
  // Luma of the last frame has eight bits: up to two of 1024 per sample are no change.
  const later = facts.slice(1).map((_, i) => i + 1);
  const changed = later.some((f) => frame(f, 16) + frame(f, 14) > 2 * (frame(f, 15) + frame(f, 7)));
  const seen = later.some((f) => frame(f, 15) + frame(f, 7) > 0);
  // A picture without detail does not change under jitter either.
  const detail = later.some((f) => frame(f, 17) + frame(f, 18) > 24 * frame(f, 15));
  if (seen && !changed && detail) {
    found.push({
      code: 'jitter-not-applied',
      message:
        'upscale: jitterOffset moves but the picture does not change at all. Apply the offset to the projection matrix before rendering.',
    });
    return;
  }
  // Smooth motion has small second differences; the jitter sequence does not.
  const means = (field: number): number[] =>
    facts.map((_, f) => frame(f, field) / 256 / Math.max(1, frame(f, 0)));
  const x = correlate(bend(means(1)), bend(['', ...steps].map((s) => (typeof s === 'string' ? 0 : s.x))));
  const y = correlate(bend(means(2)), bend(['', ...steps].map((s) => (typeof s === 'string' ? 0 : s.y))));
  if (x.fit > 0.8 && y.fit > 0.8 && Math.abs(x.slope) > 0.4 && Math.abs(y.slope) > 0.4) {
    found.push({
      code: 'motion-jittered',
      message: `upscale: motion vectors follow the jitter (${x.slope.toFixed(2)}, ${y.slope.toFixed(2)} pixels per pixel). Compute them from projections without jitter.`,
    });
  }
}

/** Findings that need no GPU. */
export function judgeSizes(
  frame: { renderSize: Size; mipBias?: number },
  textures: Readonly<Record<string, Size>>,
  displaySize: Size,
): CheckWarning[] {
  const found: CheckWarning[] = [];
  const wanted = getMipBias(frame.renderSize.width, displaySize.width);
  if (frame.mipBias === undefined || frame.mipBias > wanted + 0.75) {
    found.push({
      code: 'mip-bias-missing',
      message: `upscale: the texture bias is ${frame.mipBias ?? 'not given'}, wanted about ${wanted.toFixed(2)}. Bias texture sampling by getMipBias() and pass it as mipBias, or detail stays at render size.`,
    });
  }
  const sizes = Object.entries(textures).map(([name, size]) => `${name} ${formatSize(size)}`);
  if (new Set(Object.values(textures).map(formatSize)).size > 1) {
    found.push({
      code: 'size-mismatch',
      message: `upscale: inputs differ in size: ${sizes.join(', ')}. Render them together, at renderSize ${formatSize(frame.renderSize)}.`,
    });
  }
  const aspect = frame.renderSize.width / frame.renderSize.height / (displaySize.width / displaySize.height);
  const rounding = 1 / frame.renderSize.height + 1 / frame.renderSize.width;
  if (Math.abs(aspect - 1) > 0.02 + rounding) {
    found.push({
      code: 'size-mismatch',
      message: `upscale: renderSize ${formatSize(frame.renderSize)} and displaySize ${formatSize(displaySize)} differ in aspect. Derive one from the other with getRenderSize().`,
    });
  }
  return found;
}

function bend(values: readonly number[]): number[] {
  return values.slice(1, -1).map((v, i) => v - 0.5 * (values[i]! + values[i + 2]!));
}

function correlate(a: readonly number[], b: readonly number[]): { slope: number; fit: number } {
  const dot = (u: readonly number[], v: readonly number[]): number => u.reduce((s, n, i) => s + n * v[i]!, 0);
  const bb = dot(b, b);
  const aa = dot(a, a);
  return bb === 0 || aa === 0
    ? { slope: 0, fit: 0 }
    : { slope: dot(a, b) / bb, fit: Math.abs(dot(a, b)) / Math.sqrt(aa * bb) };
}

function percent(part: number, whole: number): string {
  return `${Math.round((100 * part) / whole)} %`;
}
