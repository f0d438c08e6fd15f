import {
  createPass,
  createPool,
  type Gpu,
  type Pass,
  type ResourcePool,
  type WgslLibraries,
} from '@frameloom/gpu';
import { toFloat32, type Tensors } from '@frameloom/gpu/files';
import type { Conv2dLayer, NetworkArchitecture, NetworkLayer } from '@frameloom/nn';
import enterCode from '../passes/ends/enter.wgsl?raw';
import leaveCode from '../passes/ends/leave.wgsl?raw';

/** A network whose first and last layer the passes around it compute, so that neither features nor answers are kept. */
export type NarrowedNetwork = { first: Conv2dLayer; last: Conv2dLayer; inner: NetworkArchitecture };

/** The passes that stand in for the outermost layers. */
export type Ends = {
  enter: Pass;
  leave: Pass;
  enterWeights: EndWeights;
  leaveWeights: EndWeights;
  readonly bytes: number;
  /** Whether the inner layers have read their input for the last time before their output is written. */
  sharesBuffer: boolean;
  dispose(): void;
};

type EndWeights = { weights: GPUBuffer; bias: GPUBuffer };

/** Channels whose weights of the last layer fit into a uniform buffer. */
const mostChannels = 128;

/** The architecture without its outermost layers, where those are what enter.wgsl and leave.wgsl compute. */
export function narrow({ inputs, layers, outputs }: NetworkArchitecture): NarrowedNetwork | undefined {
  const [input] = inputs;
  const [first, last] = [layers[0], layers.at(-1)];
  if (inputs.length !== 1 || outputs.length !== 1 || layers.length < 3) return undefined;
  if (first?.op !== 'conv2d' || last?.op !== 'conv2d') return undefined;
  const readersOf = (name: string): number => layers.filter(reads(name)).length;
  const isPlain = ({ residual, upsample, input: read, padding = 'zero' }: Conv2dLayer): boolean =>
    residual === undefined && !upsample && read.length === 1 && padding === 'zero';
  const enters = first.kernel === 3 && first.stride === 2 && first.activation === 'relu';
  const leaves = last.kernel === 1 && (last.stride ?? 1) === 1 && last.activation === 'sigmoid';
  if (!isPlain(first) || !isPlain(last) || !enters || !leaves || readersOf(input!.name) !== 1)
    return undefined;
  const kept = last.input[0]!;
  const before = layers.find(writes(kept));
  if (before?.op !== 'conv2d' || before === first || readersOf(kept) !== 1) return undefined;
  if (![4, 8, 16, 32].includes(first.channels) || before.channels > mostChannels) return undefined;
  return {
    first,
    last,
    inner: {
      inputs: [{ name: first.name, channels: first.channels, level: 1 }],
      layers: layers.slice(1, -1),
      outputs: [kept],
    },
  };
}

const reads =
  (name: string) =>
  ({ input, residual }: NetworkLayer): boolean =>
    input.includes(name) || residual === name;

const writes =
  (wanted: string) =>
  ({ name }: NetworkLayer): boolean =>
    name === wanted;

/** Compiles the passes and uploads their weights. */
export async function createEnds(
  gpu: Gpu,
  label: string,
  { first, last, inner }: NarrowedNetwork,
  tensors: Tensors,
  { libraries, hdr }: { libraries: WgslLibraries; hdr: boolean },
): Promise<Ends> {
  const pool = createPool(gpu, `${label}/network`);
  const compile = (name: string, code: string, prelude: string, constants = {}): Promise<Pass> =>
    createPass(gpu, { label: `${label}/${name}`, file: `${name}.wgsl`, code, prelude, libraries, constants });
  try {
    const [enter, leave] = await Promise.all([
      compile('enter', enterCode, `const outputs = ${Math.ceil(first.channels / 4)}u;`, { hdr: hdr ? 1 : 0 }),
      compile('leave', leaveCode, `const inputs = ${inputBlocks(last, tensors)}u;`),
    ]);
    return {
      enter,
      leave,
      enterWeights: uploadWeights(gpu, pool, first, tensors),
      leaveWeights: uploadWeights(gpu, pool, last, tensors),
      get bytes() {
        return pool.bytes;
      },
      sharesBuffer:
        inner.layers.findLastIndex(reads(first.name)) < inner.layers.findIndex(writes(last.input[0]!)),
      dispose: () => pool.dispose(),
    };
  } catch (error) {
    pool.dispose();
    throw error;
  }
}

function inputBlocks({ name }: Conv2dLayer, tensors: Tensors): number {
  return Math.ceil(tensors.get(`${name}.weight`)!.shape[1]! / 4);
}

/** Matrices of 4×4 by tap, block of the output and block of the input, a column for each input; zeros fill them up. */
function uploadWeights(gpu: Gpu, pool: ResourcePool, layer: Conv2dLayer, tensors: Tensors): EndWeights {
  const { name, channels, kernel } = layer;
  const weight = tensors.get(`${name}.weight`)!;
  const [values, inputs, taps] = [toFloat32(weight), weight.shape[1]!, kernel ** 2];
  const [outBlocks, inBlocks] = [Math.ceil(channels / 4), inputBlocks(layer, tensors)];
  const matrices = new Float32Array(taps * outBlocks * inBlocks * 16);
  for (let at = 0; at < values.length; at++) {
    const [tap, input, output] = [at % taps, Math.floor(at / taps) % inputs, Math.floor(at / taps / inputs)];
    const block = (tap * outBlocks + (output >> 2)) * inBlocks + (input >> 2);
    matrices[block * 16 + (input & 3) * 4 + (output & 3)] = values[at]!;
  }
  const bias = new Float32Array(outBlocks * 4);
  const given = tensors.get(`${name}.bias`);
  if (given) bias.set(toFloat32(given));
  const upload = (part: string, data: Float32Array<ArrayBuffer>): GPUBuffer => {
    const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
    const buffer = pool.buffer({ label: `${name} ${part}`, size: data.byteLength, usage });
    gpu.device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  };
  return { weights: upload('weights', matrices), bias: upload('bias', bias) };
}
