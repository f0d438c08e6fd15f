import { createPass, type Gpu } from '@frameloom/gpu';
import { numberLibraries, type Precision } from '@frameloom/nn';
import code from './convert.wgsl?raw';

/** Copies between samples (f32) and feature maps in the format of a network. */
export type Convert = (encoder: GPUCommandEncoder, from: GPUBuffer, to: GPUBuffer) => void;

/** What is copied: blocks of four numbers, times a factor and with an offset. */
export type ConvertOptions = {
  label: string;
  blocks: number;
  direction: 'to-map' | 'to-sample';
  precision: Precision;
  scale?: number;
  offset?: number;
};

const mostGroups = 65535;

/** @throws FrameloomError `compilation`, `device-lost`, `disposed`. */
export async function createConvert(gpu: Gpu, options: ConvertOptions): Promise<Convert> {
  const { label, blocks, direction, precision, scale = 1, offset = 0 } = options;
  const isToMap = direction === 'to-map';
  const pass = await createPass(gpu, {
    label,
    file: 'convert.wgsl',
    code,
    libraries: numberLibraries(precision),
    entryPoint: isToMap ? 'toMap' : 'toSample',
    constants: { count: blocks, scale, offset },
  });
  const groups = Math.ceil(blocks / 64);
  const workgroups = [Math.min(groups, mostGroups), Math.ceil(groups / mostGroups), 1] as const;
  return (encoder, from, to) =>
    pass.record(encoder, isToMap ? { sample: from, map: to } : { given: from, result: to }, { workgroups });
}
