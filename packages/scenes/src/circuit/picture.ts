import { drawDashboard } from './dashboard.ts';
import type { CarState } from './car.ts';
import { paintGround } from './ground.ts';
import { bands, bandTables, numberOf } from './palette.ts';
import { createRaster, view } from './raster.ts';
import { buildTown, usualLayout } from './town.ts';

/** Pixels of the picture: the view, and four rows of dashboard below it. */
export const frameWidth: number = view.width;
export const frameHeight: number = view.height + 4;

const { drawFace, groundDepth, groundForwards, rays } = createRaster(1);
const [sky, horizon, hill] = [numberOf('sky'), numberOf('horizon'), numberOf('hill')];

/** Draws pictures of a car's view: a number of the palette for each pixel. */
export interface Painter {
  draw(car: Readonly<CarState>, into: Uint8Array): void;
}

/**
 * Makes a painter. It takes about a tenth of a second, since the ground is painted once.
 *
 * @param layout Which town stands along the road; see {@link buildTown}.
 */
export function createPainter(layout: number = usualLayout): Painter {
  const ground = paintGround(layout);
  const town = buildTown(layout);
  const depths = new Float64Array(view.width * view.height);
  const factors = Float64Array.from(depths, (_, i) =>
    Math.hypot(1, rays.right[i % view.width]!, rays.up[Math.floor(i / view.width)]!),
  );

  const drawGround = ({ x, z, heading }: CarState, into: Uint8Array): void => {
    const [c, s] = [Math.cos(heading), Math.sin(heading)];
    for (let v = 0; v < view.height; v++) {
      const depth = groundDepth[v]!;
      for (let u = 0; u < view.width; u++) {
        const at = v * view.width + u;
        depths[at] = depth;
        if (depth === 0) continue;
        const [forwards, right] = [groundForwards[v]! / depth, rays.right[u]! / depth];
        const gx = Math.floor((x + forwards * c - right * s - ground.left) * ground.scale);
        const gz = Math.floor((z + forwards * s + right * c - ground.top) * ground.scale);
        const isInside = gx >= 0 && gz >= 0 && gx < ground.width && gz < ground.height;
        into[at] = isInside ? ground.colors[gz * ground.width + gx]! : ground.colors[0]!;
      }
    }
  };

  return {
    draw(car, into) {
      drawSky(car.heading, into);
      drawGround(car, into);
      const [c, s] = [Math.cos(car.heading), Math.sin(car.heading)];
      for (const { x, z, radius, faces } of town) {
        const forwards = (x - car.x) * c + (z - car.z) * s;
        const right = (z - car.z) * c - (x - car.x) * s;
        if (forwards < -radius || Math.abs(right) > forwards * 1.05 + 2 * radius) continue;
        for (const face of faces) drawFace(face, car, face.color, into, depths);
      }
      for (let i = 0; i < depths.length; i++) {
        const depth = depths[i]!;
        if (depth === 0) continue;
        const distance = factors[i]! / depth;
        if (distance > bands.far) into[i] = bandTables[distance > bands.haze ? 2 : 1][into[i]!]!;
      }
      drawDashboard(car, into);
    },
  };
}

/** Height of the hills in a direction, as a slope. */
export function hillAt(angle: number): number {
  return 0.07 + 0.05 * Math.sin(angle + 1) + 0.035 * Math.sin(3 * angle) + 0.02 * Math.sin(7 * angle + 2);
}

/** Sky, and hills on the horizon, the same in each direction wherever the car is. */
function drawSky(heading: number, into: Uint8Array): void {
  for (let u = 0; u < view.width; u++) {
    const angle = heading + Math.atan(rays.right[u]!);
    const height = hillAt(angle);
    for (let v = 0; v < view.height && groundDepth[v] === 0; v++) {
      const up = rays.up[v]! - 0.07;
      into[v * view.width + u] = up < height ? hill : up < 0.22 ? horizon : sky;
    }
  }
}
