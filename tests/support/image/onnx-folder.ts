// A model of diffusers' layout as a folder of ONNX files, as optimum would export it for one size.
import { parseSafetensors, type Tensors } from '@frameloom/nn';
import { describeCodec } from '../../../packages/image/src/model/codec.ts';
import {
  textEncoderArchitecture,
  textPrefix,
} from '../../../packages/image/src/text-encoder/architecture.ts';
import { readTextEncoderConfig } from '../../../packages/image/src/text-encoder/config.ts';
import { unetArchitecture } from '../../../packages/image/src/unet/architecture.ts';
import { readUnetConfig } from '../../../packages/image/src/unet/config.ts';
import { arrangeUnetTensors } from '../../../packages/image/src/unet/tensors.ts';
import { toFloat32 } from '@frameloom/nn';
import { addNetwork, createBuilder } from '../onnx-network.ts';

type Files = ReadonlyMap<string, Blob>;
type Value = Parameters<ReturnType<typeof createBuilder>['write']>[0][number];

const value = (name: string, dims: readonly number[], type: Value['type'] = 'float32'): Value => ({
  name,
  type,
  dims,
});

/** @param options.variant Weights of the U-Net of this name, where there are some. @param options.side Of samples. Default: the model's. */
export async function toOnnxFolder(
  files: Files,
  { variant, side: wanted }: { variant?: string; side?: number } = {},
): Promise<Map<string, Blob>> {
  const [root = ''] = [...files.keys()][0]!.split('/');
  const text = async (path: string): Promise<string> => files.get(`${root}/${path}`)!.text();
  const json = async (path: string): Promise<object> => JSON.parse(await text(path)) as object;
  const tensors = async (folder: string): Promise<Tensors> => {
    const all = [...files].filter(
      ([path]) => path.startsWith(`${root}/${folder}/`) && path.endsWith('.safetensors'),
    );
    const own =
      all.find(([path]) => variant !== undefined && path.includes(`.${variant}.`)) ??
      all.find(([path]) => !path.includes('.fast.'))!;
    return parseSafetensors(new Uint8Array(await own[1].arrayBuffer())).tensors;
  };
  const folder = new Map([...files].filter(([path]) => !path.endsWith('.safetensors')));
  const put = (path: string, content: BlobPart): void =>
    void folder.set(`${root}/${path}`, new Blob([content]));
  const index = (await json('model_index.json')) as Record<string, unknown>;
  const textJson = await json('text_encoder/config.json');
  const unetJson = {
    ...(await json('unet/config.json')),
    ...(wanted !== undefined && { sample_size: wanted }),
  };
  put('unet/config.json', JSON.stringify(unetJson));
  put('unet/model.onnx', unetModel(unetJson, textJson, arrangeUnetTensors(await tensors('unet'))));
  put('text_encoder/model.onnx', textModel(textJson, await tensors('text_encoder')));
  if (!index['vae']) return folder;
  const vae = await json('vae/config.json');
  put('model_index.json', JSON.stringify({ ...index, vae_decoder: index['vae'] }));
  put('vae_decoder/config.json', JSON.stringify(vae));
  const codec = describeCodec({
    config: vae as Record<string, never>,
    tensors: await tensors('vae'),
    isTiny: false,
  });
  const { sampleSize } = readUnetConfig(unetJson);
  const { latentChannels, channels, factor } = codec.facts;
  const builder = createBuilder();
  const { architecture, tensors: weights } = codec.decoder;
  builder.node('Identity', ['latent_sample'], 'latent');
  addNetwork(builder, architecture, weights, { width: sampleSize, height: sampleSize });
  builder.node('Identity', [architecture.outputs[0]!], 'sample');
  const side = sampleSize * factor;
  put(
    'vae_decoder/model.onnx',
    builder.write(
      [value('latent_sample', [1, latentChannels, sampleSize, sampleSize])],
      [value('sample', [1, channels, side, side])],
    ),
  );
  return folder;
}

function unetModel(unetJson: object, textJson: object, tensors: Tensors): Uint8Array<ArrayBuffer> {
  const config = readUnetConfig(unetJson);
  const { sampleSize: side, inChannels, outChannels, blockOutChannels, flipSinToCos, freqShift } = config;
  const { positions, width } = readTextEncoderConfig(textJson);
  const builder = createBuilder();
  const half = blockOutChannels[0]! / 2;
  const rates = Float32Array.from({ length: half }, (_, i) => 10_000 ** (-i / (half - freqShift)));
  const angles = builder.node('Mul', ['timestep', builder.floats('rates', [1, 1, half], rates)], 'angles');
  const waves = ['Sin', 'Cos'].map((op) => builder.node(op, [angles], op));
  builder.node('Concat', flipSinToCos ? waves.toReversed() : waves, 'time', { axis: 2 });
  builder.node('Identity', ['encoder_hidden_states'], 'text');
  const architecture = unetArchitecture(config, positions);
  addNetwork(builder, architecture, tensors, { width: side, height: side });
  builder.node('Identity', [architecture.outputs[0]!], 'out_sample');
  return builder.write(
    [
      value('sample', [1, inChannels, side, side]),
      value('timestep', [1]),
      value('encoder_hidden_states', [1, positions, width]),
    ],
    [value('out_sample', [1, outChannels, side, side])],
  );
}

function textModel(json: object, given: Tensors): Uint8Array<ArrayBuffer> {
  const config = readTextEncoderConfig(json);
  const { positions, width, vocabulary } = config;
  const isPlain = !given.has(`${textPrefix}final_layer_norm.weight`);
  const tensors: Tensors = isPlain
    ? new Map([...given].map(([name, tensor]) => [textPrefix + name, tensor]))
    : given;
  const table = (kind: string): Float32Array =>
    toFloat32(tensors.get(`${textPrefix}embeddings.${kind}_embedding.weight`)!);
  const builder = createBuilder();
  const words = builder.node(
    'Gather',
    [builder.floats('table', [vocabulary, width], table('token')), 'input_ids'],
    'words',
    { axis: 0 },
  );
  builder.node(
    'Add',
    [words, builder.floats('places', [1, positions, width], table('position'))],
    'embeddings',
  );
  const architecture = textEncoderArchitecture(config);
  addNetwork(builder, architecture, tensors, { width: 1, height: 1 });
  builder.node('Identity', [architecture.outputs[0]!], 'last_hidden_state');
  return builder.write(
    [value('input_ids', [1, positions], 'int64')],
    [value('last_hidden_state', [1, positions, width])],
  );
}
