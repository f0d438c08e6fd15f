import * as ort from 'onnxruntime-web/webgpu';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import { floatToHalf, halfToFloat } from '@frameloom/gpu/files';
import { networkMaps } from '@frameloom/nn';
import { toOnnx, type OnnxPart } from '../../support/onnx.ts';
import type { OnnxType } from '../../support/onnx-graph.ts';
import type { Runner } from './runner.ts';

/**
 * All networks of a step as one graph in onnxruntime-web, on our device, with buffers of its own on the GPU for what goes
 * in and comes out: one call a step, where the level would need three, since networks wait for each other.
 */
export async function createPeer(
  device: GPUDevice,
  parts: readonly OnnxPart[],
  inputs: ReadonlyMap<string, Float32Array>,
  type: OnnxType,
): Promise<Runner> {
  ort.env.wasm.wasmPaths = { wasm };
  ort.env.wasm.numThreads = 1;
  const provider = { name: 'webgpu', device } as unknown as ort.InferenceSession.ExecutionProviderConfig;
  const session = await ort.InferenceSession.create(toOnnx(parts, type), { executionProviders: [provider] });
  const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
  const bytes = type === 'float32' ? 4 : 2;
  const buffers = new Map<string, { buffer: GPUBuffer; length: number }>();
  const tensor = (name: string, channels: number, { width, height }: OnnxPart): ort.Tensor => {
    const length = channels * width * height;
    const size = Math.ceil((length * bytes) / 16) * 16;
    const buffer = device.createBuffer({ label: name, size, usage: STORAGE | COPY_SRC | COPY_DST });
    buffers.set(name, { buffer, length });
    return ort.Tensor.fromGpuBuffer(buffer, { dataType: type, dims: [1, channels, height, width] });
  };
  const feeds: Record<string, ort.Tensor> = {};
  const fetches: Record<string, ort.Tensor> = {};
  for (const part of parts) {
    for (const { name, channels } of part.architecture.inputs) {
      const full = `${part.name}/${name}`;
      feeds[full] = tensor(full, channels, part);
      const values = inputs.get(full)!;
      const data = type === 'float32' ? values.slice() : Uint16Array.from(values, floatToHalf);
      const padded = new Uint8Array(Math.ceil(data.byteLength / 4) * 4);
      padded.set(new Uint8Array(data.buffer));
      device.queue.writeBuffer(buffers.get(full)!.buffer, 0, padded);
    }
    for (const output of part.architecture.outputs) {
      const { channels } = networkMaps(part.architecture).get(output)!;
      fetches[`${part.name}/${output}`] = tensor(`${part.name}/${output}`, channels, part);
    }
  }
  return {
    name: `onnxruntime-web ${ort.env.versions.web ?? ''} ${type}`,
    async run() {
      await session.run(feeds, fetches);
    },
    async read() {
      const results = new Map<string, Float32Array>();
      for (const name of Object.keys(fetches)) {
        const { buffer, length } = buffers.get(name)!;
        const staging = device.createBuffer({ size: buffer.size, usage: GPUBufferUsage.MAP_READ | COPY_DST });
        const encoder = device.createCommandEncoder();
        encoder.copyBufferToBuffer(buffer, 0, staging, 0, buffer.size);
        device.queue.submit([encoder.finish()]);
        await staging.mapAsync(GPUMapMode.READ);
        const range = staging.getMappedRange().slice(0);
        const values =
          type === 'float32'
            ? new Float32Array(range)
            : Float32Array.from(new Uint16Array(range), halfToFloat);
        results.set(name, values.subarray(0, length));
        staging.destroy();
      }
      return results;
    },
    async dispose() {
      await session.release();
      for (const { buffer } of buffers.values()) buffer.destroy();
    },
  };
}
