// A whole architecture in plain TypeScript, by the references of the operators.
import {
  createTensor,
  dequantise,
  networkMaps,
  quantise,
  toFloat32,
  type NetworkArchitecture,
  type NetworkLayer,
  type Tensors,
} from '@frameloom/nn';
import { activate } from '../../../packages/nn/src/activation/activations.reference.ts';
import { argMaxReference } from '../../../packages/nn/src/arg-max/arg-max.reference.ts';
import { pointerArgMaxReference } from '../../../packages/nn/src/pointer-arg-max/pointer-arg-max.reference.ts';
import { attentionReference } from '../../../packages/nn/src/attention/attention.reference.ts';
import { averagePoolReference } from '../../../packages/nn/src/average-pool/average-pool.reference.ts';
import { concatReference } from '../../../packages/nn/src/concat/concat.reference.ts';
import { conv2dReference, type Planes } from '../../../packages/nn/src/conv2d/conv2d.reference.ts';
import { depthToSpaceReference } from '../../../packages/nn/src/depth-to-space/depth-to-space.reference.ts';
import { gateReference } from '../../../packages/nn/src/gate/gate.reference.ts';
import { groupNormReference } from '../../../packages/nn/src/group-norm/group-norm.reference.ts';
import { linearReference, type Rows } from '../../../packages/nn/src/linear/linear.reference.ts';
import { lookupReference } from '../../../packages/nn/src/lookup/lookup.reference.ts';
import { sizeOf } from '../../../packages/nn/src/network/shape.ts';
import { modulateReference } from '../../../packages/nn/src/modulate/modulate.reference.ts';
import { normReference } from '../../../packages/nn/src/norm/norm.reference.ts';
import { resizeReference } from '../../../packages/nn/src/resize/resize.reference.ts';
import { roundLevelsReference } from '../../../packages/nn/src/round-levels/round-levels.reference.ts';
import { toPlanes, toRows } from './matrices.ts';

type Size = { width: number; height: number };

/** Every map by name. Matrices are planes of the map that they were made of. */
export function graphReference(
  architecture: NetworkArchitecture,
  tensors: Tensors,
  inputs: Readonly<Record<string, Planes>>,
  frame: Size,
): Map<string, Planes> {
  const maps = new Map(Object.entries(inputs));
  const shapes = networkMaps(architecture);
  for (const layer of architecture.layers) {
    const tensor = (part: string) => {
      const found = tensors.get(`${layer.name}.${part}`);
      return found && { shape: found.shape, data: toFloat32(found) };
    };
    const read = layer.input.map((name) => maps.get(name)!);
    const { shape } = shapes.get(layer.name)!;
    const residual = 'residual' in layer && layer.residual ? maps.get(layer.residual) : undefined;
    maps.set(layer.name, compute(layer, read, residual, tensor, sizeOf(shape, frame)));
  }
  return maps;
}

type Read = (part: string) => { shape: readonly number[]; data: Float32Array } | undefined;

