import { show } from '@frameloom/gpu';
import type { JsonObject } from '@frameloom/gpu/files';
import { mostChannels, readFields } from '../layer/fields.ts';
import type { LayerBase } from '../layer/operator.ts';
import { operators, type NetworkLayer } from '../layer/table.ts';
import { mapShape, type EdgeShape } from './shape.ts';

/**
 * What comes from outside: a map of `channels` at `level` (default 0, the size that is recorded; −1 is twice, 1 half of
 * that, rounded up). With `values` it is a map of whole numbers, such as a class for each pixel, and with `rows` a matrix
 * whose columns are the channels.
 */
export type NetworkInput = {
  name: string;
  channels: number;
  level?: number;
  values?: 'u8' | 'u32';
  rows?: number;
};

/** `architecture` in a model.json that `createNetwork` can run. */
export type NetworkArchitecture = {
  inputs: readonly NetworkInput[];
  /** In the order in which they run. */
  layers: readonly NetworkLayer[];
  /** Layers whose output the caller wants. */
  outputs: readonly string[];
};

const mostInputs = 16;
const mostLayers = 1024;

/**
 * Reads the `architecture` of a model.json; fields that it doesn't know are an error, since what they ask for would not
 * happen.
 *
 * @throws FrameloomError `load-failed`.
 */
export function parseArchitecture(json: JsonObject, label: string = 'architecture'): NetworkArchitecture {
  const fields = readFields(`${label}:`, json);
  const list = (field: string, most: number): readonly unknown[] => {
    const value = fields.raw(field);
    if (Array.isArray(value) && value.length > 0 && value.length <= most) return value;
    return fields.fail(`${field} must be a list of 1 to ${most}, got ${show(value)}`);
  };
  const architecture = {
    inputs: list('inputs', mostInputs).map((item, i) => parseInput(`${label}: inputs[${i}]`, item)),
    layers: list('layers', mostLayers).map((item, i) => parseLayer(`${label}: layers[${i}]`, item)),
    outputs: fields.names('outputs', 1, mostLayers),
  };
  fields.end();
  return architecture;
}

/** Shape of an input. */
export function inputShape({ channels, level, values, rows }: NetworkInput): EdgeShape {
  if (rows !== undefined) return { kind: 'matrix', rows, columns: channels };
  return values === undefined ? mapShape(channels, level) : { ...mapShape(channels, level), values };
}

function parseInput(where: string, item: unknown): NetworkInput {
  const fields = readFields(where, item);
  const values = fields.has('values') && { values: fields.choice('values', ['u8', 'u32'] as const) };
  const most = values ? 1 : fields.has('rows') ? 65536 : mostChannels;
  const input = {
    name: fields.name('name'),
    channels: fields.count('channels', { most }),
    ...(fields.has('level') && { level: fields.count('level', { least: -4, most: 8 }) }),
    ...values,
    ...(fields.has('rows') && { rows: fields.count('rows', { most: 65536 }) }),
  };
  if (fields.has('rows') && (values || 'level' in input))
    fields.fail('is a matrix, which has no level or values');
  fields.end();
  return input;
}

function parseLayer(where: string, item: unknown): NetworkLayer {
  const fields = readFields(where, item);
  const op = fields.choice('op', [...operators.keys()]);
  const operator = operators.get(op)!;
  const name = fields.name('name');
  const input = fields.names('input', ...operator.inputs);
  const layer = { op, name, input, ...operator.parse(fields) };
  fields.end();
  return layer as LayerBase as NetworkLayer;
}
