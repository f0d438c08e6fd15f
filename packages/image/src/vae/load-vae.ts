import { FrameloomError, show, type FrameBudget, type Gpu } from '@frameloom/gpu';
import { fileFolder, addressFolder, requireJson, type FileOptions, type FileSet } from '@frameloom/gpu/files';
import { choosePrecision, type Precision } from '@frameloom/nn';
import { allOrDispose } from '@frameloom/nn/stage';
import { describeCodec } from '../model/codec.ts';
import { createCoder } from '../model/coder.ts';
import { readTensors } from '../model/read-tensors.ts';
import { resolveSource } from '../shipped/source.ts';
import { assembleVae } from './assemble-vae.ts';
import type { Vae } from './vae.ts';

/** Options of {@link loadVae}. */
export type LoadVaeOptions = FileOptions & {
  /** Default: by the device. `'f32'` is for comparison with a reference. */
  precision?: Precision;
  /** The budget whose slices it works in. Default: one of its own on the same device. */
  budget?: FrameBudget;
  /** Side of the parts that larger pictures are decoded in, pixels; as with `loadImageModel`. Default: pictures are decoded as a whole. */
  decodeTile?: number;
};

const classes = ['AutoencoderTiny', 'AutoencoderKL'];

/**
 * Loads an `AutoencoderKL` or an `AutoencoderTiny` of diffusers: a folder with `config.json` and
 * `diffusion_pytorch_model.safetensors`, such as `vae` of a whole model.
 *
 * @param source `'tiles-vae'`, which comes with this package (.7 MB); the address of a folder, http(s), or `file:` in Node; or a Map of the
 * files of a dropped folder by path.
 * @throws FrameloomError `load-failed`, `unsupported`, `invalid-argument`, `compilation`, `aborted`, `device-lost`.
 */
export async function loadVae(
  gpu: Gpu,
  source: 'tiles-vae' | (string & {}) | URL | FileSet,
  options: LoadVaeOptions = {},
): Promise<Vae> {
  const { budget, precision: wanted, decodeTile: tile, ...fileOptions } = options;
  const precision = choosePrecision('loadVae', gpu, wanted);
  const place = await resolveSource('loadVae', source, 'tiles-vae', fileOptions);
  const folder = place instanceof URL ? addressFolder(place, fileOptions) : fileFolder(place);
  const config = await requireJson(folder, 'config.json');
  const name = config['_class_name'];
  if (typeof name !== 'string' || !classes.includes(name)) {
    const facts = `_class_name is ${show(name)}. Supported are ${classes.join(' and ')}.`;
    throw new FrameloomError('unsupported', `${folder.label}: ${facts}`);
  }
  const file = 'diffusion_pytorch_model';
  const names = [file, `${file}.fp16`];
  const tensors = await readTensors({ source: place, folder: undefined, names, options: fileOptions });
  const codec = describeCodec({ config, tensors, isTiny: name === 'AutoencoderTiny' });
  // Buffers are made for the first picture.
  const side = 8 * codec.facts.factor;
  const [encoder, decoder] = await allOrDispose([
    createCoder(gpu, codec, { half: 'encoder', precision, side }),
    createCoder(gpu, codec, { half: 'decoder', precision, side, tile }),
  ]);
  return assembleVae(gpu, folder.label, { codec, encoder, decoder }, budget);
}
