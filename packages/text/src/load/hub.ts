import {
  addressFolder,
  fileFolder,
  loadJson,
  openModelFile,
  requireJson,
  type FileSet,
  type JsonObject,
  type ModelFile,
  type ModelFileOptions,
  type ModelFolder,
} from '@frameloom/gpu/files';
import { FrameloomError } from '@frameloom/gpu';
import type { SamplingParameters } from '@frameloom/nn';
import type { ModelParts } from '../model/parts.ts';
import { readConfig } from '../model/read-config.ts';
import { createChatTemplate, type ChatTemplate } from '../tokenizer/chat-template.ts';
import { createTokenizer, type Tokenizer } from '../tokenizer/tokenizer.ts';
import { hubWeights } from './hub-weights.ts';

/**
 * Reads a folder in the layout of the model hubs.
 *
 * @throws FrameloomError `load-failed`, `unsupported`, `aborted`, `invalid-argument`.
 */
export async function openHubFolder(source: URL | FileSet, options: ModelFileOptions): Promise<ModelParts> {
  const { signal, cache, allowOrigins } = options;
  const fileOptions = {
    ...(signal && { signal }),
    ...(cache !== undefined && { cache }),
    ...(allowOrigins && { allowOrigins }),
  };
  const folder = source instanceof URL ? addressFolder(source, fileOptions) : fileFolder(source);
  const config = await requireJson(folder, 'config.json');
  const shape = readConfig(`${folder.label}: config.json`, config);
  const tokenizerConfig = (await loadJson(folder, 'tokenizer_config.json')) ?? {};
  const tokenizerJson = await requireJson(folder, 'tokenizer.json');
  const tokenizer = await createTokenizer(`${folder.label}: tokenizer.json`, tokenizerJson, tokenizerConfig);
  const generation = (await loadJson(folder, 'generation_config.json')) ?? {};
  const template = await readTemplate(folder, tokenizerConfig, tokenizer);
  const file = await openWeights(source, options);
  return {
    shape,
    tokenizer,
    template,
    source: hubWeights(folder.label, file, shape),
    ends: new Set([...endsOf(generation), ...endsOf(config)]),
    sampling: readSampling(generation),
  };
}

async function openWeights(source: URL | FileSet, options: ModelFileOptions): Promise<ModelFile> {
  if (!(source instanceof URL)) return openModelFile(source, options);
  try {
    return await openModelFile(new URL('model.safetensors', source), options);
  } catch (error) {
    if (!(error instanceof FrameloomError) || error.code !== 'load-failed') throw error;
    return openModelFile(new URL('model.safetensors.index.json', source), options).catch(() => {
      throw error;
    });
  }
}

async function readTemplate(
  folder: ModelFolder,
  config: JsonObject,
  tokenizer: Tokenizer,
): Promise<ChatTemplate | undefined> {
  const file = await folder.load('chat_template.jinja', 1 << 20);
  const own = config['chat_template'];
  // Several templates are told apart by name.
  const named = Array.isArray(own) ? own.find((one) => one?.name === 'default')?.template : own;
  const text: unknown = file ? new TextDecoder().decode(file) : named;
  if (typeof text !== 'string') return undefined;
  const texts: Record<string, string> = {};
  for (const name of ['bos_token', 'eos_token', 'pad_token', 'unk_token']) {
    const token = config[name];
    const content = typeof token === 'object' ? (token as JsonObject | null)?.['content'] : token;
    if (typeof content === 'string') texts[name] = content;
  }
  return createChatTemplate(folder.label, text, { tokenizer, texts });
}

/** Tokens that end a text: a number, or a list of them. */
function endsOf(json: JsonObject): number[] {
  const ends = json['eos_token_id'];
  return (Array.isArray(ends) ? ends : [ends]).filter((id): id is number => Number.isInteger(id));
}

/** How the authors sample. What makes no sense is left out. */
function readSampling(json: JsonObject): SamplingParameters {
  const number = (name: string, least: number, most: number): number | undefined => {
    const value = json[name];
    return typeof value === 'number' && value >= least && value <= most ? value : undefined;
  };
  const topK = number('top_k', 0, 2 ** 24);
  const found = {
    temperature: number('temperature', 0, 100),
    topK: topK !== undefined && Number.isInteger(topK) ? topK : undefined,
    topP: number('top_p', 0, 1),
    minP: number('min_p', 0, 1),
    repetitionPenalty: number('repetition_penalty', 0.01, 100),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}
