import { FrameloomError } from '@frameloom/gpu';
import { sourcesOf } from '../layer/operator.ts';
import { operatorOf } from '../layer/table.ts';
import { inputShape, type NetworkArchitecture } from './architecture.ts';
import { channelsOf, levelOf, type EdgeShape } from './shape.ts';

/** An input, output or inner map of a network. */
export type NetworkMap = {
  name: string;
  /** Channels of a map, columns of a matrix. */
  channels: number;
  /** How often its size is halved (rounding up), negative where it is larger; not whole for other fractions. */
  level: number;
  /** What it is, and its size as a part of the frame. */
  shape: EdgeShape;
};

/**
 * Every input and layer of an architecture with its channels and size, by name, without tensors or a device.
 *
 * @throws FrameloomError `load-failed` where a layer does not fit what it reads.
 */
export function networkMaps(
  architecture: NetworkArchitecture,
  label: string = 'architecture',
): ReadonlyMap<string, NetworkMap> {
  const maps = new Map<string, NetworkMap>();
  for (const input of architecture.inputs) maps.set(input.name, describeMap(input.name, inputShape(input)));
  for (const layer of architecture.layers) {
    const fail = (fact: string): never => {
      throw new FrameloomError('load-failed', `${label}: layer ${JSON.stringify(layer.name)} ${fact}.`);
    };
    const read = sourcesOf(layer).map(
      (name) =>
        maps.get(name)?.shape ?? fail(`reads ${JSON.stringify(name)}, which no layer before it makes`),
    );
    maps.set(layer.name, describeMap(layer.name, operatorOf(layer).shape(layer, read, fail)));
  }
  return maps;
}

/** A shape by name, as users see it. */
export function describeMap(name: string, shape: EdgeShape): NetworkMap {
  return { name, channels: channelsOf(shape), level: levelOf(shape), shape };
}
