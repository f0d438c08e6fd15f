import { FrameloomError, show } from '@frameloom/gpu';
import type { Episode, EpisodeHeader } from '../record/episode-file.ts';
import type { Told } from './streams.ts';

/** A recording as it is learned from. */
export type Lesson = {
  header: EpisodeHeader;
  episodes: readonly Told[];
  /** All pictures, one after the other. */
  pictures: Uint8Array<ArrayBuffer>;
  /** What a pixel of each class counts: frequency to the power of −¼, between a half and four, 1 on average over pixels. */
  counts: Float32Array<ArrayBuffer>;
  /** The part of all pixels that change in a step. */
  changing: number;
};

/**
 * Lays a recording out; what exceeds `mostBytes` is left out.
 *
 * @throws FrameloomError `invalid-argument` for a recording that nothing can be learned from.
 */
export function createLesson(
  label: string,
  { header, episodes }: { header: EpisodeHeader; episodes: readonly Episode[] },
  mostBytes: number,
): Lesson {
  const { width, height } = header.frame;
  const fail = (fact: string): never => {
    throw new FrameloomError('invalid-argument', `${label}: ${fact}`);
  };
  if (width % 16 !== 0 || height % 16 !== 0) {
    fail(
      `pictures must have sides of a multiple of 16 pixels, got ${width}×${height}. Record a canvas of such a size.`,
    );
  }
  const each = width * height;
  const taken: Told[] = [];
  const parts: Uint8Array[] = [];
  let start = 0;
  for (const { actions, frames } of episodes) {
    if (actions.length < 3) continue;
    if ((start + actions.length + 1) * each > mostBytes) break;
    taken.push({ start, actions });
    parts.push(frames);
    start += actions.length + 1;
  }
  if (taken.length === 0) fail(`no game of the recording has 3 steps, got ${show(episodes.length)} games.`);
  const pictures = new Uint8Array(start * each);
  let at = 0;
  for (const part of parts) {
    pictures.set(part, at);
    at += part.length;
  }
  return { header, episodes: taken, pictures, ...measure(pictures, each, header.palette.length) };
}

/** Looks at some of the pixels. */
function measure(
  pictures: Uint8Array,
  each: number,
  classes: number,
): { counts: Float32Array<ArrayBuffer>; changing: number } {
  const seen = new Float64Array(classes);
  let [changed, looked] = [0, 0];
  // A step that shares no factor with the sides of pictures.
  for (let i = 0; i + each < pictures.length; i += 37) {
    seen[pictures[i]!]!++;
    looked++;
    if (pictures[i] !== pictures[i + each]) changed++;
  }
  const shares = Array.from(seen, (count) => count / looked);
  const norm = (values: number[]): number => values.reduce((sum, value, i) => sum + value * shares[i]!, 0);
  const raw = shares.map((share) => (share + 1e-6) ** -0.25);
  const scale = norm(raw);
  const clamped = raw.map((value) => Math.min(4, Math.max(0.5, value / scale)));
  const mean = norm(clamped);
  return { counts: Float32Array.from(clamped, (value) => value / mean), changing: changed / looked };
}
