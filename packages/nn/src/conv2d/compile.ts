import { createPass, type Gpu, type Pass, type PassTimer, type ResourcePool } from '@frameloom/gpu';
import type { SharePass } from '../layer/share-pass.ts';
import { activationConstants, type Activated } from '../activation/activations.ts';
import type { GridSizes } from '../grid-sizes.ts';
import type { Range } from '../matrix.ts';
import { constantLines, layerLibraries } from '../libraries.ts';
import type { LayerTensors, LayerWeights } from '../layer/weights.ts';
import { formatOf, type Precision } from '../precision.ts';
import storageWeights from './storage.wgsl?raw';
import uniformWeights from './uniform.wgsl?raw';
import { countWorkgroups, planConv2d, type Conv2dPlan, type Conv2dTile, type Padding } from './variants.ts';
import {
  arrangeBias,
  arrangeWeights,
  blocksOf,
  layOutWeights,
  readShape,
  type Conv2dShape,
} from './weights.ts';

/** What decides how a convolution is compiled. */
export type Conv2dSetup = Activated & {
  label: string;
  precision: Precision;
  stride: 1 | 2;
  upsample: boolean;
  skipChannels: number;
  residual: boolean;
  padding: Padding;
  /** The most pixels that will be recorded, where that is known. */
  pixels?: number | undefined;
  /** Overrides the choice of a tile. */
  tile?: Conv2dTile | undefined;
};

/** Where a convolution's memory comes from. */
export type Conv2dPlace = {
  pool: ResourcePool;
  sizes: GridSizes;
  weights: LayerWeights;
  /** Of the network it is a layer of. */
  share?: SharePass;
};

/** The buffers of one run. */
export type Conv2dBuffers = {
  input: GPUBuffer;
  skip?: GPUBuffer | undefined;
  residual?: GPUBuffer | undefined;
  output: GPUBuffer;
};

type Size = { width: number; height: number };

/** A convolution without checks of what it is given. */
export type CompiledConv2d = {
  readonly shape: Conv2dShape;
  readonly bytes: number;
  /** Rows of the output come in multiples of this where it is cut. */
  readonly rowStep: number;
  /** Of the output, for a grid. */
  outputSize(grid: Size): Size;
  macs(grid: Size): number;
  record(
    target: GPUCommandEncoder | GPUComputePassEncoder,
    buffers: Conv2dBuffers,
    grid: Size,
    rows?: Range,
    timer?: PassTimer,
  ): void;
};

/** Bytes that every device allows in a uniform buffer. */
const largestUniform = 65536;

/** Plans, uploads and compiles. Throws FrameloomError `invalid-argument` before memory is taken; as `createPass`. */
export async function compileConv2d(
  gpu: Gpu,
  setup: Conv2dSetup,
  place: Conv2dPlace,
): Promise<CompiledConv2d> {
  const { label, stride, skipChannels, residual } = setup;
  const { weights, sizes } = place;
  const shape = readShape(label, weights.tensor('weight')!, weights.tensor('bias'), skipChannels);
  const { kernel, inputChannels, outputChannels } = shape;
  const plan = planConv2d({ ...setup, kernel, outputBlocks: blocksOf(outputChannels) });
  const buffers = uploadWeights(setup, shape, plan, weights);
  const pass = await compilePass(gpu, setup, shape, plan, buffers.weights.size, place.share);
  const outputSize = ({ width, height }: Size): Size => ({
    width: Math.ceil(width / stride),
    height: Math.ceil(height / stride),
  });
  return {
    shape,
    bytes: weights.bytes,
    rowStep: plan.variant === 'pointwise' ? 1 : plan.workgroup.height * plan.tile.rows,
    outputSize,
    macs(grid) {
      const { width, height } = outputSize(grid);
      const taps = kernel * kernel;
      return (
        width * height * outputChannels * (inputChannels * (plan.phased ? 4 : taps) + skipChannels * taps)
      );
    },
    record(target, { input, skip, residual: added, output }, grid, rows, timer) {
      const size = outputSize(grid);
      const range = rows ?? { start: 0, count: size.height };
      // A binding that the options leave unused still wants a buffer.
      const bindings = {
        grid: sizes.get(grid, range),
        bias: buffers.bias,
        weights: buffers.weights,
        input,
        ...(plan.variant === 'general' && { skip: skipChannels ? skip! : input }),
        residual: residual ? added! : input,
        output,
      };
      const covered = { width: size.width, height: range.count };
      pass.record(
        target,
        bindings,
        { workgroups: countWorkgroups(plan, covered, blocksOf(outputChannels)) },
        timer,
      );
    },
  };
}

function uploadWeights(
  { label, precision }: Conv2dSetup,
  shape: Conv2dShape,
  { blocksPerGroup, phased }: Conv2dPlan,
  weights: LayerWeights,
): { weights: GPUBuffer; bias: GPUBuffer } {
  const format = formatOf(precision);
  const stored = precision === 'f16' ? 'f16' : 'f32';
  const options = { blocksPerGroup, format, stored, phased } as const;
  const bias = (tensors: LayerTensors) => arrangeBias(label, tensors.get('bias'), shape, blocksPerGroup);
  return {
    weights: weights.upload('weights', (tensors) =>
      arrangeWeights(label, tensors.get('weight')!, shape, options),
    ),
    bias: weights.upload('bias', bias),
  };
}

function compilePass(
  gpu: Gpu,
  setup: Conv2dSetup,
  shape: Conv2dShape,
  plan: Conv2dPlan,
  weightBytes: number,
  share: SharePass = (options) => createPass(gpu, options),
): Promise<Pass> {
  const { label, precision, stride, upsample, skipChannels, residual, padding } = setup;
  const { variant, tile, workgroup, blocksPerGroup, phased } = plan;
  const layout = layOutWeights(shape, plan);
  const isUniform = plan.sharesWeights && weightBytes <= largestUniform;
  const perVariant: Record<string, number> =
    variant === 'pointwise'
      ? { acrossPixels: workgroup.width, acrossBlocks: workgroup.height, weightBlocks: blocksPerGroup }
      : { kernel: shape.kernel, stride, columns: tile.columns, rows: tile.rows };
  return share({
    label,
    file: plan.file,
    code: plan.code,
    libraries: { ...layerLibraries(precision), weights: isUniform ? uniformWeights : storageWeights },
    prelude: constantLines({ ...perVariant, outputs: tile.blocks, weightCount: layout.matrices }),
    constants: {
      inputBlocks: layout.firstBlocks,
      outputBlocks: blocksOf(shape.outputChannels),
      ...(variant === 'general' && {
        skipBlocks: blocksOf(skipChannels),
        upsample: Number(upsample),
        phased: Number(phased),
        phaseStart: layout.phaseStart,
        ...(padding === 'end' && { margin: 0 }),
      }),
      ...(variant !== 'pointwise' && { reflect: Number(padding === 'reflect') }),
      addResidual: Number(residual),
      ...activationConstants(setup),
    },
  });
}
