import { sourcesOf, type TensorSpec } from '../layer/operator.ts';
import { operatorOf, type NetworkLayer } from '../layer/table.ts';
import { formatOf, type Precision } from '../precision.ts';
import type { NetworkArchitecture } from './architecture.ts';
import { edgeBytes } from './edge-bytes.ts';
import { networkMaps } from './maps.ts';
import { channelsOf, type EdgeShape } from './shape.ts';
import type { NetworkSize } from './sizes.ts';
import { assignSlots } from './slots.ts';

/**
 * About the GPU memory that a network takes, in bytes, without tensors or a device: weights, and the maps between its layers for
 * frames up to a size. Working memory of single operators, and of many sizes that were recorded, comes on top.
 *
 * @throws FrameloomError `load-failed` where a layer does not fit what it reads.
 */
export function estimateNetwork(
  architecture: NetworkArchitecture,
  maxSize: NetworkSize,
  precision: Precision,
): number {
  const maps = networkMaps(architecture);
  const shapes = new Map([...maps].map(([name, { shape }]) => [name, shape]));
  const outputs = new Map(architecture.outputs.map((name) => [name, shapes.get(name)!]));
  const { slotShapes } = assignSlots(architecture.layers, shapes, outputs);
  const format = formatOf(precision);
  const between = slotShapes.reduce(
    (sum, held) => sum + Math.max(...held.map((shape) => edgeBytes(shape, maxSize, format))),
    0,
  );
  return architecture.layers.reduce(
    (sum, layer) =>
      sum +
      layerBytes +
      weightBytes(
        layer,
        sourcesOf(layer).map((name) => shapes.get(name)!),
        shapes.get(layer.name)!,
        precision,
      ),
    between,
  );
}

/** A bias that the file has not, and sizes that were recorded. */
const layerBytes = 64;

const fourfold = (count: number): number => Math.ceil(count / 4) * 4;

function weightBytes(
  layer: NetworkLayer,
  inputs: readonly EdgeShape[],
  output: EdgeShape,
  precision: Precision,
): number {
  const specs: readonly TensorSpec[] = operatorOf(layer).tensors?.(layer, inputs, output) ?? [];
  // Products in single precision want the weights of convolutions in it; rows are read in the format of the maps.
  const isConvolution = layer.op === 'conv2d';
  const bytes = (isConvolution ? precision === 'f16' : precision !== 'f32') ? 2 : 4;
  // Enlarged inputs meet four kernels of four taps beside the one of nine.
  const phases = isConvolution && layer.upsample && layer.kernel === 3 ? 25 / 9 : 1;
  const channels = channelsOf(output);
  return specs.reduce((sum, { shape }) => {
    const [rows = channels, columns = 1, ...taps] = shape.map((side) => side ?? channels);
    const count = fourfold(rows) * (shape.length > 1 ? fourfold(columns) : 1);
    return (
      sum + taps.reduce((product, tap) => product * tap, count) * (shape.length > 1 ? bytes * phases : 4)
    );
  }, 0);
}
