import { TAU } from './math.ts';

/** A closed path on the ground in the shape of a running track; no walker on it ever jumps. */
export type Track = { x: number; z: number; straight: number; radius: number; turn: number };

/** Place and heading on a track after `distance` metres (any number). */
export function trackPoint(track: Track, distance: number): { x: number; z: number; heading: number } {
  const { straight, radius } = track;
  const length = 2 * straight + TAU * radius;
  let d = distance - Math.floor(distance / length) * length;
  let x: number;
  let z: number;
  let heading: number;
  if (d < straight) [x, z, heading] = [radius, d - straight / 2, 0];
  else if ((d -= straight) < Math.PI * radius) {
    const a = d / radius;
    [x, z, heading] = [Math.cos(a) * radius, straight / 2 + Math.sin(a) * radius, -a];
  } else if ((d -= Math.PI * radius) < straight) [x, z, heading] = [-radius, straight / 2 - d, -Math.PI];
  else {
    const a = Math.PI + (d - straight) / radius;
    [x, z, heading] = [Math.cos(a) * radius, -straight / 2 + Math.sin(a) * radius, -a];
  }
  const c = Math.cos(track.turn);
  const s = Math.sin(track.turn);
  return { x: track.x + x * c + z * s, z: track.z - x * s + z * c, heading: heading + track.turn };
}