function compute(
  layer: NetworkLayer,
  inputs: readonly Planes[],
  residual: Planes | undefined,
  tensor: Read,
  size: Size,
): Planes {
  const [first, second, third] = inputs as [Planes, Planes, Planes];
  const each = (of: (value: number, i: number) => number): Planes => ({ ...first, data: first.data.map(of) });
  switch (layer.op) {
    case 'conv2d': {
      const grid = { width: size.width, height: size.height };
      if (layer.stride === 2) Object.assign(grid, { width: first.width, height: first.height });
      const options = { ...layer, weight: tensor('weight')!, bias: tensor('bias')?.data };
      return conv2dReference(options, { input: first, skip: second, residual }, grid);
    }
    case 'group-norm':
    case 'instance-norm': {
      const groups = layer.op === 'group-norm' ? layer.groups : first.channels;
      const affine = { weight: tensor('weight')?.data, bias: tensor('bias')?.data };
      return groupNormReference(first, { ...layer, ...affine, groups });
    }
    case 'activation':
      return each((value) => activate(value, layer.activation, layer.slope));
    case 'add':
      return each((value, i) => {
        const isRow = second.width === 1 && second.height === 1 && first.width * first.height > 1;
        const at = isRow ? Math.floor(i / (first.width * first.height)) : i;
        return activate(value + second.data[at]!, layer.activation, layer.slope);
      });
    case 'gate':
      return each((value, i) => gateReference(value, second.data[i]!, third.data[i]!));
    case 'round-levels':
      return each((value) => roundLevelsReference(value, layer.levels, layer.range));
    case 'concat':
      return concatReference(inputs);
    case 'resize': {
      const { factor } = layer;
      return resizeReference(first, typeof factor === 'number' ? [factor, factor] : factor, size);
    }
    case 'depth-to-space':
      return depthToSpaceReference(first, layer.factor, size);
    case 'average-pool':
      return averagePoolReference(first, layer);
    case 'lookup':
      return lookupReference(first, tensor('weight')!.data, layer.channels);
    case 'arg-max':
      return argMaxReference(first);
    case 'pointer-arg-max':
      return pointerArgMaxReference(first, second, layer.reach);
    case 'to-matrix':
    case 'to-map':
      return first;
    case 'stack': {
      const [above, below] = [toRows(first), toRows(second)];
      const data = Float32Array.from([...above.data, ...below.data]);
      return toPlanes({ rows: above.rows + below.rows, columns: above.columns, data }, 1);
    }
    default:
      return toPlanes(
        computeRows(layer, inputs.map(toRows), residual && toRows(residual), tensor),
        first.width,
      );
  }
}

function computeRows(
  layer: NetworkLayer,
  inputs: readonly Rows[],
  residual: Rows | undefined,
  tensor: Read,
): Rows {
  const [first] = inputs as [Rows];
  const [weight, bias] = [tensor('weight'), tensor('bias')?.data];
  switch (layer.op) {
    case 'linear': {
      const stored = (found: ReturnType<Read>): Rows | undefined => {
        if (!found) return undefined;
        const [rows = 0, columns = 0] = found.shape;
        const { weights: format } = layer;
        if (format !== 'q8' && format !== 'q4') return { rows, columns, data: found.data };
        const quantised = dequantise(
          quantise(createTensor([rows, columns], Float32Array.from(found.data)), format),
        );
        return { rows, columns, data: toFloat32(quantised) };
      };
      const gated = { gated: stored(tensor('gated.weight')), gatedBias: tensor('gated.bias')?.data };
      return linearReference({ ...layer, weight: stored(weight)!, bias, ...gated }, first, residual);
    }
    case 'layer-norm':
    case 'rms-norm': {
      const kind = layer.op === 'layer-norm' ? 'layer' : 'rms';
      return normReference({ epsilon: 1e-5, ...layer, kind, weight: weight?.data, bias }, first);
    }
    case 'attention': {
      const { heads, kvHeads = heads } = layer;
      const headColumns = first.columns / (inputs.length === 1 ? heads + 2 * kvHeads : heads);
      const [own, shared] = [heads * headColumns, kvHeads * headColumns];
      const [queries, keys, values] =
        inputs.length === 3
          ? inputs
          : [columnsOf(first, 0, own), columnsOf(first, own, shared), columnsOf(first, own + shared, shared)];
      const options = { ...layer, kvHeads, headColumns };
      return attentionReference(options, { queries: queries!, keys: keys!, values: values! });
    }
    case 'modulate': {
      const [, scale, added] = inputs as [Rows, Rows, Rows];
      const data = first.data.map((value, i) => {
        const column = i % first.columns;
        return modulateReference(
          value,
          scale.data[column]!,
          added.data[added.rows === 1 ? column : i]!,
          layer.offset,
        );
      });
      return { ...first, data };
    }
    default:
      throw new Error(`no reference for ${layer.op}`);
  }
}

function columnsOf({ rows, columns, data }: Rows, start: number, count: number): Rows {
  const at = (i: number): number => data[Math.floor(i / count) * columns + start + (i % count)]!;
  return { rows, columns: count, data: Float32Array.from({ length: rows * count }, (_, i) => at(i)) };
}
