import { createPass, type Gpu, type Pass, type WgslLibraries } from '@frameloom/gpu';
import type { Size } from '@frameloom/gpu/frame';
import type { Network } from '@frameloom/nn';
import featuresCode from '../passes/features/features.wgsl?raw';
import parametersCode from '../passes/parameters/parameters.wgsl?raw';
import { createCapacity, featuresBindings, type NetworkFrame } from './maps.ts';

/** Channels that features.wgsl writes, and that parameters.wgsl reads per 2×2 render pixels. */
export const channels = { features: 16, answer: 32 } as const;

/** The passes around a network of any architecture. */
export type WholePasses = Record<'features' | 'parameters', Pass>;

export async function compileWhole(
  gpu: Gpu,
  label: string,
  { libraries, hdr }: { libraries: WgslLibraries; hdr: boolean },
): Promise<WholePasses> {
  const compile = (name: string, code: string, constants: Record<string, number>): Promise<Pass> =>
    createPass(gpu, { label: `${label}/${name}`, code, libraries, constants });
  const [features, parameters] = await Promise.all([
    compile('features', featuresCode, { hdr: hdr ? 1 : 0 }),
    compile('parameters', parametersCode, {}),
  ]);
  return { features, parameters };
}

/** The network with a map of features before it and of answers behind it. */
export function createWhole(
  gpu: Gpu,
  label: string,
  network: Network,
  passes: WholePasses,
  { sharesBuffer }: { sharesBuffer: boolean },
): NetworkFrame {
  const names = { input: network.inputs[0]!.name, output: network.outputs[0]!.name };
  const maps = createCapacity(gpu, label, (pool, { render: { capacity } }) => {
    const { features, answer } = mapBytes(capacity);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    const buffer = (name: string, size: number): GPUBuffer =>
      pool.buffer({ label: `${label}/${name}`, size, usage });
    const input = buffer('features', sharesBuffer ? Math.max(features, answer) : features);
    const output = sharesBuffer ? input : buffer('answer', answer);
    network.resize(capacity);
    return {
      features: { buffer: input, channels: channels.features, format: 'f16' as const },
      answer: { buffer: output, channels: channels.answer, format: 'f16' as const },
    };
  });
  return {
    get bytes() {
      return maps.bytes;
    },
    record(encoder, resources, timer) {
      const { parameters, more } = maps.get(resources);
      const { features, answer } = more;
      const { renderSize } = resources.frame;
      const bindings = { ...featuresBindings(resources, parameters), features: features.buffer };
      passes.features.record(encoder, bindings, renderSize, timer);
      network.record(encoder, { [names.input]: features }, { [names.output]: answer }, renderSize, timer);
      const params = resources.fixed.params.buffer;
      passes.parameters.record(encoder, { params, answer: answer.buffer, ...parameters }, renderSize, timer);
      return parameters;
    },
    dispose: () => maps.dispose(),
  };
}

function mapBytes({ width, height }: Size): { features: number; answer: number } {
  return {
    features: width * height * channels.features * 2,
    answer: Math.ceil(width / 2) * Math.ceil(height / 2) * channels.answer * 2,
  };
}
