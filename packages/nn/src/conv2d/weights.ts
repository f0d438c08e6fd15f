import { FrameloomError, show } from '@frameloom/gpu';
import { floatToHalf, isWeight, toFloat32, type Tensor } from '@frameloom/gpu/files';
import type { Format } from '../precision.ts';
import { requireFinite } from '../layer/weights.ts';

/** Sizes of a convolution, read from its weight tensor. Channels count, blocks hold four. */
export type Conv2dShape = {
  kernel: 1 | 3;
  inputChannels: number;
  skipChannels: number;
  outputChannels: number;
};

/**
 * Reads and checks the shapes of a convolution's tensors: weight [outputs, inputs, k, k] with k of 1 or 3, inputs those
 * of the first input and then those of the skip; bias [outputs].
 *
 * @throws FrameloomError `invalid-argument`.
 */
export function readShape(
  where: string,
  weight: Tensor,
  bias: Tensor | undefined,
  skipChannels: number,
): Conv2dShape {
  const fail = (fact: string): never => {
    throw new FrameloomError('invalid-argument', `${where}: ${fact}`);
  };
  if (!Array.isArray(weight?.shape)) return fail(`weight must be a tensor, got ${show(weight)}.`);
  const { shape } = weight;
  const [outputs = 0, inputs = 0, kernel, width] = shape;
  if (shape.length !== 4 || kernel !== width || (kernel !== 1 && kernel !== 3) || outputs < 1 || inputs < 1) {
    return fail(`weight must have the shape [outputs, inputs, k, k] with k of 1 or 3, got ${show(shape)}.`);
  }
  if (outputs > 4096 || inputs > 4096) fail(`weight ${show(shape)} is larger than 4096 by 4096 channels.`);
  if (weight.data.length !== outputs * inputs * kernel * kernel) {
    fail(`weight has ${weight.data.length} numbers, its shape ${show(shape)} needs another count.`);
  }
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== outputs || bias.data.length !== outputs)) {
    fail(`bias must have the shape [${outputs}], got ${show(bias.shape)}.`);
  }
  for (const [name, tensor] of [
    ['weight', weight],
    ['bias', bias],
  ] as const) {
    if (tensor && !isWeight(tensor)) fail(`${name} must be F32, F16 or BF16, got ${show(tensor.dtype)}.`);
  }
  if (!Number.isInteger(skipChannels) || skipChannels < 0 || skipChannels >= inputs) {
    fail(`skipChannels must be a whole number from 0 to ${inputs - 1}, got ${show(skipChannels)}.`);
  }
  return { kernel, inputChannels: inputs - skipChannels, skipChannels, outputChannels: outputs };
}

/** Blocks of four that channels fill. */
export function blocksOf(channels: number): number {
  return Math.ceil(channels / 4);
}

/** How the matrices of the weights lie, see {@link arrangeWeights}. */
export type WeightLayout = { firstBlocks: number; inputBlocks: number; phaseStart: number; matrices: number };

/** With `phased`, the four taps of each phase follow from matrix `phaseStart` on, of the first input only. */
export function layOutWeights(
  shape: Conv2dShape,
  { blocksPerGroup, phased }: { blocksPerGroup: number; phased: boolean },
): WeightLayout {
  const firstBlocks = blocksOf(shape.inputChannels);
  const inputBlocks = firstBlocks + blocksOf(shape.skipChannels);
  const groups = Math.ceil(blocksOf(shape.outputChannels) / blocksPerGroup);
  const phaseStart = groups * inputBlocks * shape.kernel ** 2 * blocksPerGroup;
  const matrices = phaseStart + (phased ? groups * firstBlocks * 16 * blocksPerGroup : 0);
  return { firstBlocks, inputBlocks, phaseStart, matrices };
}

/**
 * The weights in the order of the shader: for each group of `blocksPerGroup` output blocks, for each input block, for
 * each tap (column by column), for each output block of the group, a matrix whose columns are input channels. What
 * fills up blocks is zero. With `phased`, the four taps of each of the four phases follow, of the first input only,
 * from matrix `phaseStart` on. They have to fit `format`, and lie in memory as `stored`.
 *
 * @throws FrameloomError `invalid-argument` for a weight that is not a finite number of the format.
 */
export function arrangeWeights(
  where: string,
  weight: Tensor,
  shape: Conv2dShape,
  options: { blocksPerGroup: number; format: Format; stored: Format; phased: boolean },
): Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer> {
  const { kernel, inputChannels, skipChannels, outputChannels } = shape;
  const { blocksPerGroup, format, stored, phased } = options;
  const values = toFloat32(weight);
  requireFinite(`${where}: weight`, values, format);
  const taps = kernel * kernel;
  const inputs = inputChannels + skipChannels;
  const { firstBlocks, inputBlocks, phaseStart, matrices } = layOutWeights(shape, options);
  const arranged = new Float32Array(matrices * 16);
  for (let output = 0; output < outputChannels; output++) {
    const block = Math.floor(output / 4);
    const group = Math.floor(block / blocksPerGroup);
    for (let input = 0; input < inputs; input++) {
      // The skip starts on a block of its own.
      const padded = input < inputChannels ? input : input - inputChannels + 4 * firstBlocks;
      const element = (padded % 4) * 4 + (output % 4);
      const inputBlock = Math.floor(padded / 4);
      const matrixOf = (start: number, blocks: number, count: number, tap: number): number =>
        start + ((group * blocks + inputBlock) * count + tap) * blocksPerGroup + (block % blocksPerGroup);
      for (let tap = 0; tap < taps; tap++) {
        const [x, y] = [tap % kernel, Math.floor(tap / kernel)];
        const value = values[(output * inputs + input) * taps + tap]!;
        arranged[matrixOf(0, inputBlocks, taps, x * kernel + y) * 16 + element] = value;
        if (!phased || input >= inputChannels) continue;
        for (let phase = 0; phase < 4; phase++) {
          const [column, row] = [phasedTap(phase >> 1, x), phasedTap(phase & 1, y)];
          const at = (((phase >> 1) * 2 + column) * 2 + (phase & 1)) * 2 + row;
          arranged[matrixOf(phaseStart, firstBlocks, 16, at) * 16 + element]! += value;
        }
      }
    }
  }
  return stored === 'f32' ? arranged : Uint16Array.from(arranged, floatToHalf);
}

/**
 * Which of the two pixels that a phase reads is met by tap 0, 1 or 2. In an enlarged row a a b b, the taps around the
 * first b (phase 0) meet a, b, b; those around the second (phase 1) b, b, c.
 */
function phasedTap(phase: number, tap: number): number {
  return (tap + 1 - phase) >> 1;
}

/** The bias, or zeros, filled up to whole groups. Throws `invalid-argument` for what is not finite. */
export function arrangeBias(
  where: string,
  bias: Tensor | undefined,
  shape: Conv2dShape,
  blocksPerGroup: number,
): Float32Array<ArrayBuffer> {
  const groups = Math.ceil(blocksOf(shape.outputChannels) / blocksPerGroup);
  const arranged = new Float32Array(groups * blocksPerGroup * 4);
  if (bias) arranged.set(toFloat32(bias));
  requireFinite(`${where}: bias`, arranged, 'f32');
  return arranged;
}
