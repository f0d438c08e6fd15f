import { moverOf, offset, valueAt, windowStart, type Scene, type Values } from '../../lib/reference.ts';

/** compose.wgsl in plain TypeScript: RGB of the picture, 0 to 1, pixel by pixel. */
export function composeReference(
  level: Scene,
  maps: { scene: Values; sprites: Values; bar: Values },
): Float32Array {
  const { spec, layout } = level;
  const { frame, cellPixels, spritePixels, anchor, units, world } = spec;
  const area = cellPixels * cellPixels;
  const split = spec.barRows * cellPixels;
  const color = (map: Values, cell: number, pixel: number, size: number): number[] =>
    [0, 1, 2].map((channel) => valueAt(map, channel * size + pixel, cell));
  const start = windowStart(level);
  const corner = { x: Math.floor(start.x / cellPixels) - 1, y: Math.floor(start.y / cellPixels) - 1 };
  const player = moverOf(level, 0);
  const order = [...Array.from({ length: layout.kinds - 1 }, (_, i) => i + 1), 0];

  const result = new Float32Array(frame.width * frame.height * 3);
  for (let i = 0; i < frame.width * frame.height; i++) {
    const [x, y] = [i % frame.width, Math.floor(i / frame.width)];
    if (y < split) {
      const cell =
        Math.floor(y / cellPixels) * Math.floor(frame.width / cellPixels) + Math.floor(x / cellPixels);
      result.set(color(maps.bar, cell, (y % cellPixels) * cellPixels + (x % cellPixels), area), 3 * i);
      continue;
    }
    const place = { x: x + start.x - corner.x * cellPixels, y: y - split + start.y - corner.y * cellPixels };
    const cell = Math.floor(place.y / cellPixels) * layout.window.width + Math.floor(place.x / cellPixels);
    let rgb = color(maps.scene, cell, (place.y % cellPixels) * cellPixels + (place.x % cellPixels), area);
    for (const mover of order) {
      const other = moverOf(level, mover);
      const border = (spritePixels - cellPixels) / 2;
      const sx =
        x - (anchor.x + offset(player.x, other.x, world.columns * units) * layout.unitPixels - border);
      const sy =
        y - split - (anchor.y + offset(player.y, other.y, world.rows * units) * layout.unitPixels - border);
      if (sx < 0 || sy < 0 || sx >= spritePixels || sy >= spritePixels) continue;
      const pixel = sy * spritePixels + sx;
      const mask = valueAt(maps.sprites, 3 * spritePixels ** 2 + pixel, mover);
      const sprite = color(maps.sprites, mover, pixel, spritePixels ** 2);
      rgb = rgb.map((value, channel) => value + mask * (sprite[channel]! - value));
    }
    result.set(rgb, 3 * i);
  }
  return result;
}
