import { type FrameBudget, FrameloomError, type Gpu, show } from '@frameloom/gpu';

import { enqueue, lostError } from './queue.ts';
import { loadRuntime, type Runtime, type RuntimeSession } from './runtime.ts';
import { chooseSource, needsHalves, readSource } from './source.ts';
import { bindTensors, describeValues, readResults } from './tensors.ts';
import type { OnnxModel, OnnxOptions, OnnxSession } from './types.ts';

/**
 * Opens an ONNX model in onnxruntime-web on the device of `gpu`: what other passes wrote into a buffer goes in, and what
 * comes out is a buffer for other passes, without a readback. Install `onnxruntime-web` (1.30 or newer of 1.x); it is
 * loaded when the first model is opened (38 kB of JavaScript and 6.4 MB of wasm, gzipped). Kernels compile at the first
 * run. Browsers only.
 *
 * After the device was lost, open the model again.
 *
 * @throws FrameloomError `invalid-argument`, `load-failed`, `aborted`, `device-lost`, and `unsupported` where onnxruntime is
 * missing or the model needs `shader-f16` and the device has it not.
 */
export async function openOnnx(gpu: Gpu, model: OnnxModel, options: OnnxOptions = {}): Promise<OnnxSession> {
  if (typeof options !== 'object' || options === null) {
    throw new FrameloomError(
      'invalid-argument',
      `openOnnx: options must be an object, got ${show(options)}.`,
    );
  }
  const { label = 'nn/onnx', signal, dims = {} } = options;
  const source = chooseSource(label, gpu, model, options.precision);
  throwIfAborted(label, signal);
  const [runtime, bytes] = await Promise.all([loadRuntime(label, options.wasm), readSource(source, signal)]);
  const { device } = gpu;
  const session = await enqueue(gpu, label, async () => {
    throwIfAborted(label, signal);
    if (gpu.isLost) throw lostError(label);
    try {
      return await runtime.InferenceSession.create(bytes, {
        executionProviders: [{ name: 'webgpu', device }],
        preferredOutputLocation: 'gpu-buffer',
        freeDimensionOverrides: { ...dims },
        // Errors are thrown; what it would print about the placement of nodes helps nobody here.
        logSeverityLevel: 3,
      });
    } catch (cause) {
      throw createError(label, gpu, cause);
    }
  });
  if (signal?.aborted) {
    await enqueue(gpu, label, () => session.release());
    throwIfAborted(label, signal);
  }
  return wrapSession(gpu, device, runtime, session, options, label);
}

function wrapSession(
  gpu: Gpu,
  device: GPUDevice,
  runtime: Runtime,
  session: RuntimeSession,
  { budget, priority = 'background', dims = {} }: OnnxOptions,
  label: string,
): OnnxSession {
  const inputs = describeValues(session.inputMetadata, dims);
  const outputs = describeValues(session.outputMetadata, dims);
  let disposing: Promise<void> | undefined;

  function requireLive(): void {
    if (disposing) {
      throw new FrameloomError('disposed', `${label}: used after dispose(). Open the model again.`);
    }
    if (gpu.isLost || gpu.device !== device) throw lostError(label);
  }

  async function asGuest<T>(
    host: FrameBudget,
    call: () => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    let entered: Promise<unknown> | undefined;
    try {
      const work = (): Promise<T> => {
        const running = call();
        entered = running;
        return running;
      };
      return await host.exclusive(priority, work, { label, ...(signal && { signal }) });
    } finally {
      // The budget ends its guests when it is disposed or the device is lost; the queue must wait for the call itself.
      await entered?.catch(() => undefined);
    }
  }

  return {
    inputs,
    outputs,
    async run(feeds, { signal, outputs: given = {} } = {}) {
      requireLive();
      const bound = bindTensors(`${label}: input`, runtime, inputs, feeds ?? {}, true);
      const fetched = bindTensors(`${label}: output`, runtime, outputs, given, false);
      const fetches = Object.fromEntries(outputs.map(({ name }) => [name, fetched[name] ?? null]));
      const call = async (): ReturnType<RuntimeSession['run']> => {
        throwIfAborted(label, signal);
        if (gpu.isLost) throw lostError(label);
        try {
          const results = await session.run(bound, fetches);
          // The budget's slices may go on when the GPU is done, not when the commands are submitted.
          if (budget) await device.queue.onSubmittedWorkDone();
          return results;
        } catch (cause) {
          throw runError(label, cause);
        }
      };
      const results = await enqueue(gpu, label, () => (budget ? asGuest(budget, call, signal) : call()));
      return readResults(results, given);
    },
    dispose() {
      disposing ??= enqueue(gpu, label, () => session.release()).catch((error: unknown) => {
        // With the device everything is gone already.
        if (!gpu.isLost) throw error;
      });
      return disposing;
    },
  };
}

function throwIfAborted(label: string, signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new FrameloomError('aborted', `${label}: was aborted.`, { cause: signal.reason });
}

function createError(label: string, gpu: Gpu, cause: unknown): FrameloomError {
  const reason = reasonOf(cause);
  if (/requires f16|shader-f16/i.test(reason) && !gpu.device.features.has('shader-f16')) {
    return needsHalves(label, cause);
  }
  return new FrameloomError('load-failed', `${label}: onnxruntime can't open the model: ${reason}`, {
    cause,
  });
}

function runError(label: string, cause: unknown): FrameloomError {
  const reason = reasonOf(cause);
  return new FrameloomError('validation', `${label}: onnxruntime failed to run the model: ${reason}`, {
    cause,
  });
}

function reasonOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).trim();
}
