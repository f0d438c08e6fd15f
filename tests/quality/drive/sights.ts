import { frameWidth, lap, pointAt, wrap } from '@frameloom/scenes/circuit';
import type { Eye } from './probe.ts';

/** A picture from somewhere on the road. */
export type Sight = { eye: Eye; signature: Float32Array };

const block = { width: 8, height: 5 };
const columns = frameWidth / block.width;
const rows = 9;
const colorCount = 48;

/** How often colours occur in blocks of the view: what stays similar within a metre. */
export function signatureOf(picture: Uint8Array): Float32Array {
  const counts = new Float32Array(columns * rows * colorCount);
  for (let y = 0; y < rows * block.height; y++) {
    for (let x = 0; x < frameWidth; x++) {
      const at = Math.floor(y / block.height) * columns + Math.floor(x / block.width);
      counts[at * colorCount + picture[y * frameWidth + x]!]!++;
    }
  }
  return counts;
}

/** Pictures along the whole road, about the way that it goes. */
export function drawMap(draw: (eye: Eye) => Float32Array): Sight[] {
  const list: Sight[] = [];
  for (let along = 0; along < lap; along += 2) {
    for (const lateral of [-2.4, 0, 2.4]) {
      const { x, z, heading } = pointAt(along, lateral);
      for (const turned of [-0.4, -0.2, 0, 0.2, 0.4]) {
        const eye = { x, z, heading: wrap(heading + turned) };
        list.push({ eye, signature: draw(eye) });
      }
    }
  }
  return list;
}

/** Where the pictures are from that are most like one. */
export function nearestSights(map: readonly Sight[], wanted: Float32Array, count: number): Eye[] {
  const distance = ({ signature }: Sight): number => {
    let sum = 0;
    for (let i = 0; i < wanted.length; i++) sum += Math.abs(signature[i]! - wanted[i]!);
    return sum;
  };
  return map
    .map((sight) => [distance(sight), sight.eye] as const)
    .toSorted(([a], [b]) => a - b)
    .slice(0, count)
    .map(([, eye]) => eye);
}
