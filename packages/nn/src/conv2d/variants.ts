import generalCode from './conv2d.wgsl?raw';
import plainCode from './plain.wgsl?raw';
import pointwiseCode from './pointwise.wgsl?raw';

/** What lies outside of the input: zeros, mirrored pixels, or with stride 2 zeros at the right and below only (`'end'`). */
export type Padding = 'zero' | 'reflect' | 'end';

/** How much one invocation computes; see conv2d.wgsl. */
export type Conv2dTile = { columns: number; rows: number; blocks: number };

/** The shaders of a convolution: one for everything, and two written out for what networks do most. */
export type Conv2dVariant = 'general' | 'plain' | 'pointwise';

/** How a shader divides the work. */
export type Conv2dPlan = {
  variant: Conv2dVariant;
  code: string;
  /** Of the code, for errors. */
  file: string;
  tile: Conv2dTile;
  /** Invocations of a workgroup. */
  workgroup: { width: number; height: number };
  /** Output blocks that lie together in the weights. */
  blocksPerGroup: number;
  /** Whether all invocations of a workgroup read the same weights at a time. */
  sharesWeights: boolean;
  /** Whether weights are summed beforehand for each phase of an enlarged input. */
  phased: boolean;
};

type Layer = {
  kernel: 1 | 3;
  stride: 1 | 2;
  upsample: boolean;
  skipChannels: number;
  outputBlocks: number;
  /** The most pixels expected; none for many. */
  pixels?: number | undefined;
  /** Overrides the choice; the shader is the general one. */
  tile?: Conv2dTile | undefined;
};

/** Pixels up to which a layer counts as dense: invocations side by side compute other channels, not other pixels. */
const few = 64;

/** Chooses the shader of a layer. */
export function planConv2d(layer: Layer): Conv2dPlan {
  const { kernel, stride, upsample, skipChannels, outputBlocks, pixels = Infinity } = layer;
  const isSimple = stride === 1 && !upsample && skipChannels === 0 && layer.tile === undefined;
  if (isSimple && kernel === 1) {
    const blocks = pixels > few && outputBlocks > 1 ? 2 : 1;
    const width = pixels > few ? 64 : 2 ** Math.ceil(Math.log2(Math.ceil(pixels / 4)));
    return {
      variant: 'pointwise',
      code: pointwiseCode,
      file: 'pointwise.wgsl',
      tile: { columns: 1, rows: 4, blocks },
      workgroup: { width, height: Math.max(1, 32 / width) },
      blocksPerGroup: Math.ceil(outputBlocks / blocks) * blocks,
      sharesWeights: pixels > few,
      phased: false,
    };
  }
  // Of nine taps that meet an enlarged input, four are left; see conv2d.wgsl.
  const phased = upsample && kernel === 3 && stride === 1;
  const tile = layer.tile ?? chooseTile(outputBlocks, phased);
  const isPlain = isSimple && kernel === 3;
  return {
    variant: isPlain ? 'plain' : 'general',
    code: isPlain ? plainCode : generalCode,
    file: isPlain ? 'plain.wgsl' : 'conv2d.wgsl',
    tile,
    workgroup: { width: 16, height: 4 },
    blocksPerGroup: tile.blocks,
    sharesWeights: true,
    phased,
  };
}

/** Workgroups along each axis for an output of this size. */
export function countWorkgroups(
  { variant, tile, workgroup }: Conv2dPlan,
  size: { width: number; height: number },
  outputBlocks: number,
): [number, number, number] {
  const groups = Math.ceil(outputBlocks / tile.blocks);
  if (variant === 'pointwise') {
    const across = Math.ceil(Math.ceil((size.width * size.height) / tile.rows) / workgroup.width);
    const folds = Math.ceil(across / mostWorkgroups);
    return [Math.ceil(across / folds), Math.ceil(groups / workgroup.height), folds];
  }
  return [
    Math.ceil(size.width / (workgroup.width * tile.columns)),
    Math.ceil(size.height / (workgroup.height * tile.rows)),
    groups,
  ];
}

/** Along one axis, on every device. */
const mostWorkgroups = 65535;

/** Eight sums of four channels for each invocation: sixteen were slower wherever measured, for want of registers. */
function chooseTile(outputBlocks: number, phased: boolean): Conv2dTile {
  if (phased) return { columns: 2, rows: 4, blocks: 1 };
  return { columns: 1, rows: 4, blocks: outputBlocks % 2 === 0 ? 2 : 1 };
}
