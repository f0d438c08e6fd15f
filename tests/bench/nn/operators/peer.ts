import { createPool, type Gpu } from '@frameloom/gpu';
import * as ort from 'onnxruntime-web/webgpu';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import { writeOnnx, type OnnxType } from '../../../support/onnx-graph.ts';
import type { PeerModel } from './types.ts';

/** An operator in onnxruntime-web, on our device and our inputs. */
export type Peer = { name: string; run(): Promise<void>; output: GPUBuffer; dispose(): Promise<void> };

/** Opens a model of one operator. */
export async function openPeer(gpu: Gpu, model: PeerModel, type: OnnxType): Promise<Peer> {
  ort.env.wasm.wasmPaths = { wasm };
  ort.env.wasm.numThreads = 1;
  const provider = { name: 'webgpu', device: gpu.device } as unknown;
  const typeOf = (input: 'float' | 'int32'): OnnxType | 'int32' => (input === 'float' ? type : input);
  const file = writeOnnx({
    nodes: model.nodes,
    constants: model.constants,
    inputs: Object.entries(model.inputs).map(([name, { type: of, dims }]) => ({
      name,
      type: typeOf(of),
      dims,
    })),
    outputs: [{ name: 'output', type, dims: model.output }],
  });
  const session = await ort.InferenceSession.create(file, {
    executionProviders: [provider as ort.InferenceSession.ExecutionProviderConfig],
  });
  const pool = createPool(gpu, 'peer');
  const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
  const numbers = model.output.reduce((product, size) => product * size, 1);
  const output = pool.buffer({
    label: 'output',
    size: Math.ceil((numbers * (type === 'float32' ? 4 : 2)) / 16) * 16,
    usage: STORAGE | COPY_SRC | COPY_DST,
  });
  const tensor = (buffer: GPUBuffer, dataType: OnnxType | 'int32', dims: readonly number[]): ort.Tensor =>
    ort.Tensor.fromGpuBuffer(buffer, { dataType, dims: [...dims] });
  const feeds = Object.fromEntries(
    Object.entries(model.inputs).map(([name, { buffer, type: of, dims }]) => [
      name,
      tensor(buffer, typeOf(of), dims),
    ]),
  );
  const fetches = { output: tensor(output, type, model.output) };
  return {
    name: `onnxruntime-web ${ort.env.versions.web ?? ''}`,
    run: async () => void (await session.run(feeds, fetches)),
    output,
    async dispose() {
      await session.release();
      pool.dispose();
    },
  };
}
