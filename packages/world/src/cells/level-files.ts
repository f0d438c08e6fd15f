import { FrameloomError } from '@frameloom/gpu';
import { isWeight } from '@frameloom/gpu/files';
import { toFloat32, type ModelConfig, type Tensor, type Tensors } from '@frameloom/nn';
import { layOut, type Layout } from './layout.ts';
import { parseLevelSpec, type LevelSpec, type NetworkName } from './level-spec.ts';

/** Tables that give codes a meaning. */
export type TableName = 'cellSense' | 'cellLook' | 'barSense' | 'barState' | 'barLook';

/** Files of a level with cells, checked against each other. */
export type CellsFiles = {
  config: ModelConfig;
  spec: LevelSpec;
  layout: Layout;
  /** Tensors of each network, by the names that its layers have. */
  networks: Readonly<Record<NetworkName, Tensors>>;
  tables: Readonly<Record<TableName, Float32Array>>;
  /** A bit for each code that may follow a code in the bar, [cell, code before, code]; see act.wgsl. */
  barPairs: Uint32Array;
  /** State to begin with, by the number of the start; step and seed are 0. */
  starts: readonly Uint32Array<ArrayBuffer>[];
};

/** Reads the files of a level whose `architecture.kind` is `'cells'`, the default. */
export function readLevelFiles(config: ModelConfig, tensors: Tensors, where: string): CellsFiles {
  const spec = parseLevelSpec(config.architecture, where);
  const layout = layOut(spec);
  const take = (name: string, shape: readonly number[]): Tensor => {
    const tensor = tensors.get(name);
    if (
      tensor &&
      tensor.shape.length === shape.length &&
      tensor.shape.every((size, i) => size === shape[i])
    ) {
      requireFinite(tensor, `${where}: tensor ${name}`);
      return tensor;
    }
    throw new FrameloomError(
      'load-failed',
      `${where}: tensor ${name} must have the shape [${shape.join(', ')}], got ${tensor ? `[${tensor.shape.join(', ')}]` : 'none'}. Export the level again.`,
    );
  };
  const weightsOf = (tensor: Tensor, name: string): Tensor => {
    if (isWeight(tensor)) return tensor;
    throw new FrameloomError(
      'load-failed',
      `${where}: tensor table.${name} must be F32, F16 or BF16, got ${tensor.dtype}. Export the level again.`,
    );
  };
  const { codes, channels, world } = spec;
  const hasBar = layout.barCells > 0;
  const table = (name: string, rows: number, columns: number, exists = true): Float32Array =>
    exists ? toFloat32(weightsOf(take(`table.${name}`, [rows, columns]), name)) : new Float32Array(columns);
  const networks = Object.fromEntries(
    Object.keys(spec.networks).map((name) => [
      name,
      new Map(
        [...tensors]
          .filter(([tensor]) => tensor.startsWith(`${name}.`))
          .map(([tensor, value]) => [tensor.slice(name.length + 1), value]),
      ),
    ]),
  ) as unknown as CellsFiles['networks'];
  const count = spec.starts.length;
  const parts = [
    take('start.movers', [count, layout.kinds, 3]),
    ...(hasBar ? [take('start.bar', [count, layout.barCells])] : []),
    take('start.cells', [count, world.rows, world.columns]),
  ].map((tensor) => ({ values: toFloat32(tensor), each: tensor.shape.slice(1).reduce((a, b) => a * b, 1) }));
  const starts = spec.starts.map((_, start) => {
    // Checked as they lie in the file: as words, numbers that are not whole would be rounded.
    const numbers = new Float32Array(layout.stateWords);
    let at = 2;
    for (const { values, each } of parts) {
      numbers.set(values.subarray(start * each, (start + 1) * each), at);
      at += each;
    }
    requireSoundState(spec, layout, numbers, `${where}: start ${start}`);
    return Uint32Array.from(numbers);
  });
  return {
    config,
    spec,
    layout,
    networks,
    tables: {
      cellSense: table('cellSense', codes.cells, channels.sense),
      cellLook: table('cellLook', codes.cells, channels.look),
      barSense: table('barSense', codes.bar, channels.bar, hasBar),
      barState: table('barState', codes.bar, channels.state, hasBar),
      barLook: table('barLook', codes.bar, channels.look, hasBar),
    },
    barPairs: tensors.has('table.barPairs')
      ? packPairs(toFloat32(take('table.barPairs', [layout.barCells, codes.bar, codes.bar])), codes.bar)
      : // A level that was exported without them: everything may stand side by side.
        new Uint32Array(layout.barCells * codes.bar * Math.ceil(codes.bar / 32)).fill(0xffffffff),
    starts,
  };
}

function packPairs(pairs: Float32Array, codes: number): Uint32Array {
  const perRow = Math.ceil(codes / 32);
  const words = new Uint32Array((pairs.length / codes) * perRow);
  pairs.forEach((isAllowed, i) => {
    const code = i % codes;
    if (isAllowed > 0) words[((i - code) / codes) * perRow + (code >> 5)]! |= 1 << (code & 31);
  });
  return words;
}

/** Numbers that are none would spread through the state, or be read as codes. */
function requireFinite(tensor: Tensor, where: string): void {
  if (/^(F8|[UI]64)/.test(tensor.dtype)) {
    throw new FrameloomError(
      'load-failed',
      `${where} is ${tensor.dtype}, which no level has. Export it again.`,
    );
  }
  const bad = toFloat32(tensor).find((value) => !Number.isFinite(value));
  if (bad === undefined) return;
  throw new FrameloomError(
    'load-failed',
    `${where} must hold finite numbers, got ${bad}. Export the level again.`,
  );
}

/** Throws unless every number of a state is in its range, since shaders index tables with them. */
export function requireSoundState(
  spec: LevelSpec,
  layout: Layout,
  state: ArrayLike<number>,
  where: string,
): void {
  const { world, units, codes, movers } = spec;
  const check = (at: number, below: number, what: string): void => {
    const value = state[at]!;
    if (Number.isInteger(value) && value >= 0 && value < below) return;
    throw new FrameloomError(
      'load-failed',
      `${where}: ${what} must be from 0 to ${below - 1}, got ${value}.`,
    );
  };
  if (state.length !== layout.stateWords) {
    throw new FrameloomError(
      'load-failed',
      `${where}: a state of this level has ${layout.stateWords} numbers, got ${state.length}.`,
    );
  }
  movers.forEach(({ name, looks }, i) => {
    check(layout.moversStart + 3 * i, world.columns * units, `x of ${name}`);
    check(layout.moversStart + 3 * i + 1, world.rows * units, `y of ${name}`);
    check(layout.moversStart + 3 * i + 2, looks, `look of ${name}`);
  });
  for (let i = layout.barStart; i < layout.cellsStart; i++) check(i, codes.bar, 'a code of the bar');
  for (let i = layout.cellsStart; i < layout.stateWords; i++) check(i, codes.cells, 'a code of a cell');
}
