import { FrameloomError, type Slice } from '@frameloom/gpu';
import { forward, logitsOf, type Step } from '../network/forward.ts';
import { toSlices, type Piece } from '../network/pieces.ts';
import type { Sequence } from '../pages/sequence.ts';
import type { Engine } from './engine.ts';
import { logitsFrom } from './logprobs.ts';
import type { Request } from './options.ts';
import type { Readback } from './readback.ts';

/** Who gets the tokens. */
export type TokenSink = {
  /** How many tokens of the prompt the cache had. */
  begun(shared: number): void;
  /** The GPU has read the prompt. */
  filled(): void;
  /** One token, with its logits where they were asked for. True ends the work. */
  token(token: number, logits: Float32Array | undefined): boolean;
  /** One bit for each token that may be next, 32 in a word. Default: all may. */
  mask?(): Uint32Array<ArrayBuffer>;
};

type Slices = AsyncGenerator<Slice[], void, undefined>;

/** How tokens are drawn: of those that a mask allows, where there is one. */
type Drawing = Request & { allowed?: { buffer: GPUBuffer; mask: () => Uint32Array<ArrayBuffer> } };

/** Tokens that are recorded at once where they are fast. */
const mostAhead = 4;
/** Milliseconds below which a token is fast. */
const fastToken = 10;

/** The slices that make tokens behind `prompt`, which go to the sink. */
export async function* produce(
  engine: Engine,
  prompt: readonly number[],
  request: Request,
  sink: TokenSink,
): Slices {
  const { maxContext } = engine;
  const masks = sink.mask && createMasks(engine, sink.mask);
  const drawing: Drawing = masks ? { ...request, allowed: masks } : request;
  const text = [...prompt];
  let slides = 0;
  let left = request.maxTokens;
  let isDone = false;
  const counting: TokenSink = {
    begun: (shared) => slides === 0 && sink.begun(shared),
    filled: () => slides === 0 && sink.filled(),
    token(token, logits) {
      text.push(token);
      left--;
      isDone = sink.token(token, logits) || left === 0;
      return isDone;
    },
  };
  try {
    for (;;) {
      const begin = slides === 0 ? text : text.slice(-Math.ceil(maxContext / 2));
      yield* fill(engine, begin, { ...drawing, maxTokens: left }, counting, slides);
      if (isDone || request.overflow === 'stop') return;
      slides++;
    }
  } finally {
    masks?.dispose();
  }
}

/** A buffer for the mask of the next token. */
function createMasks(
  { pool, network }: Engine,
  mask: () => Uint32Array<ArrayBuffer>,
): NonNullable<Drawing['allowed']> & { dispose(): void } {
  const size = 4 * Math.ceil(network.shape.vocabulary / 32);
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
  const buffer = pool.buffer({ label: 'allowed', size, usage });
  return { buffer, mask, dispose: () => pool.free(buffer) };
}

/** Tokens until the context is full. */
async function* fill(
  engine: Engine,
  prompt: readonly number[],
  request: Drawing,
  sink: TokenSink,
  slides: number,
): Slices {
  const { sequences, maxContext, network } = engine;
  const sequence = await sequences.open(prompt);
  const sampling = { ...request.sampling, seed: request.sampling.seed + slides };
  const own = { ...request, sampling };
  let computed = sequence.shared;
  sink.begun(sequence.shared);
  try {
    for (let at = sequence.shared; at < prompt.length;) {
      const rows = Math.min(network.scratch.tileRows, prompt.length - at);
      const isLast = at + rows === prompt.length;
      const range = { position: at, rows, ...(isLast && { after: sink.filled }) };
      yield* step(engine, sequence, range, isLast ? own : undefined);
      at += rows;
      computed = at;
    }
    const end = Math.min(maxContext, prompt.length + request.maxTokens);
    yield* decode(engine, sequence, { request: own, end, sink });
    computed = sequence.tokens.length - 1;
  } finally {
    sequence.close(Math.min(computed, sequence.tokens.length - 1));
  }
}

type Decoding = { request: Drawing; end: number; sink: TokenSink };

