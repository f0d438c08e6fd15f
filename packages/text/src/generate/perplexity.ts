import { FrameloomError, type Slice } from '@frameloom/gpu';
import { createMatrix, sliceRows, type Matrix } from '@frameloom/nn';
import type { Perplexity } from '../model/text-model.ts';
import { forward, logitsOf } from '../network/forward.ts';
import { toSlices } from '../network/pieces.ts';
import type { Sequence } from '../pages/sequence.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { Engine } from './engine.ts';
import { logitsFrom, logSum } from './logprobs.ts';

type Task = { engine: Engine; tokenizer: Tokenizer; text: string; signal: AbortSignal };

/** Rows whose logits are read back at once. */
const logitRows = 8;

/** Negative log-likelihood of a text; see `TextModel.perplexity`. */
export async function measurePerplexity({ engine, tokenizer, text, signal }: Task): Promise<Perplexity> {
  const { pool, network, budget } = engine;
  const ids = tokenizer.encode(text);
  if (ids.length < 2) {
    throw new FrameloomError(
      'invalid-argument',
      `perplexity: the text has ${ids.length} tokens, it takes two.`,
    );
  }
  const { format } = network.scratch.logits;
  const columns = network.shape.vocabulary;
  const logits = createMatrix(pool, { label: 'perplexity', rows: logitRows, columns, format });
  try {
    const slices = score(engine, ids, logits);
    const sum = await budget.run('background', slices, { signal, label: 'text/perplexity' });
    const tokens = ids.length - 1;
    const nllPerToken = sum / tokens;
    const nllPerChar = sum / [...text].length;
    return { nllPerToken, nllPerChar, perplexity: Math.exp(nllPerToken), tokens };
  } finally {
    pool.free(logits.buffer);
  }
}

/** The sum over all tokens but the first, in windows that overlap by a half. */
async function* score(
  engine: Engine,
  ids: readonly number[],
  logits: Matrix,
): AsyncGenerator<Slice[], number, undefined> {
  const window = engine.maxContext;
  const half = Math.max(1, Math.floor(window / 2));
  let sum = 0;
  for (let start = 0; start === 0 || start < ids.length - half - 1; start += half) {
    const part = ids.slice(start, start + window + 1);
    const sequence = await engine.sequences.open(part.slice(0, -1));
    try {
      sum += yield* scoreWindow(engine, sequence, { part, first: start === 0 ? 0 : half, logits });
    } finally {
      sequence.close(0);
    }
  }
  return sum;
}

type Window = { part: readonly number[]; first: number; logits: Matrix };

async function* scoreWindow(
  engine: Engine,
  sequence: Sequence,
  { part, first, logits }: Window,
): AsyncGenerator<Slice[], number, undefined> {
  const { network, pages, turn, readbacks } = engine;
  const { tileRows } = network.scratch;
  const length = part.length - 1;
  const rowWords = logits.buffer.size / logitRows / 4;
  let sum = 0;
  for (let position = 0; position < length; position += tileRows) {
    const rows = Math.min(tileRows, length - position);
    await sequence.extend(position + rows);
    const release = await turn.take();
    try {
      const { ids } = sequence;
      const step = { ids, pages: sequence.pages, position, rows, cache: () => pages.cache };
      yield toSlices('text/prefill', forward(network, step), network.limit);
      for (let row = Math.max(0, first - position); row < rows; row += logitRows) {
        const count = Math.min(logitRows, rows - row);
        const output = sliceRows(logits, { start: 0, count });
        const readback = readbacks.start([{ buffer: logits.buffer, offset: 0, bytes: logits.buffer.size }]);
        let words: Uint32Array<ArrayBuffer>;
        try {
          yield [...toSlices('text/logits', logitsOf(network, row, output), network.limit), readback.slice];
          words = await readback.read();
        } finally {
          readback.drop();
        }
        for (let i = 0; i < count; i++) {
          const own = logitsFrom(words.subarray(i * rowWords), network.shape.vocabulary, logits.format);
          sum += logSum(own) - own[part[position + row + i + 1]!]!;
        }
      }
    } finally {
      release();
    }
  }
  return sum;
}
