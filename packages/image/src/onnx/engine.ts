import { createPool, FrameloomError, type Gpu, type ResourcePool, type Slice } from '@frameloom/gpu';
import { floatToHalf } from '@frameloom/gpu/files';
import type { OnnxSession, OnnxTensor, OnnxType } from '@frameloom/nn/onnx';
import type { Codec } from '../model/codec.ts';
import type { ImageRun } from '../model/run.ts';
import type { Words } from '../model/words.ts';
import { createPlanes } from './planes.ts';

type Work = AsyncGenerator<readonly Slice[], void, undefined>;

/** The networks of a model in onnxruntime. */
export type OnnxSessions = { text: OnnxSession; unet: OnnxSession; decoder: OnnxSession | undefined };

/** What `produce` does with them. Runs are exclusive guests of the frame budget: they cannot be cut into slices. */
export type OnnxEngine = {
  readonly bytes: number;
  encode(tokens: readonly number[], output: Words): Work;
  predict(run: ImageRun, timestep: number, words: Words, output: GPUBuffer): Work;
  decode(run: ImageRun, sample: GPUBuffer, picture: GPUBuffer): Work;
  dispose(): void;
};

// GPUBufferUsage: COPY_SRC, COPY_DST, STORAGE.
const usage = 0x4 | 0x8 | 0x80;

/** @throws FrameloomError `unsupported` where a file has inputs of other names. */
export function createOnnxEngine(gpu: Gpu, sessions: OnnxSessions, codec: Codec | undefined): OnnxEngine {
  const { text, unet, decoder } = sessions;
  const pool = createPool(gpu, 'image/onnx');
  const ids = inputOf(text, 'input_ids');
  const sample = inputOf(unet, 'sample');
  const time = inputOf(unet, 'timestep');
  const states = inputOf(unet, 'encoder_hidden_states');
  const isHalf = sample.type === 'float16';
  /** Runs a model, and what reads its first output before that is given back. */
  async function* call(
    session: OnnxSession,
    feeds: Record<string, OnnxTensor>,
    finish: (result: GPUBuffer) => Slice,
  ): Work {
    const results = Object.values(await session.run(feeds));
    try {
      yield [finish(results[0]!.buffer)];
    } finally {
      results.forEach((result) => result.dispose());
    }
  }
  return {
    get bytes() {
      return pool.bytes;
    },
    async *encode(tokens, output) {
      const { buffer, dims } = upload(gpu, pool, ids.type, tokens, [1, tokens.length]);
      try {
        yield* call(text, { input_ids: { buffer, dims, type: ids.type as OnnxType } }, (result) => ({
          kind: 'image/onnx/words',
          bytes: 2 * output.rows.buffer.size,
          record: (encoder) =>
            encoder.copyBufferToBuffer(result, 0, output.rows.buffer, 0, output.rows.buffer.size),
        }));
      } finally {
        pool.free(buffer);
      }
    },
    async *predict(run, timestep, words, output) {
      const { width, height } = run.latentSize;
      const { channels } = run;
      const shape = { pixels: width * height, channels, isHalf };
      const planes = planesBuffer(pool, channels * width * height, isHalf);
      const at = upload(gpu, pool, time.type, [timestep], time.dims.length === 0 ? [] : [1]);
      const [enter, leave] = await Promise.all([
        createPlanes(gpu, { ...shape, direction: 'to-planes' }),
        createPlanes(gpu, { ...shape, direction: 'to-sample' }),
      ]);
      try {
        yield [enter(run.buffers.input, planes)];
        const feeds = {
          sample: { buffer: planes, dims: [1, channels, height, width], type: sample.type as OnnxType },
          timestep: { ...at, type: time.type as OnnxType },
          encoder_hidden_states: {
            buffer: words.rows.buffer,
            dims: [1, words.rows.rows, words.rows.columns],
            type: states.type as OnnxType,
          },
        };
        yield* call(unet, feeds, (result) => leave(result, output));
      } finally {
        pool.free(planes);
        pool.free(at.buffer);
      }
    },
    async *decode(run, from, picture) {
      if (!decoder || !codec) return;
      const { width, height } = run.latentSize;
      const { latentChannels, channels } = codec.facts;
      const latent = inputOf(decoder, 'latent_sample');
      const halves = { isHalf: latent.type === 'float16' };
      const { enter, leave } = codec.decoder;
      const planes = planesBuffer(pool, latentChannels * width * height, halves.isHalf);
      const [into, outOf] = await Promise.all([
        createPlanes(gpu, {
          pixels: width * height,
          channels: latentChannels,
          ...halves,
          ...enter,
          direction: 'to-planes',
        }),
        createPlanes(gpu, {
          pixels: run.size.width * run.size.height,
          channels,
          ...halves,
          ...leave,
          direction: 'to-sample',
        }),
      ]);
      try {
        yield [into(from, planes)];
        const dims = [1, latentChannels, height, width];
        const feeds = { latent_sample: { buffer: planes, dims, type: latent.type as OnnxType } };
        yield* call(decoder, feeds, (result) => outOf(result, picture));
      } finally {
        pool.free(planes);
      }
    },
    dispose() {
      pool.dispose();
      for (const session of [text, unet, decoder]) void session?.dispose();
    },
  };
}

function inputOf(session: OnnxSession, name: string): OnnxSession['inputs'][number] {
  const found = session.inputs.find((input) => input.name === name);
  if (found) return found;
  const names = session.inputs.map((input) => input.name).join(', ');
  throw new FrameloomError(
    'unsupported',
    `onnx: a model reads ${names}. An input ${name} is needed, as optimum exports it.`,
  );
}

function planesBuffer(pool: ResourcePool, count: number, isHalf: boolean): GPUBuffer {
  return pool.buffer({ label: 'planes', size: Math.ceil((count * (isHalf ? 2 : 4)) / 16) * 16, usage });
}

/** Numbers in the type of an input. */
function upload(
  gpu: Gpu,
  pool: ResourcePool,
  type: string,
  values: readonly number[],
  dims: readonly number[],
): { buffer: GPUBuffer; dims: readonly number[] } {
  const arrays: Record<string, () => ArrayBufferView<ArrayBuffer>> = {
    int64: () => BigInt64Array.from(values, (value) => BigInt(Math.round(value))),
    int32: () => Int32Array.from(values),
    float32: () => Float32Array.from(values),
    float16: () => Uint16Array.from(values, floatToHalf),
  };
  const array = arrays[type]?.();
  if (!array)
    throw new FrameloomError(
      'unsupported',
      `onnx: an input holds ${type}. int32, int64, float32 and float16 are supported.`,
    );
  const bytes = new Uint8Array(Math.ceil(array.byteLength / 16) * 16);
  bytes.set(new Uint8Array(array.buffer));
  const buffer = pool.buffer({ label: 'input', size: bytes.length, usage });
  gpu.device.queue.writeBuffer(buffer, 0, bytes);
  return { buffer, dims };
}
