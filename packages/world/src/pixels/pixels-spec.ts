import { networkMaps, parseArchitecture, type JsonObject, type NetworkArchitecture } from '@frameloom/nn';
import type { LevelBasics } from '../engine/engine.ts';
import { createSpecReader, readBasics } from '../engine/spec-reader.ts';

/** `architecture` of a level.json of the kind `pixels`. */
export type PixelsSpec = LevelBasics & {
  /** RGB of each class. */
  palette: readonly (readonly [number, number, number])[];
  /** The map that a step leaves for the next one: its channels, the values that each can have, and how often its size is halved. */
  memory: { channels: number; levels: number; level: number };
  network: NetworkArchitecture;
};

/**
 * Reads `architecture` of a level.json. Fields that only later releases know are ignored.
 *
 * @throws FrameloomError `load-failed`, also for a network that reads or writes anything else than a step does.
 */
export function parsePixelsSpec(json: JsonObject, where: string): PixelsSpec {
  const read = createSpecReader(where);
  const root = read.object('architecture', json);
  const memory = read.object('memory', root['memory']);
  const channels = read.count('memory.channels', memory['channels'], 256);
  if (channels % 4 !== 0) read.fail('memory.channels', 'a multiple of 4', channels);
  const spec: PixelsSpec = {
    ...readBasics(read, root),
    palette: read.list('palette', root['palette'], 2, 256).map((item, i) => {
      const [r, g, b] = read
        .list(`palette[${i}]`, item, 3, 3)
        .map((value) => read.count(`palette[${i}]`, value, 255, 0));
      return [r!, g!, b!] as const;
    }),
    memory: {
      channels,
      levels: read.count('memory.levels', memory['levels'], 256, 2),
      level: read.count('memory.level', memory['level'], 8, 0),
    },
    network: parseArchitecture(read.object('network', root['network']), `${where}: network`),
  };
  requireNetwork(spec, (wanted, got) => read.fail('network', wanted, got));
  return spec;
}

/** Pixels of the memory's map. */
export function memorySize({ frame, memory }: Pick<PixelsSpec, 'frame' | 'memory'>): {
  width: number;
  height: number;
} {
  const of = (side: number): number => Math.ceil(side / 2 ** memory.level);
  return { width: of(frame.width), height: of(frame.height) };
}

/** Two pictures of classes, the memory and the action go in; the next picture and memory come out. */
function requireNetwork({ network, memory }: PixelsSpec, fail: (wanted: string, got: string) => never): void {
  const maps = networkMaps(network, 'network');
  const describe = (name: string): string => {
    const shape = maps.get(name)?.shape;
    if (shape?.kind !== 'map') return `${name}: none`;
    return `${name}: ${shape.channels} at level ${maps.get(name)!.level}${'values' in shape ? `, ${shape.values}` : ''}`;
  };
  const kept = network.outputs.find((name) => name !== 'next') ?? '';
  const inputs = network.inputs.map(({ name }) => describe(name)).toSorted();
  const outputs = ['next', kept].map(describe);
  const { channels, level } = memory;
  const wantedInputs = [
    `action: 1 at level ${level}, u8`,
    'before: 1 at level 0, u8',
    `memory: ${channels} at level ${level}`,
    'now: 1 at level 0, u8',
  ];
  const wantedOutputs = ['next: 1 at level 0, u8', `${kept}: ${channels} at level ${level}`];
  const wanted = [...wantedInputs, ...wantedOutputs].join('; ');
  const got = [...inputs, ...outputs].join('; ');
  if (got !== wanted || network.outputs.length !== 2) fail(`a network with the maps ${wanted}`, got);
}
