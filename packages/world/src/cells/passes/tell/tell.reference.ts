import { fillFeatures, oneHot, valueAt, type Scene, type Values } from '../../lib/reference.ts';

/** tell.wgsl in plain TypeScript. */
export function tellReference(
  { spec, layout, state }: Scene,
  barState: Float32Array,
  message: Values,
): Values {
  const { state: width, message: told } = spec.channels;
  const said = Array.from({ length: told }, (_, i) =>
    Array.from({ length: layout.kinds }, (__, mover) => valueAt(message, i, mover)),
  );
  const rows = Array.from({ length: layout.barCells }, (_, cell) => {
    const code = state[layout.barStart + cell]!;
    return {
      code: [...barState.subarray(code * width, (code + 1) * width)],
      place: oneHot(cell, layout.barCells),
      player: said.map((by) => by[0]!),
      others: said.map((by) => Math.max(...(by.length > 1 ? by.slice(1) : by))),
    };
  });
  return fillFeatures(layout.features.bar, rows);
}
