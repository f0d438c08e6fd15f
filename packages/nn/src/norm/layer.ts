import { matrixOf, packVector, recordRows } from '../layer/matrix-layer.ts';
import type { CompiledLayer, LayerBase, LayerContext } from '../layer/operator.ts';
import { channelsOf, sizeOf } from '../network/shape.ts';
import { createBase } from '../operator.ts';
import { formatOf } from '../precision.ts';
import { buildNorm } from './norm.ts';

/** Fields of a norm over the columns of each row. Tensors `<name>.weight` and `<name>.bias` [columns / groups] may be missing. */
export type RowNorm = {
  /** Added to the variance. Default 1e-5. */
  epsilon?: number;
  /** Added to the weight. Default 0. */
  weightOffset?: number;
  /** Equal parts of a row that are normed each by itself, such as heads. Default 1. */
  groups?: number;
};

/** Compiles a norm of a network. Layers of the same options share their shader. */
export async function compileNormLayer(
  context: LayerContext<LayerBase>,
  { epsilon = 1e-5, weightOffset = 0, groups = 1 }: RowNorm,
  isCentred: boolean,
): Promise<CompiledLayer> {
  const { gpu, label, layer, output, precision, weights } = context;
  const format = formatOf(precision);
  const options = { epsilon, weightOffset };
  const norm = await context.share(layer.op, options, (place) =>
    buildNorm(createBase(gpu, place), isCentred, options),
  );
  const columns = channelsOf(output);
  const upload = (part: string): GPUBuffer | undefined =>
    weights.tensor(part) &&
    weights.upload(part, (tensors) => packVector(label, tensors, part, columns / groups));
  const vectors = { weight: upload('weight'), bias: upload('bias') };
  return {
    bytes: weights.bytes,
    rowStep: 1,
    macs: (frame) => norm.costs(sizeOf(output, frame).height, columns).macs,
    record(target, { inputs: [read], output: written, rows }) {
      const input = matrixOf(read!, columns, format);
      const result = matrixOf(written, columns, format);
      recordRows(written, rows, (range) =>
        norm.record(target, { input, ...vectors, groups, output: result, range }),
      );
    },
  };
}
