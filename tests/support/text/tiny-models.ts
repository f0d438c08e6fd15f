// The tiny random models of tests/parity/text as folders of files.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSafetensors, toFloat32 } from '@frameloom/gpu/files';

const folder = join(import.meta.dirname, '../../parity/text');

/** A model and what transformers makes of it. */
export type TinyModel = {
  files: Map<string, Blob>;
  prompt: number[];
  /** Of the last 24 positions of the prompt. */
  logits: Float32Array[];
  /** 64 tokens behind the prompt. */
  greedy: number[];
};

/** `name`: a file of tests/parity/text without its end. `change` may edit config.json. */
export function readTiny(
  name: string,
  change: (config: Record<string, unknown>) => void = () => {},
): TinyModel {
  const bytes = readFileSync(join(folder, `${name}.safetensors`));
  const { tensors, metadata } = parseSafetensors(bytes, name);
  const config = JSON.parse(metadata.get('config')!) as Record<string, unknown>;
  change(config);
  const numbers = (part: string): number[] => [...toFloat32(tensors.get(`record.${part}`)!)];
  const all = numbers('logits');
  const columns = tensors.get('record.logits')!.shape[1]!;
  return {
    files: new Map([
      ['tiny/config.json', new Blob([JSON.stringify(config)])],
      ['tiny/tokenizer.json', new Blob([readFileSync(join(folder, 'tokenizer.json'))])],
      ['tiny/model.safetensors', new Blob([bytes])],
    ]),
    prompt: numbers('prompt'),
    logits: Array.from({ length: all.length / columns }, (_, i) =>
      Float32Array.from(all.slice(i * columns, (i + 1) * columns)),
    ),
    greedy: numbers('greedy'),
  };
}
