import {
  cellIndex,
  fillFeatures,
  moverOf,
  offset,
  oneHot,
  type Scene,
  type Values,
} from '../../lib/reference.ts';

/** sense.wgsl in plain TypeScript. */
export function senseReference(
  scene: Scene,
  tables: { cellSense: Float32Array; barSense: Float32Array },
  action: number,
): Values {
  const { spec, layout, state } = scene;
  const { units, reach, channels, world } = spec;
  const player = moverOf(scene, 0);
  const row = (table: Float32Array, code: number, width: number): number[] => [
    ...table.subarray(code * width, (code + 1) * width),
  ];
  const rows = Array.from({ length: layout.kinds }, (_, mover) => {
    const { x, y, look } = moverOf(scene, mover);
    const [cellX, cellY] = [Math.floor(x / units), Math.floor(y / units)];
    const around: number[] = [];
    for (let dy = -reach.sight; dy <= reach.sight; dy++) {
      for (let dx = -reach.sight; dx <= reach.sight; dx++) {
        around.push(
          ...row(tables.cellSense, state[cellIndex(scene, cellX + dx, cellY + dy)]!, channels.sense),
        );
      }
    }
    const dx = offset(player.x, x, world.columns * units);
    const dy = offset(player.y, y, world.rows * units);
    const near = (value: number): number[] =>
      oneHot(Math.max(-reach.near, Math.min(reach.near, value)) + reach.near, 2 * reach.near + 1);
    return {
      cells: around,
      unitX: oneHot(x % units, units),
      unitY: oneHot(y % units, units),
      look: oneHot(look, layout.looks),
      playerLook: oneHot(player.look, layout.looks),
      kind: oneHot(mover, layout.kinds),
      action: oneHot(mover === 0 ? action : -1, spec.actions.length),
      way: [dx, dy, Math.abs(dx) - Math.abs(dy), Math.abs(dx) + Math.abs(dy)].map((value) => value / 32),
      nearX: near(dx),
      nearY: near(dy),
      bar: Array.from({ length: layout.barCells }, (_, i) =>
        row(tables.barSense, state[layout.barStart + i]!, channels.bar),
      ).flat(),
    };
  });
  return fillFeatures(layout.features.mover, rows);
}
