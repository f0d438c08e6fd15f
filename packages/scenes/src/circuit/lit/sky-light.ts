import type { Face } from '../solids.ts';
import { plot, plots } from '../track.ts';
import { createHeightMap } from './height-map.ts';
import type { Direction } from './project.ts';

/** How much of the sky is seen from each point: ambient occlusion of what stands still. */
export interface SkyLight {
  /** From 0 to 1. */
  at(x: number, y: number, z: number): number;
}

const margin = 30;
const layers = 11;
/** Layers lie closer near the ground. */
const layerOf = (y: number): number => 2.5 * Math.log2(1 + Math.max(0, y));
const heightOf = (layer: number): number => 2 ** (layer / 2.5) - 1;

/** Directions that each stand for the same part of what a level surface gets from an even sky. */
function skyDirections(): Direction[] {
  return [3, 5, 5, 3].flatMap((count, ring) => {
    const radius = Math.sqrt((ring + 0.5) / 4.4);
    const up = Math.sqrt(1 - radius * radius);
    return Array.from({ length: count }, (_, i): Direction => {
      const angle = (2 * Math.PI * (i + 0.37 * ring)) / count;
      return [radius * Math.cos(angle), up, radius * Math.sin(angle)];
    });
  });
}

/** Makes the light of the sky in a town: on a grid of a metre, from 16 directions. */
export function createSkyLight(faces: readonly Face[]): SkyLight {
  const columns = plots.columns * plot + 2 * margin;
  const rows = plots.rows * plot + 2 * margin;
  const seen = new Float32Array(layers * rows * columns);
  const directions = skyDirections();
  for (const direction of directions) {
    const map = createHeightMap(faces, direction, 3);
    for (let layer = 0, at = 0; layer < layers; layer++) {
      const y = heightOf(layer) + 0.05;
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++, at++)
          seen[at]! += map.lightAt(column - margin, y, row - margin) / directions.length;
    }
  }
  return {
    at(x, y, z) {
      const u = Math.max(0, Math.min(columns - 1.001, x + margin));
      const v = Math.max(0, Math.min(rows - 1.001, z + margin));
      const w = Math.min(layers - 1.001, layerOf(y));
      const u0 = Math.floor(u);
      const v0 = Math.floor(v);
      const w0 = Math.floor(w);
      const fu = u - u0;
      const fv = v - v0;
      const fw = w - w0;
      const at = (w0 * rows + v0) * columns + u0;
      const plane = (i: number): number => {
        const near = seen[i]! + fu * (seen[i + 1]! - seen[i]!);
        const beyond = seen[i + columns]! + fu * (seen[i + columns + 1]! - seen[i + columns]!);
        return near + fv * (beyond - near);
      };
      const low = plane(at);
      return low + fw * (plane(at + rows * columns) - low);
    },
  };
}
