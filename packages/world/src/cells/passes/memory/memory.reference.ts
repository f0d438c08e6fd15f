import { moverOf, valueAt, wrap, type Scene, type Values } from '../../lib/reference.ts';

/** memory.wgsl in plain TypeScript: RGB of the whole world, pixel by pixel. `scene` has one more cell on each side. */
export function memoryReference(level: Scene, scene: Values, sprites: Values): Float32Array {
  const { spec, layout } = level;
  const { cellPixels, spritePixels, world } = spec;
  const [width, height] = [world.columns * cellPixels, world.rows * cellPixels];
  const border = (spritePixels - cellPixels) / 2;
  const order = [...Array.from({ length: layout.kinds - 1 }, (_, i) => i + 1), 0];
  const result = new Float32Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const cell = (Math.floor(y / cellPixels) + 1) * (world.columns + 2) + Math.floor(x / cellPixels) + 1;
    const at = (y % cellPixels) * cellPixels + (x % cellPixels);
    let rgb = [0, 1, 2].map((channel) => valueAt(scene, channel * cellPixels ** 2 + at, cell));
    for (const mover of order) {
      const place = moverOf(level, mover);
      const sx = wrap(x - (place.x * layout.unitPixels - border), width);
      const sy = wrap(y - (place.y * layout.unitPixels - border), height);
      if (sx >= spritePixels || sy >= spritePixels) continue;
      const values = [0, 1, 2, 3].map((channel) =>
        valueAt(sprites, channel * spritePixels ** 2 + sy * spritePixels + sx, mover),
      );
      rgb = rgb.map((value, channel) => value + values[3]! * (values[channel]! - value));
    }
    result.set(rgb, 3 * i);
  }
  return result;
}
