import { FrameloomError, show } from '@frameloom/gpu';
import type { ArgMaxLayer } from '../arg-max/operator.ts';
import { sourcesOf } from '../layer/operator.ts';
import type { NetworkLayer } from '../layer/table.ts';
import type { NetworkArchitecture } from '../network/architecture.ts';
import { networkMaps } from '../network/maps.ts';
import type { EdgeShape } from '../network/shape.ts';
import type { PointerArgMaxLayer } from '../pointer-arg-max/operator.ts';
import type { WeightPlace } from './layer.ts';
import { trainable } from './table.ts';

/** What chooses the classes that are learned. */
export type Chooser = ArgMaxLayer | PointerArgMaxLayer;

/** A layer that the scores come from, and where its weights lie among all, in blocks of four numbers. */
export type GraphLayer = {
  layer: NetworkLayer;
  start: number;
  blocks: number;
  places: readonly WeightPlace[];
};

/** The part of a network that is trained. */
export type Graph = {
  chooser: Chooser;
  /** In the order in which they run. */
  layers: readonly GraphLayer[];
  /** Inputs of the network that they read. */
  inputs: readonly string[];
  shapes: ReadonlyMap<string, EdgeShape>;
  /** Of all weights, in blocks of four numbers. */
  blocks: number;
};

/**
 * Finds what the scores of a layer that chooses classes come from.
 *
 * @throws FrameloomError `invalid-argument` for another layer, `unsupported` for what cannot be trained.
 */
export function findGraph(label: string, architecture: NetworkArchitecture, classes: string): Graph {
  const shapes = new Map([...networkMaps(architecture, label)].map(([name, { shape }]) => [name, shape]));
  const byName = new Map(architecture.layers.map((layer) => [layer.name, layer]));
  const chooser = byName.get(classes);
  if (chooser?.op !== 'arg-max' && chooser?.op !== 'pointer-arg-max') {
    throw new FrameloomError(
      'invalid-argument',
      `${label}: classes must name a layer arg-max or pointer-arg-max, got ${show(classes)}.`,
    );
  }
  const needed = new Set<string>();
  const visit = (name: string): void => {
    if (needed.has(name)) return;
    needed.add(name);
    const layer = byName.get(name);
    if (layer) sourcesOf(layer).forEach(visit);
  };
  visit(chooser.input[0]!);
  const pointedAt = chooser.input[1];
  if (pointedAt !== undefined && byName.has(pointedAt)) {
    refuse(label, chooser.name, `points into ${show(pointedAt)}, and only inputs can be pointed into`);
  }
  if (pointedAt !== undefined) needed.add(pointedAt);
  let blocks = 0;
  const layers = architecture.layers
    .filter(({ name }) => needed.has(name))
    .map((layer) => {
      const laid = layOut(label, layer, shapes);
      blocks += laid.blocks;
      return { layer, ...laid, start: blocks - laid.blocks };
    });
  const inputs = architecture.inputs.map(({ name }) => name).filter((name) => needed.has(name));
  return { chooser, layers, inputs, shapes, blocks };
}

function layOut(
  label: string,
  layer: NetworkLayer,
  shapes: ReadonlyMap<string, EdgeShape>,
): { blocks: number; places: readonly WeightPlace[] } {
  const operator = trainable.get(layer.op);
  if (!operator) {
    const known = [...trainable.keys()].join(', ');
    return refuse(label, layer.name, `is ${layer.op}, and only ${known} can be trained`);
  }
  const fact = operator.refuse?.(layer);
  if (fact) refuse(label, layer.name, fact);
  const inputs = sourcesOf(layer).map((name) => shapes.get(name)!);
  return operator.weights?.(layer, inputs) ?? { blocks: 0, places: [] };
}

function refuse(label: string, layer: string, fact: string): never {
  throw new FrameloomError('unsupported', `${label}: layer ${show(layer)} ${fact}. Train it with PyTorch.`);
}
