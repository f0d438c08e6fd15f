import { createPool, FrameloomError, type Gpu, type ResourcePool, type Slice } from '@frameloom/gpu';
import { floatToHalf } from '@frameloom/gpu/files';
import type { NetworkSize } from '@frameloom/nn';
import type { OnnxSession, OnnxTensor, OnnxType } from '@frameloom/nn/onnx';
import type { Codec, Shift } from '../model/codec.ts';
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
  const time = inputOf(unet, 'timestep');
  const states = inputOf(unet, 'encoder_hidden_states');
  const [sample, latent] = [inputOf(unet, 'sample'), decoder && inputOf(decoder, 'latent_sample')];
  return {
    get bytes() {
      return pool.bytes;
    },
    async *encode(tokens, { rows: { buffer } }) {
      const given = upload(gpu, pool, ids.type, tokens, [1, tokens.length]);
      try {
        yield* call(text, { input_ids: given }, (result) => ({
          kind: 'image/onnx/words',
          bytes: 2 * buffer.size,
          record: (encoder) => encoder.copyBufferToBuffer(result, 0, buffer, 0, buffer.size),
        }));
      } finally {
        pool.free(given.buffer);
      }
    },
    async *predict(run, timestep, words, output) {
      const { channels, latentSize: size } = run;
      const at = upload(gpu, pool, time.type, [timestep], time.dims.length === 0 ? [] : [1]);
      const { buffer, rows, columns } = words.rows;
      const more = {
        timestep: at,
        encoder_hidden_states: { buffer, dims: [1, rows, columns], type: states.type as OnnxType },
      };
      const ends = {
        from: run.buffers.input,
        to: output,
        read: { ...size, channels },
        written: { ...size, channels },
      };
      try {
        yield* throughModel(gpu, pool, unet, sample, { ...ends, enter: same, leave: same, more });
      } finally {
        pool.free(at.buffer);
      }
    },
    async *decode(run, from, to) {
      if (!decoder || !latent || !codec) return;
      const { latentChannels, channels } = codec.facts;
      const { enter, leave } = codec.decoder;
      const read = { ...run.latentSize, channels: latentChannels };
      yield* throughModel(gpu, pool, decoder, latent, {
        from,
        to,
        read,
        written: { ...run.size, channels },
        enter,
        leave,
        more: {},
      });
    },
    dispose() {
      pool.dispose();
      for (const session of [text, unet, decoder]) void session?.dispose();
    },
  };
}

type Feeds = Record<string, OnnxTensor>;
type Planes = NetworkSize & { channels: number };
type Through = {
  /** Samples. */
  from: GPUBuffer;
  to: GPUBuffer;
  read: Planes;
  written: Planes;
  enter: Shift;
  leave: Shift;
  /** Other inputs. */
  more: Feeds;
};

const same: Shift = { scale: 1, offset: 0 };

/** A sample as planes through a model, and what comes out as a sample. */
async function* throughModel(
  gpu: Gpu,
  pool: ResourcePool,
  session: OnnxSession,
  { name, type }: OnnxSession['inputs'][number],
  { from, to, read, written, enter, leave, more }: Through,
): Work {
  const isHalf = type === 'float16';
  const { width, height, channels } = read;
  const count = width * height * channels;
  const planes = pool.buffer({
    label: 'planes',
    size: Math.ceil((count * (isHalf ? 2 : 4)) / 16) * 16,
    usage,
  });
  const copy = (
    { width: w, height: h, channels: c }: Planes,
    shift: Shift,
    direction: 'to-planes' | 'to-sample',
  ) => createPlanes(gpu, { pixels: w * h, channels: c, isHalf, direction, ...shift });
  try {
    const [into, outOf] = await Promise.all([
      copy(read, enter, 'to-planes'),
      copy(written, leave, 'to-sample'),
    ]);
    yield [into(from, planes)];
    const feeds = {
      ...more,
      [name]: { buffer: planes, dims: [1, channels, height, width], type: type as OnnxType },
    };
    yield* call(session, feeds, (result) => outOf(result, to));
  } finally {
    pool.free(planes);
  }
}

/** Runs a model, and what reads its first output before that is given back. */
async function* call(session: OnnxSession, feeds: Feeds, finish: (result: GPUBuffer) => Slice): Work {
  const results = Object.values(await session.run(feeds));
  try {
    yield [finish(results[0]!.buffer)];
  } finally {
    results.forEach((result) => result.dispose());
  }
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

/** Numbers in the type of an input. */
function upload(
  gpu: Gpu,
  pool: ResourcePool,
  type: string,
  values: readonly number[],
  dims: readonly number[],
): OnnxTensor {
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
  return { buffer, dims, type: type as OnnxType };
}
