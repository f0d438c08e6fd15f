import { FrameloomError } from '@frameloom/gpu';

/** The part of onnxruntime-web that is used here. Its own types would make everybody install it. */
export type Runtime = {
  env: { wasm: { numThreads?: number; wasmPaths?: unknown } };
  InferenceSession: {
    create(model: Uint8Array, options: Record<string, unknown>): Promise<RuntimeSession>;
  };
  Tensor: {
    fromGpuBuffer(buffer: GPUBuffer, options: { dataType: string; dims: readonly number[] }): RuntimeTensor;
  };
};

export type RuntimeSession = {
  inputMetadata: readonly RuntimeValue[];
  outputMetadata: readonly RuntimeValue[];
  run(
    feeds: Record<string, RuntimeTensor>,
    fetches: Record<string, RuntimeTensor | null>,
  ): Promise<Record<string, RuntimeTensor>>;
  release(): Promise<void>;
};

export type RuntimeValue = {
  name: string;
  isTensor: boolean;
  type?: string;
  shape?: readonly (number | string)[];
};

export type RuntimeTensor = {
  type: string;
  dims: readonly number[];
  gpuBuffer: GPUBuffer;
  dispose(): void;
};

/**
 * Loads onnxruntime-web. It is imported here only, when a model is opened, so that applications without ONNX models don't
 * load it. The entry matters: only this one takes a device from outside.
 *
 * @throws FrameloomError `unsupported`.
 */
export async function loadRuntime(label: string, wasm: string | URL | undefined): Promise<Runtime> {
  let runtime: Runtime;
  try {
    runtime = (await import('onnxruntime-web/webgpu')) as unknown as Runtime;
  } catch (cause) {
    throw new FrameloomError(
      'unsupported',
      `${label}: onnxruntime-web could not be loaded. Install it (npm install onnxruntime-web) and let your bundler find it.`,
      { cause },
    );
  }
  const settings = runtime.env.wasm;
  // Threads would need a cross-origin isolated page, and the work is on the GPU.
  settings.numThreads = 1;
  if (wasm !== undefined) settings.wasmPaths = { wasm: String(wasm) };
  return runtime;
}
