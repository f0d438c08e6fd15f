import type { LevelSpec } from './level-spec.ts';
import { barSizeOf } from './level-spec.ts';
import order from './features.json' with { type: 'json' };

/** Where in a vector of features a part starts, and how many channels it has. */
export type Part = { at: number; size: number };

/** A vector of features: its parts in their order. */
export type FeatureVector = { parts: Readonly<Record<string, Part>>; channels: number };

/** The vectors that networks read: of a mover, of a cell of the bar, and of a mover's sprite. */
export type Features = { mover: FeatureVector; bar: FeatureVector; sprite: FeatureVector };

/**
 * Computes the layout of the feature vectors of a level. The order of their parts is defined in features.json alone:
 * shaders get it as constants (see {@link featureCode}), references use this layout, and the training recipe reads the file.
 */
export function layOutFeatures(spec: LevelSpec): Features {
  const { units, reach, channels, actions, movers } = spec;
  const looks = Math.max(...movers.map((mover) => mover.looks));
  const kinds = movers.length;
  const bar = barSizeOf(spec);
  const barCells = bar.columns * bar.rows;
  const nearby = 2 * reach.near + 1;
  return {
    mover: join(order.mover, {
      cells: (2 * reach.sight + 1) ** 2 * channels.sense,
      unitX: units,
      unitY: units,
      look: looks,
      playerLook: looks,
      kind: kinds,
      action: actions.length,
      way: 4,
      nearX: nearby,
      nearY: nearby,
      bar: barCells * channels.bar,
    }),
    bar: join(order.bar, {
      code: channels.state,
      place: barCells,
      player: channels.message,
      others: channels.message,
    }),
    sprite: join(order.sprite, { kind: kinds, look: looks, unitX: units, unitY: units }),
  };
}

/** The vectors as WGSL constants, `moverUnitXAt` and `moverUnitXSize` for the part `unitX` of `mover`. */
export function featureCode(features: Features): string {
  return Object.entries(features)
    .flatMap(([name, { parts, channels }]) => [
      `const ${name}Features = ${channels}u;`,
      ...Object.entries(parts).flatMap(([part, { at, size }]) => {
        const prefix = `${name}${part[0]!.toUpperCase()}${part.slice(1)}`;
        return [`const ${prefix}At = ${at}u;`, `const ${prefix}Size = ${size}u;`];
      }),
    ])
    .join('\n');
}

function join(names: readonly string[], sizes: Readonly<Record<string, number>>): FeatureVector {
  const parts: Record<string, Part> = {};
  let at = 0;
  for (const name of names) {
    const size = sizes[name]!;
    parts[name] = { at, size };
    at += size;
  }
  return { parts, channels: at };
}
