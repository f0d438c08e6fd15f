import { cellIndex, fill, moverOf, windowStart, type Scene, type Values } from '../../lib/reference.ts';

/** look-scene.wgsl in plain TypeScript: the cells from one before the window's corner. */
export function lookSceneReference(scene: Scene, cellLook: Float32Array): Values {
  const { cellPixels, channels } = scene.spec;
  const { width, height } = scene.layout.window;
  const start = windowStart(scene);
  const [firstX, firstY] = [Math.floor(start.x / cellPixels) - 1, Math.floor(start.y / cellPixels) - 1];
  return fill(channels.look, width * height, (channel, i) => {
    const code = scene.state[cellIndex(scene, firstX + (i % width), firstY + Math.floor(i / width))]!;
    return cellLook[code * channels.look + channel]!;
  });
}

/** look-movers.wgsl in plain TypeScript. */
export function lookMoversReference(scene: Scene): Values {
  const { layout, spec } = scene;
  const hot = (value: number, count: number): number[] =>
    Array.from({ length: count }, (_, i) => Number(i === value));
  const rows = Array.from({ length: layout.kinds }, (_, mover) => {
    const { x, y, look } = moverOf(scene, mover);
    return [
      ...hot(mover, layout.kinds),
      ...hot(look, layout.looks),
      ...hot(x % spec.units, spec.units),
      ...hot(y % spec.units, spec.units),
    ];
  });
  return fill(layout.spriteFeatures, layout.kinds, (channel, mover) => rows[mover]![channel]!);
}

/** look-bar.wgsl in plain TypeScript. */
export function lookBarReference({ spec, layout, state }: Scene, barLook: Float32Array): Values {
  const width = spec.channels.look;
  return fill(
    width,
    layout.barCells,
    (channel, cell) => barLook[state[layout.barStart + cell]! * width + channel]!,
  );
}
