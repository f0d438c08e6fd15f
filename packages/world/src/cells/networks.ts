import { FrameloomError, type Gpu } from '@frameloom/gpu';
import {
  createNetwork,
  networkMaps as mapsOfNetwork,
  parseArchitecture,
  type JsonObject,
  type Network,
  type Precision,
} from '@frameloom/nn';
import type { Layout } from './layout.ts';
import type { CellsFiles } from './level-files.ts';
import type { LevelSpec, NetworkName } from './level-spec.ts';
import { sizesOf, type MapSize } from './sizes.ts';
import { transpose } from './transpose.ts';

/** The networks of a level; without a bar two of them are missing. */
export type CellsNetworks = {
  movers: Network;
  scene: Network;
  sprites: Network;
  bar: Network | undefined;
  barScene: Network | undefined;
  /** Those that there are. */
  all: readonly Network[];
};

/** Channels of the maps that a network reads and writes, by name. */
export type NetworkMaps = {
  inputs: Readonly<Record<string, number>>;
  outputs: Readonly<Record<string, number>>;
};

/** What the passes between networks give them and expect of them. */
export function networkMaps(spec: LevelSpec, layout: Layout): Readonly<Record<NetworkName, NetworkMaps>> {
  const { channels, codes, moves, reach, cellPixels, spritePixels } = spec;
  const { features, looks } = layout;
  return {
    movers: {
      inputs: { features: features.mover.channels },
      outputs: {
        choice: looks * moves.length,
        message: channels.message,
        write: (2 * reach.touch + 1) ** 2 * codes.cells,
      },
    },
    bar: { inputs: { features: features.bar.channels }, outputs: { codes: codes.bar } },
    scene: { inputs: { codes: channels.look }, outputs: { pixels: 3 * cellPixels ** 2 } },
    sprites: { inputs: { looks: features.sprite.channels }, outputs: { pixels: 4 * spritePixels ** 2 } },
    barScene: { inputs: { codes: channels.look }, outputs: { pixels: 3 * cellPixels ** 2 } },
  };
}

/**
 * Throws unless every network reads and writes what the passes between them do.
 *
 * @throws FrameloomError `load-failed`.
 */
export function requireNetworks({ spec, layout }: CellsFiles, where: string): void {
  const wanted = networkMaps(spec, layout);
  for (const [name, json] of Object.entries(spec.networks)) {
    const architecture = parseArchitecture(json as unknown as JsonObject, `${where}: ${name}`);
    const { inputs, outputs } = architecture;
    const found = mapsOfNetwork(architecture, `${where}: ${name}`);
    const { inputs: reads, outputs: writes } = wanted[name as NetworkName];
    const kinds = [
      ['input', inputs.map((map) => map.name), reads],
      ['output', outputs, writes],
    ] as const;
    for (const [kind, names, maps] of kinds) {
      for (const [map, channels] of Object.entries(maps)) {
        const got = names.includes(map) ? found.get(map)?.channels : undefined;
        if (got === channels && names.length === Object.keys(maps).length) continue;
        throw new FrameloomError(
          'load-failed',
          `${where}: networks.${name} must have the ${kind}s ${describe(maps)}, got ${describe(Object.fromEntries(names.map((each) => [each, found.get(each)?.channels ?? 0])))}. Export the level again.`,
        );
      }
    }
  }
}

/**
 * Makes the networks of a level.
 *
 * @throws FrameloomError as `createNetwork`; none is left then.
 */
export async function createNetworks(
  gpu: Gpu,
  files: CellsFiles,
  { precision, label }: { precision: Precision; label: string },
): Promise<CellsNetworks> {
  const { spec, layout } = files;
  const sizes = sizesOf(spec, layout);
  const build = (name: NetworkName, maxSize: MapSize): Promise<Network> =>
    createNetwork(
      gpu,
      spec.networks[name],
      name === 'bar' ? transpose(files.networks[name]) : files.networks[name],
      { maxSize, label: `${label}/${name}`, precision },
    );
  const hasBar = layout.barCells > 0;
  const made = await Promise.allSettled([
    build('movers', sizes.movers),
    build('scene', sizes.scene),
    build('sprites', sizes.movers),
    ...(hasBar ? [build('bar', sizes.bar), build('barScene', sizes.barScene)] : []),
  ]);
  const all = made.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = made.find((result) => result.status === 'rejected');
  if (failed) {
    for (const network of all) network.dispose();
    throw failed.reason;
  }
  const [movers, scene, sprites, bar, barScene] = all;
  return { movers: movers!, scene: scene!, sprites: sprites!, bar, barScene, all };
}

function describe(maps: Readonly<Record<string, number>>): string {
  return Object.entries(maps)
    .map(([name, channels]) => `${name} (${channels} channels)`)
    .join(', ');
}
