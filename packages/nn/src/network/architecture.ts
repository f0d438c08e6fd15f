import { FrameloomError, show } from '@frameloom/gpu';
import type { JsonObject } from '@frameloom/gpu/files';
import type { Activation } from '../conv2d/conv2d.ts';

/** A convolution of a network. Its tensors are `<name>.weight` and, where there is one, `<name>.bias`. */
export type Conv2dLayer = {
  /** Names the layer, its tensors and its output. */
  name: string;
  op: 'conv2d';
  /** What it reads: one map, or two to be joined, the first of which `upsample` is about. */
  input: readonly string[];
  /** Output channels. */
  channels: number;
  kernel: 1 | 3;
  /** Default 1. */
  stride?: 1 | 2;
  /** Default `'none'`. */
  activation?: Activation;
  /** Of `'leaky-relu'`. Default 0.1. */
  slope?: number;
  /** Default false. */
  upsample?: boolean;
  /** A map to add before the activation. */
  residual?: string;
};

/** `architecture` in a model.json that `createNetwork` can run. */
export type NetworkArchitecture = {
  /** Maps from outside, all at the size that is recorded. */
  inputs: readonly { name: string; channels: number }[];
  /** In the order in which they run. */
  layers: readonly Conv2dLayer[];
  /** Layers whose output the caller wants. */
  outputs: readonly string[];
};

const mostLayers = 256;
const mostChannels = 1024;

/**
 * Reads the `architecture` of a model.json; fields that it doesn't know are an error, since what they ask for would not
 * happen.
 *
 * @throws FrameloomError `load-failed`.
 */
export function parseArchitecture(json: JsonObject, label: string = 'architecture'): NetworkArchitecture {
  const inputs = list(label, 'inputs', json['inputs'], 16).map((item, i) => {
    const where = `${label}: inputs[${i}]`;
    const input = record(where, item, ['name', 'channels']);
    return { name: nameOf(where, input['name']), channels: count(where, input['channels']) };
  });
  const layers = list(label, 'layers', json['layers'], mostLayers).map((item, i) =>
    parseLayer(`${label}: layers[${i}]`, item),
  );
  const outputs = list(label, 'outputs', json['outputs'], mostLayers).map((name) => nameOf(label, name));
  return { inputs, layers, outputs };
}

const layerFields = 'name op input channels kernel stride activation slope upsample residual'.split(' ');

function parseLayer(where: string, item: unknown): Conv2dLayer {
  const layer = record(where, item, layerFields);
  const choice = <T>(field: string, choices: readonly T[], fallback?: T): T => {
    const value = layer[field] ?? fallback;
    if (choices.includes(value as T)) return value as T;
    return fail(where, `${field} must be one of ${choices.join(', ')}, got ${show(layer[field])}`);
  };
  const { slope = 0.1, residual } = layer;
  if (typeof slope !== 'number') fail(where, `slope must be a number, got ${show(slope)}`);
  return {
    op: choice('op', ['conv2d'] as const),
    name: nameOf(where, layer['name']),
    input: list(where, 'input', layer['input'], 2).map((name) => nameOf(where, name)),
    channels: count(where, layer['channels']),
    kernel: choice('kernel', [1, 3] as const),
    stride: choice('stride', [1, 2] as const, 1),
    activation: choice('activation', ['none', 'relu', 'leaky-relu', 'sigmoid'] as const, 'none'),
    slope: slope as number,
    upsample: choice('upsample', [false, true], false),
    ...(residual !== undefined && { residual: nameOf(where, residual) }),
  };
}

function record(where: string, value: unknown, fields: readonly string[]): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fail(where, `must be an object, got ${show(value)}`);
  const unknown = Object.keys(value).find((key) => !fields.includes(key));
  if (unknown !== undefined) fail(where, `has the field ${show(unknown)}, which this release does not know`);
  return value as JsonObject;
}

function list(where: string, field: string, value: unknown, most: number): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0 && value.length <= most) return value;
  return fail(where, `${field} must be a list of 1 to ${most}, got ${show(value)}`);
}

function nameOf(where: string, value: unknown): string {
  if (typeof value === 'string' && value !== '' && value.length <= 200) return value;
  return fail(where, `a name must be text, got ${show(value)}`);
}

function count(where: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= mostChannels)
    return value;
  return fail(where, `channels must be a whole number from 1 to ${mostChannels}, got ${show(value)}`);
}

function fail(where: string, fact: string): never {
  throw new FrameloomError('load-failed', `${where} ${fact}.`);
}
