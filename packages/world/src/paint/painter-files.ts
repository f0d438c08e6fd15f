import { FrameloomError } from '@frameloom/gpu';
import {
  createTensor,
  networkMaps,
  parseArchitecture,
  toFloat32,
  type JsonObject,
  type ModelConfig,
  type NetworkArchitecture,
  type Tensor,
  type Tensors,
} from '@frameloom/nn';
import type { PixelClasses } from '../engine/engine.ts';
import { createSpecReader } from '../engine/spec-reader.ts';

/** A network that paints the pictures of one level, with tables in the order of that level's classes. */
export type PainterFiles = {
  network: NetworkArchitecture;
  tensors: Tensors;
  /** Pixels for each one of the level's, along a side. */
  scale: number;
};

/** Reads a model of the task `paint-level` for a level. Throws `load-failed` for files that don't fit each other or the level. */
export function readPainterFiles(
  { task, architecture }: ModelConfig,
  tensors: Tensors,
  { frame, palette }: PixelClasses,
  where: string,
): PainterFiles {
  const read = createSpecReader(where, 'Give a model that was trained for pictures of this level.');
  if (task !== 'paint-level') read.fail('task', '"paint-level"', task);
  const [width, height] = read.pair('frame', architecture['frame'], 4096);
  if (width !== frame.width || height !== frame.height)
    read.fail('frame', `the level's, ${frame.width}×${frame.height}`, `${width}×${height}`);
  const scale = read.count('scale', architecture['scale'], 8);
  const known = read
    .list('palette', architecture['palette'], 2, 256)
    .map((item, i) => `${read.list(`palette[${i}]`, item, 3, 3)}`);
  const rows = palette.map((color) => {
    const row = known.indexOf(`${color}`);
    return row < 0
      ? read.fail('palette', `one with the level's colour ${color}`, `${known.length} others`)
      : row;
  });
  const json = read.object('network', architecture['network']);
  const network = parseArchitecture(json as JsonObject, `${where}: network`);
  requireNetwork(network, scale, (wanted, got) => read.fail('network', wanted, got));
  const tables = new Set(
    network.layers.flatMap((layer) =>
      layer.op === 'lookup' && layer.input[0] === 'now' ? [`${layer.name}.weight`] : [],
    ),
  );
  return {
    network,
    scale,
    tensors: new Map(
      [...tensors].map(([name, tensor]) => [
        name,
        tables.has(name) ? inOrder(tensor, rows, known.length, `${where}: ${name}`) : tensor,
      ]),
    ),
  };
}

/** Classes and the last picture go in, the next picture comes out. */
function requireNetwork(
  network: NetworkArchitecture,
  scale: number,
  fail: (wanted: string, got: string) => never,
): void {
  const maps = networkMaps(network, 'network');
  const describe = (name: string): string => {
    const shape = maps.get(name)?.shape;
    if (shape?.kind !== 'map') return `${name}: none`;
    return `${name}: ${shape.channels} at level ${maps.get(name)!.level}${'values' in shape ? `, ${shape.values}` : ''}`;
  };
  const channels = 3 * scale * scale;
  const wanted = ['now: 1 at level 0, u8', `past: ${channels} at level 0`, `picture: ${channels} at level 0`];
  const got = [
    ...network.inputs.map(({ name }) => describe(name)).toSorted(),
    ...network.outputs.map(describe),
  ];
  if (`${got}` !== `${wanted}`) fail(`a network with the maps ${wanted.join('; ')}`, got.join('; '));
}

/** A table with its rows in another order. */
function inOrder(tensor: Tensor, rows: readonly number[], count: number, where: string): Tensor {
  const [own = 0, columns = 0] = tensor.shape;
  if (tensor.shape.length !== 2 || own !== count) {
    throw new FrameloomError(
      'load-failed',
      `${where} must have a row for each of ${count} colours, got [${tensor.shape.join(', ')}]. Export the model again.`,
    );
  }
  const values = toFloat32(tensor);
  const row = (i: number): Float32Array => values.subarray(i * columns, (i + 1) * columns);
  return createTensor(
    [rows.length, columns],
    rows.flatMap((i) => [...row(i)]),
  );
}
