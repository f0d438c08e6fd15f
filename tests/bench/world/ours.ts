import { createPool, type Gpu } from '@frameloom/gpu';
import { createFeatureMap, createNetwork, type FeatureMap, type Precision } from '@frameloom/nn';
import { download, upload } from '../../gpu/nn/maps.ts';
import type { OnnxPart } from '../../support/onnx.ts';
import type { Runner } from './runner.ts';

/** All networks of a step in one submit, through packages/nn. */
export async function createOurs(
  gpu: Gpu,
  parts: readonly OnnxPart[],
  inputs: ReadonlyMap<string, Float32Array>,
  precision: Precision,
): Promise<Runner> {
  const pool = createPool(gpu, 'bench/ours');
  const made = await Promise.all(
    parts.map(async (part) => {
      const { name, architecture, tensors, width, height } = part;
      const size = { width, height };
      const network = await createNetwork(gpu, architecture, tensors, {
        maxSize: size,
        precision,
        label: name,
      });
      const { format } = network;
      const maps = (list: readonly { name: string; channels: number }[], make: 'in' | 'out') =>
        Object.fromEntries(
          list.map(({ name: map, channels }): [string, FeatureMap] => [
            map,
            make === 'in'
              ? upload(gpu.device, pool, { ...size, channels, data: inputs.get(`${name}/${map}`)! }, format)
              : createFeatureMap(pool, { label: map, ...size, channels, format }),
          ]),
        );
      return {
        network,
        size,
        name,
        inputs: maps(network.inputs, 'in'),
        outputs: maps(network.outputs, 'out'),
      };
    }),
  );
  return {
    name: `frameloom ${precision}`,
    async run() {
      const encoder = gpu.device.createCommandEncoder();
      for (const { network, inputs: from, outputs: to, size } of made)
        network.record(encoder, from, to, size);
      gpu.device.queue.submit([encoder.finish()]);
    },
    async read() {
      const results = new Map<string, Float32Array>();
      for (const { name, outputs, size } of made) {
        for (const [map, output] of Object.entries(outputs)) {
          const planes = await download(gpu.device, output, size.width, size.height);
          results.set(`${name}/${map}`, planes.data);
        }
      }
      return results;
    },
    async dispose() {
      for (const { network } of made) network.dispose();
      pool.dispose();
    },
  };
}
