import {
  cellIndex,
  fill,
  fillFeatures,
  moverOf,
  oneHot,
  windowStart,
  type Scene,
  type Values,
} from '../../lib/reference.ts';

/** embed-scene.wgsl in plain TypeScript: the cells from one before the window's corner. */
export function embedSceneReference(scene: Scene, cellLook: Float32Array): Values {
  const { cellPixels, channels } = scene.spec;
  const { width, height } = scene.layout.window;
  const start = windowStart(scene);
  const [firstX, firstY] = [Math.floor(start.x / cellPixels) - 1, Math.floor(start.y / cellPixels) - 1];
  return fill(channels.look, width * height, (channel, i) => {
    const code = scene.state[cellIndex(scene, firstX + (i % width), firstY + Math.floor(i / width))]!;
    return cellLook[code * channels.look + channel]!;
  });
}

/** embed-movers.wgsl in plain TypeScript. */
export function embedMoversReference(scene: Scene): Values {
  const { layout, spec } = scene;
  const rows = Array.from({ length: layout.kinds }, (_, mover) => {
    const { x, y, look } = moverOf(scene, mover);
    return {
      kind: oneHot(mover, layout.kinds),
      look: oneHot(look, layout.looks),
      unitX: oneHot(x % spec.units, spec.units),
      unitY: oneHot(y % spec.units, spec.units),
    };
  });
  return fillFeatures(layout.features.sprite, rows);
}

/** embed-bar.wgsl in plain TypeScript. */
export function embedBarReference({ spec, layout, state }: Scene, barLook: Float32Array): Values {
  const width = spec.channels.look;
  return fill(
    width,
    layout.barCells,
    (channel, cell) => barLook[state[layout.barStart + cell]! * width + channel]!,
  );
}
