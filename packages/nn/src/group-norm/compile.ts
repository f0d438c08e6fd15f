import { toFloat32 } from '@frameloom/gpu/files';
import { activationConstants, type Activated } from '../activation/activations.ts';
import type { CompiledLayer, LayerBase, LayerContext } from '../layer/operator.ts';
import { sharedPasses } from '../layer/share-pass.ts';
import { requireFinite } from '../layer/weights.ts';
import { layerLibraries } from '../libraries.ts';
import { channelsOf, sizeOf } from '../network/shape.ts';
import { bufferUsage } from '../usage.ts';
import combineLibrary from './combine.wgsl?raw';
import momentsCode from './moments.wgsl?raw';
import normaliseCode from './normalise.wgsl?raw';
import statisticsCode from './statistics.wgsl?raw';

/** Chunks that a large map is cut into, so that there is work for a whole GPU; and pixels of a small map's only one. */
const mostChunks = 64;
const chunkPixels = 1024;

/** Compiles the normalisation of groups of channels. Recorded in parts, the first one reads the whole input. */
export async function compileGroupNorm(
  context: LayerContext<LayerBase>,
  { groups, epsilon, ...activated }: Activated & { groups: number; epsilon: number },
): Promise<CompiledLayer> {
  const { label, output, precision, pool, sizes, weights } = context;
  const channels = channelsOf(output);
  const blocks = Math.ceil(channels / 4);
  const upload = (part: string, fallback: number): GPUBuffer =>
    weights.upload(part, (tensors) => {
      const tensor = tensors.get(part);
      const values = new Float32Array(blocks * 4).fill(fallback);
      if (tensor) values.set(toFloat32(tensor));
      requireFinite(`${label}: ${part}`, values, 'f32');
      return values;
    });
  const [weight, bias] = [upload('weight', 1), upload('bias', 0)];
  const libraries = { ...layerLibraries(precision), combine: combineLibrary };
  const share = sharedPasses(context);
  const compile = (file: string, code: string, constants: Record<string, number>) =>
    share({ label, file, code, libraries, constants });
  const [moments, statistics, normalise] = await Promise.all([
    compile('moments.wgsl', momentsCode, {}),
    compile('statistics.wgsl', statisticsCode, { channels: channels / groups, padded: blocks * 4, epsilon }),
    compile('normalise.wgsl', normaliseCode, { blocks, ...activationConstants(activated) }),
  ]);
  const scratch = (name: string, vectors: number): GPUBuffer =>
    pool.buffer({ label: `${label} ${name}`, size: vectors * 16, usage: bufferUsage.storage });
  const found = {
    moments: scratch('moments', 2 * blocks * mostChunks),
    statistics: scratch('statistics', 2 * blocks),
  };

  return {
    bytes: weights.bytes + found.moments.size + found.statistics.size,
    rowStep: 1,
    macs(frame) {
      const { width, height } = sizeOf(output, frame);
      return 4 * width * height * channels;
    },
    record(target, { inputs: [read], output: written, rows }) {
      const input = read!.buffer;
      if (!rows || rows.start === 0) {
        const chunks = Math.min(mostChunks, Math.ceil((written.width * written.height) / chunkPixels));
        // The shaders count chunks where others count rows.
        const grid = sizes.get(written, { start: 0, count: chunks });
        moments.record(target, { grid, input, moments: found.moments }, { workgroups: [chunks, 1, blocks] });
        statistics.record(target, { grid, weight, ...found }, { workgroups: [groups, 1, 1] });
      }
      normalise.record(
        target,
        { grid: sizes.get(written, rows), input, statistics: found.statistics, bias, output: written.buffer },
        { width: written.width, height: rows?.count ?? written.height, depth: blocks },
      );
    },
  };
}
