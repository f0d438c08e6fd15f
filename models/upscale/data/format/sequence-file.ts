// A sequence as one safetensors file; the README beside this folder documents every tensor.
import type { Size } from '@frameloom/upscale';
import { sampleFactor } from '../render/sizes.ts';
import type { SequenceFrame } from '../render/sequence.ts';
import { decodeTensors, encodeTensors, type Tensor, type TensorFile } from './safetensors.ts';

/** What a file says about itself beside its tensors; everything a string, as the container wants it. */
export type SequenceMetadata = {
  readonly format: 'frameloom-sequence-1';
  readonly family: string;
  readonly split: string;
  readonly seed: string;
  readonly frames: string;
  readonly display_size: string;
  readonly ratios: string;
  readonly near: string;
  readonly far: string;
  readonly frame_time_ms: string;
  readonly samples_per_pixel: string;
  readonly depth: string;
  readonly camera_path: string;
};

/** Fields that the renderer does not know by itself. */
export type SequenceFacts = Pick<SequenceMetadata, 'family' | 'split' | 'seed' | 'camera_path'> & {
  readonly displaySize: Size;
  readonly ratios: readonly number[];
  readonly near: number;
  readonly far: number;
  readonly frameTime: number;
};

/** Bytes of the file. */
export function encodeSequence(facts: SequenceFacts, frames: readonly SequenceFrame[]): Buffer {
  const count = frames.length;
  const { width, height } = facts.displaySize;
  const tensors: Record<string, Tensor> = {
    reference: tensor(
      'U32',
      [count, height, width],
      frames.map(({ reference }) => reference),
    ),
    fov: tensor('F32', [count], [Float32Array.from(frames, ({ fov }) => fov)]),
    cut: tensor('U8', [count], [Uint8Array.from(frames, ({ cut }) => Number(cut))]),
  };
  for (const [i, ratio] of facts.ratios.entries()) {
    const shape = [count, Math.round(height / ratio), Math.round(width / ratio)];
    const inputs = frames.map((frame) => frame.inputs[i]!);
    tensors[`color_${ratio}`] = tensor(
      'U32',
      shape,
      inputs.map(({ color }) => color),
    );
    tensors[`motion_${ratio}`] = tensor(
      'F16',
      [...shape, 2],
      inputs.map(({ motion }) => motion),
    );
    tensors[`depth_${ratio}`] = tensor(
      'U16',
      shape,
      inputs.map(({ depth }) => depth),
    );
    tensors[`reactive_${ratio}`] = tensor(
      'U8',
      shape,
      inputs.map(({ reactive }) => reactive),
    );
    tensors[`jitter_${ratio}`] = tensor(
      'F32',
      [count, 2],
      [Float32Array.from(inputs.flatMap(({ jitter }) => [jitter.x, jitter.y]))],
    );
  }
  const metadata: SequenceMetadata = {
    format: 'frameloom-sequence-1',
    family: facts.family,
    split: facts.split,
    seed: facts.seed,
    frames: String(count),
    display_size: `${width}x${height}`,
    ratios: facts.ratios.join(','),
    near: String(facts.near),
    far: String(facts.far),
    frame_time_ms: String(facts.frameTime),
    samples_per_pixel: String(sampleFactor ** 2),
    depth: 'log-distance-u16',
    camera_path: facts.camera_path,
  };
  return encodeTensors({ tensors, metadata });
}

/**
 * Reads a sequence file.
 * @throws RangeError when it is none.
 */
export function decodeSequence(bytes: Uint8Array): TensorFile & { metadata: SequenceMetadata } {
  const file = decodeTensors(bytes);
  if (file.metadata['format'] !== 'frameloom-sequence-1') {
    throw new RangeError(
      `data: the file's format is '${file.metadata['format']}', not 'frameloom-sequence-1'.`,
    );
  }
  return file as TensorFile & { metadata: SequenceMetadata };
}

function tensor(dtype: Tensor['dtype'], shape: readonly number[], parts: readonly ArrayBufferView[]): Tensor {
  const bytes = parts.map((part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  return { dtype, shape, data: bytes.length === 1 ? bytes[0]! : Buffer.concat(bytes) };
}
