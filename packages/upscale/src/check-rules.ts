import {
  fewestSamples,
  judgeMotion,
  readFields,
  type CheckWarning as Warning,
  type MotionCheckCode,
  type ReadField,
} from '@frameloom/gpu/check';
import { formatSize, type Size } from '@frameloom/gpu/frame';
import { getMipBias } from './sizes.ts';

/** Integration mistakes that the checker knows. */
export type CheckCode =
  | 'color-encoding'
  | 'depth-reversed'
  | 'jitter-missing'
  | 'jitter-not-applied'
  | 'mip-bias-missing'
  | 'motion-jittered'
  | MotionCheckCode
  | 'size-mismatch';

/** An integration mistake that the checker found. */
export type CheckWarning = Warning<CheckCode>;

/** What the CPU knew about one frame of the window. */
export type FrameFacts = { jitter: { x: number; y: number }; reset: boolean };

/** Judges one window of GPU statistics. `slots` as check.wgsl wrote them. */
export function judgeWindow(
  slots: Int32Array,
  facts: readonly FrameFacts[],
  { hdr, orthographic = false }: { hdr: boolean; orthographic?: boolean },
): CheckWarning[] {
  const found: CheckWarning[] = [];
  const { frame, total } = readFields(slots, facts.length);
  const samples = total(0);
  if (samples < fewestSamples || facts.some((fact, f) => fact.reset && f > 0)) return found;

  found.push(...judgeMotion('upscale', slots, facts.length));
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

function judgeJitter(frame: ReadField, facts: readonly FrameFacts[], found: CheckWarning[]): void {
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
