import { fill, valueAt, type Scene, type Values } from '../../lib/reference.ts';

/** tell.wgsl in plain TypeScript. */
export function tellReference(
  { spec, layout, state }: Scene,
  barState: Float32Array,
  message: Values,
): Values {
  const { state: width, message: told } = spec.channels;
  return fill(layout.barFeatures, layout.barCells, (channel, cell) => {
    if (channel < width) return barState[state[layout.barStart + cell]! * width + channel]!;
    const place = channel - width;
    if (place < layout.barCells) return Number(place === cell);
    const said = place - layout.barCells;
    if (said < told) return valueAt(message, said, 0);
    const others = Array.from({ length: layout.kinds }, (_, mover) => valueAt(message, said - told, mover));
    return Math.max(...(others.length > 1 ? others.slice(1) : others));
  });
}