/** One token after the other, read back a few later. */
async function* decode(engine: Engine, sequence: Sequence, { request, end, sink }: Decoding): Slices {
  const wantsLogits = request.logprobs !== undefined;
  // The next token depends on this one in more than what is on the GPU.
  const isStepwise = wantsLogits || request.allowed !== undefined;
  const pending: Readback[] = [];
  let sampled = sequence.tokens.length + 1;
  let known = sequence.tokens.length;
  let ahead = 1;
  try {
    for (;;) {
      const readback = startReading(engine, sequence, { from: known, to: sampled, wantsLogits });
      pending.push(readback);
      yield [readback.slice];
      known = sampled;
      const isFull = sampled >= end;
      const started = performance.now();
      while (pending.length > (isFull || isStepwise ? 0 : 1)) {
        const words = await pending.shift()!.read();
        if (deliver(engine, sequence, words, { sink, wantsLogits })) return;
      }
      if (isFull) return;
      const count = isStepwise ? 1 : Math.min(ahead, end - sampled);
      for (let i = 0; i < count; i++) {
        yield* step(engine, sequence, { position: sampled - 1, rows: 1 }, request);
        sampled++;
      }
      const perToken = (performance.now() - started) / count;
      ahead = perToken < fastToken ? Math.min(mostAhead, ahead + 1) : 1;
    }
  } finally {
    for (const readback of pending) readback.drop();
  }
}

function startReading(
  { readbacks, network }: Engine,
  { ids }: Sequence,
  { from, to, wantsLogits }: { from: number; to: number; wantsLogits: boolean },
): Readback {
  const { logits } = network.scratch;
  return readbacks.start([
    ...(wantsLogits ? [{ buffer: logits.buffer, offset: 0, bytes: logits.buffer.size }] : []),
    { buffer: ids, offset: 4 * from, bytes: 4 * (to - from) },
  ]);
}

/** Gives what was read to the sink; whether that was the end. */
function deliver(
  { network }: Engine,
  sequence: Sequence,
  words: Uint32Array<ArrayBuffer>,
  { sink, wantsLogits }: { sink: TokenSink; wantsLogits: boolean },
): boolean {
  const { scratch, shape } = network;
  const skipped = wantsLogits ? scratch.logits.buffer.size / 4 : 0;
  const logits = wantsLogits ? logitsFrom(words, shape.vocabulary, scratch.logits.format) : undefined;
  for (const token of words.subarray(skipped)) {
    if (token >= shape.vocabulary) {
      throw new FrameloomError(
        'validation',
        `text: token ${token} was drawn, there are ${shape.vocabulary}.`,
      );
    }
    sequence.tokens.push(token);
    if (sink.token(token, logits)) return true;
  }
  return false;
}

/** Tokens through the layers, and with a request the next one drawn; `after` is called when the GPU has done so. */
async function* step(
  engine: Engine,
  sequence: Sequence,
  { position, rows, after }: { position: number; rows: number; after?: () => void },
  request: Drawing | undefined,
): Slices {
  const { gpu, network, turn, pages } = engine;
  await sequence.extend(position + rows);
  const release = await turn.take();
  try {
    const part: Step = {
      ids: sequence.ids,
      pages: sequence.pages,
      position,
      rows,
      cache: () => pages.cache,
    };
    const pieces = forward(network, part);
    if (request) {
      const { allowed } = request;
      if (allowed) gpu.device.queue.writeBuffer(allowed.buffer, 0, allowed.mask());
      pieces.push(...logitsOf(network, rows - 1));
      pieces.push(draw(engine, sequence, position + rows, request));
    }
    const slices = toSlices(rows > 1 ? 'text/prefill' : 'text/decode', pieces, network.limit);
    if (after) slices.at(-1)!.after = after;
    yield slices;
  } finally {
    release();
  }
}

function draw(
  { sampler, network }: Engine,
  { ids }: Sequence,
  position: number,
  { sampling, allowed }: Drawing,
): Piece {
  const { repetitionPenalty = 1, presencePenalty = 0, frequencyPenalty = 0 } = sampling;
  const isPenalised = repetitionPenalty !== 1 || presencePenalty !== 0 || frequencyPenalty !== 0;
  const recent = isPenalised ? Math.min(1024, position) : 0;
  const { logits } = network.scratch;
  return {
    ...sampler.costs(),
    record: (target) =>
      sampler.record(target, {
        ...sampling,
        logits,
        ids,
        position,
        recent,
        ...(allowed && { allowed: allowed.buffer }),
      }),
  };
}
