import { FrameloomError } from '@frameloom/gpu';
import { matrixOf, packVector, recordRows } from '../layer/matrix-layer.ts';
import type { CompiledLayer, LayerBase, LayerContext } from '../layer/operator.ts';
import type { LayerTensors } from '../layer/weights.ts';
import type { MatrixActivation } from '../activation/activations.ts';
import { channelsOf, sizeOf } from '../network/shape.ts';
import { createBase } from '../operator.ts';
import { formatOf } from '../precision.ts';
import type { WeightFormat } from '../weights/formats.ts';
import { arrangeWeights, createWeights, type Weights } from '../weights/weights.ts';
import { buildLinear } from './linear.ts';

/** What a layer's description says of it. */
export type LinearFields = {
  /** Columns of the output. */
  channels: number;
  /** Default `'none'`. */
  activation?: MatrixActivation;
  /** Default false. */
  gated?: boolean;
  /** How weights are kept on the GPU. Default: as the network keeps its maps, `'f16'` or `'f32'`. */
  weights?: WeightFormat;
};

/** Rows of the largest tile: parts of a layer that is cut by rows begin at multiples of it. */
const tileRows = 64;

/** Compiles a linear layer of a network. Layers of the same options share their shaders. */
export async function compileLinearLayer(
  context: LayerContext<LayerBase>,
  fields: LinearFields,
): Promise<CompiledLayer> {
  const { gpu, inputs, output, precision, weights: tensors } = context;
  const format = formatOf(precision);
  const { activation = 'none', gated = false, weights: weightFormat = format } = fields;
  const options = { activation, gated, weights: weightFormat, ...usualRows(context) };
  const linear = await context.share('linear', options, (place) =>
    buildLinear(gpu, createBase(gpu, place), options),
  );
  const weights = uploadWeights(context, gated, weightFormat);
  const bias =
    tensors.tensor('bias') || tensors.tensor('gated.bias') ? uploadBias(context, gated) : undefined;
  const [inputColumns, columns] = [channelsOf(inputs[0]!), channelsOf(output)];
  return {
    bytes: weights.bytes + (bias?.size ?? 0),
    rowStep: tileRows,
    macs: (frame) => linear.costs(sizeOf(output, frame).height, weights).macs,
    record(target, { inputs: [read, added], output: written, rows }) {
      const input = matrixOf(read!, inputColumns, format);
      const result = matrixOf(written, columns, format);
      const residual = added && matrixOf(added, columns, format);
      recordRows(written, rows, (range) =>
        linear.record(target, { input, weights, bias, residual, output: result, range }),
      );
    },
  };
}

/** Which rows a call may have: of a number of rows that many at most, of the pixels of a map more where the frame is larger. */
function usualRows({ output, maxSize }: LayerContext<LayerBase>): { minRows: number; maxRows?: number } {
  const rows = sizeOf(output, maxSize).height;
  const steps = [1, 3, 33];
  const minRows = steps.findLast((least) => rows >= least)!;
  const isFixed = output.kind === 'matrix' && typeof output.rows === 'number';
  // Classes, so that layers of about as many rows share.
  return isFixed && rows < 33 ? { minRows, maxRows: rows < 3 ? 2 : 32 } : { minRows };
}

function uploadWeights(
  { gpu, pool, label, inputs, output, weights }: LayerContext<LayerBase>,
  gated: boolean,
  format: WeightFormat,
): Weights {
  const shape = { rows: channelsOf(output), columns: channelsOf(inputs[0]!), gated };
  const optionsOf = (tensors: LayerTensors) => ({
    label,
    weight: tensors.get('weight')!,
    gated: gated ? tensors.get('gated.weight') : undefined,
    format,
  });
  if (format === 'q8' || format === 'q4') {
    if (!weights.blends) return createWeights(gpu, pool, optionsOf(weights.tensors));
    throw new FrameloomError(
      'invalid-argument',
      `${label}: weights in ${format} can't lie between two ends. Keep them in f16.`,
    );
  }
  const values = weights.upload('weight', (tensors) => {
    const { values: bytes } = arrangeWeights(optionsOf(tensors));
    return format === 'f32' ? new Float32Array(bytes.buffer) : new Uint16Array(bytes.buffer);
  });
  return { ...shape, format, values, scales: undefined, bytes: values.size };
}

/** In a gated layer four numbers of the gate and four of the other in turn. */
function uploadBias({ label, output, weights }: LayerContext<LayerBase>, gated: boolean): GPUBuffer {
  const columns = channelsOf(output);
  return weights.upload('bias', (tensors) => {
    const first = packVector(label, tensors, 'bias', columns);
    if (!gated) return first;
    const second = packVector(label, tensors, 'gated.bias', columns);
    return Float32Array.from({ length: 2 * first.length }, (_, i) => {
      const from = i % 8 < 4 ? first : second;
      return from[Math.floor(i / 8) * 4 + (i % 4)]!;
    });
  });
}
