import { createPass, show } from '@frameloom/gpu';
import type { LayerBase, Operator } from '../layer/operator.ts';
import { requireMap } from '../layer/require-map.ts';
import { layerLibraries } from '../libraries.ts';
import { channelsOf, describeShape, sameSize } from '../network/shape.ts';
import code from './pointer-arg-max.wgsl?raw';

/**
 * The likeliest class of each pixel: a map of classes, stored as the one that is read. `input` is [scores, classes]: the scores of
 * one softmax, for each class by name, then for each of `(2x + 1)(2y + 1)` neighbours in `classes`, row by row from the top left;
 * the class of a neighbour gets its share too. Beyond the border is the pixel at the border. Pointers: Vinyals et al. 2015; beside
 * names: See et al. 2017.
 */
export type PointerArgMaxLayer = LayerBase & {
  op: 'pointer-arg-max';
  /** Neighbours to each side, and above and below: [x, y], at most 128 in all. */
  reach: readonly [number, number];
};

const workers = 64;
const mostNeighbours = 128;

/** The row of the operator table. */
export const pointerArgMax: Operator<PointerArgMaxLayer> = {
  inputs: [2, 2],
  parse(fields) {
    const reach = fields.raw('reach');
    const isReach = (side: unknown): side is number =>
      Number.isInteger(side) && (side as number) >= 0 && (side as number) <= mostNeighbours;
    if (!Array.isArray(reach) || reach.length !== 2 || !reach.every(isReach)) {
      return fields.fail(`reach must be two whole numbers from 0, got ${show(reach)}`);
    }
    return { reach: [reach[0]!, reach[1]!] };
  },
  shape(layer, [scores, classes], fail) {
    const map = requireMap(scores!, fail);
    if (classes?.kind !== 'map' || !classes.values) {
      return fail(`reads ${describeShape(classes!)}, where a map of classes is needed`);
    }
    const { values } = classes;
    if (!sameSize(map, classes)) fail('points into a map of another size');
    const neighbours = neighboursOf(layer);
    if (neighbours > mostNeighbours)
      fail(`points at ${neighbours} neighbours, of which ${mostNeighbours} can be`);
    const named = map.channels - neighbours;
    if (named < 1)
      fail(`reads ${map.channels} scores, where ${neighbours} neighbours and at least one class need more`);
    if (values === 'u8' && named > 256) fail(`stores ${named} classes in u8, which holds 256`);
    return { ...map, channels: 1, values };
  },
  async create({ gpu, label, layer, inputs, output, precision, sizes }) {
    const bytes = Number('values' in output && output.values === 'u8');
    const [reachX, reachY] = layer.reach;
    const pass = await createPass(gpu, {
      label,
      file: 'pointer-arg-max.wgsl',
      code,
      libraries: layerLibraries(precision),
      constants: { named: channelsOf(inputs[0]!) - neighboursOf(layer), reachX, reachY, bytes },
    });
    return {
      bytes: 0,
      macs: () => 0,
      record(target, { inputs: [scores, classes], output: to }) {
        const groups = Math.ceil((to.width * to.height) / (bytes ? 4 : 1) / workers);
        const folds = Math.ceil(groups / 65535);
        const bindings = {
          grid: sizes.get(to),
          scores: scores!.buffer,
          around: classes!.buffer,
          output: to.buffer,
        };
        pass.record(target, bindings, { workgroups: [Math.ceil(groups / folds), folds, 1] });
      },
    };
  },
};

function neighboursOf({ reach: [x, y] }: PointerArgMaxLayer): number {
  return (2 * x + 1) * (2 * y + 1);
}
