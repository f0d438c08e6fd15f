import type { OpenFile } from '@frameloom/gpu/files';
import type { SamplingParameters } from '@frameloom/nn';
import type { ModelParts } from '../../model/parts.ts';
import { createChatTemplate } from '../../tokenizer/chat-template.ts';
import { createTokenizer } from '../../tokenizer/tokenizer.ts';
import { readGgufHeader, type GgufHeader, type GgufValue } from './header.ts';
import { readGgufShape } from './shape.ts';
import { readGgufTokenizer } from './tokenizer.ts';
import { ggufWeights } from './weights.ts';

/**
 * Reads a GGUF file: shape, tokeniser, template and tensors are all in it.
 *
 * @throws FrameloomError `load-failed`, `unsupported`, `aborted`.
 */
export async function openGguf(file: OpenFile): Promise<ModelParts> {
  const header = await readGgufHeader(file);
  const { metadata } = header;
  const shape = readGgufShape(file.label, header, await readRopeFactors(file, header));
  const source = ggufWeights(file, header, shape.postNorm);
  const tokenizer = await createTokenizer(file.label, readGgufTokenizer(file.label, metadata), {});
  const number = (name: string): number | undefined => numberOf(metadata.get(`tokenizer.ggml.${name}`));
  const ends = [number('eos_token_id'), number('eot_token_id')].filter((id) => id !== undefined);
  const text = metadata.get('tokenizer.chat_template');
  const tokens = metadata.get('tokenizer.ggml.tokens') as readonly string[];
  const nameOf = (id: number | undefined): string => (id === undefined ? '' : (tokens[id] ?? ''));
  const texts = { bos_token: nameOf(number('bos_token_id')), eos_token: nameOf(number('eos_token_id')) };
  const template =
    typeof text === 'string' ? await createChatTemplate(file.label, text, { tokenizer, texts }) : undefined;
  return { shape, source, tokenizer, template, ends: new Set(ends), sampling: readSampling(metadata) };
}

/** What Llama 3.1 and later divide frequencies by. */
async function readRopeFactors(
  file: OpenFile,
  { tensors }: GgufHeader,
): Promise<readonly number[] | undefined> {
  const tensor = tensors.get('rope_freqs.weight');
  if (!tensor || tensor.type !== 0 || tensor.shape.length !== 1 || tensor.shape[0]! > 4096) return undefined;
  const bytes = await file.read(tensor.begin, 4 * tensor.shape[0]!);
  return [...new Float32Array(bytes.buffer)];
}

/** How the authors sample; what makes no sense is left out. */
function readSampling(metadata: GgufHeader['metadata']): SamplingParameters {
  const number = (name: string, most: number): number | undefined => {
    const value = numberOf(metadata.get(`general.sampling.${name}`));
    return value !== undefined && value >= 0 && value <= most ? value : undefined;
  };
  const [temperature, topP, minP] = [number('temp', 100), number('top_p', 1), number('min_p', 1)];
  const topK = number('top_k', 2 ** 24);
  return {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(minP !== undefined && { minP }),
    ...(topK !== undefined && Number.isInteger(topK) && { topK }),
  };
}

function numberOf(value: GgufValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
