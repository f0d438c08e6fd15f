import { FrameloomError, type FrameBudget, type Gpu } from '@frameloom/gpu';
import {
  addressFolder,
  fileFolder,
  requireJson,
  type FileOptions,
  type FileSet,
  type JsonObject,
} from '@frameloom/gpu/files';
import { openOnnx, type OnnxSession } from '@frameloom/nn/onnx';
import { readConfigs, type ImageConfigs } from '../model/configs.ts';
import { readTokenizer } from '../model/files.ts';
import type { ImageParts } from '../model/studio.ts';
import { createOnnxEngine } from './engine.ts';

/** What is known of a model in ONNX, and its networks. */
export type OnnxModelParts = {
  label: string;
  index: JsonObject;
  scheduler: JsonObject;
  configs: ImageConfigs;
  parts: ImageParts;
  /** Whether the networks read and write halves. */
  isHalf: boolean;
};

/**
 * Opens a folder of diffusers' layout whose networks are ONNX files, as optimum exports it: `model_index.json`, `tokenizer`,
 * `scheduler`, and `text_encoder`, `unet` and, unless it paints pixels, `vae_decoder`, each with `config.json` and `model.onnx`.
 *
 * @throws FrameloomError `load-failed`, `unsupported`, `invalid-argument`, `aborted`, `device-lost`.
 */
export async function openOnnxParts(
  gpu: Gpu,
  source: URL | FileSet,
  options: FileOptions & { budget: FrameBudget; wasm?: string | URL },
): Promise<OnnxModelParts> {
  const { budget, wasm, ...fileOptions } = options;
  const folder =
    source instanceof URL ? addressFolder(source, fileOptions) : fileFolder(source, 'model_index.json');
  const { label } = folder;
  const index = await requireJson(folder, 'model_index.json');
  const config = (name: string): Promise<JsonObject> => requireJson(folder, `${name}/config.json`);
  const vae = Array.isArray(index['vae_decoder']) ? await config('vae_decoder') : undefined;
  const configs = readConfigs({
    label,
    index,
    denoiser: { config: await config('unet'), kind: 'unet' },
    textEncoders: [{ config: await config('text_encoder'), projects: false }],
    vae: vae && { config: vae, isTiny: vae['_class_name'] === 'AutoencoderTiny' },
  });
  if (configs.inpaints || configs.text.columns % 4 !== 0) {
    const facts =
      'inpainting networks, and texts whose columns are no multiple of 4, are not supported in ONNX';
    throw new FrameloomError('unsupported', `${label}: ${facts}. Use our own operators.`);
  }
  const opened: OnnxSession[] = [];
  const open = async (name: string): Promise<OnnxSession> => {
    const bytes = await folder.load(`${name}/model.onnx`, 2 ** 31);
    if (!bytes)
      throw new FrameloomError(
        'load-failed',
        `${label}: has no ${name}/model.onnx. Give the whole folder of a model.`,
      );
    const { signal } = fileOptions;
    const more = { ...(signal && { signal }), ...(wasm !== undefined && { wasm }) };
    const session = await openOnnx(gpu, bytes, {
      budget,
      priority: 'interactive',
      label: `${label}/${name}`,
      ...more,
    });
    opened.push(session);
    return session;
  };
  try {
    const sessions = {
      text: await open('text_encoder'),
      unet: await open('unet'),
      decoder: vae && (await open('vae_decoder')),
    };
    const onnx = createOnnxEngine(gpu, sessions, configs.codec);
    const parts: ImageParts = {
      gpu,
      tokenizers: [await readTokenizer(folder, 'tokenizer')],
      textEncoders: [],
      unet: undefined,
      onnx,
      encoder: undefined,
      decoder: undefined,
      codec: configs.codec?.facts,
      positions: undefined,
      inpaints: false,
      previews: !vae,
    };
    const isHalf = sessions.unet.inputs.some(({ name, type }) => name === 'sample' && type === 'float16');
    return {
      label,
      index,
      scheduler: await requireJson(folder, 'scheduler/scheduler_config.json'),
      configs,
      parts,
      isHalf,
    };
  } catch (error) {
    opened.forEach((session) => void session.dispose());
    throw error;
  }
}
