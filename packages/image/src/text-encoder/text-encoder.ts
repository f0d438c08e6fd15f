import { FrameloomError, show, type Gpu } from '@frameloom/gpu';
import { floatToHalf } from '@frameloom/gpu/files';
import {
  createNetwork,
  toFloat32,
  type Matrix,
  type Network,
  type NetworkSlice,
  type Precision,
  type SliceLimit,
  type Tensor,
  type Tensors,
} from '@frameloom/nn';
import { projectionName, textEncoderArchitecture, textPrefix } from './architecture.ts';
import { readTextEncoderConfig, type TextEncoderConfig } from './config.ts';

/** A text encoder of the CLIP class. */
export interface TextEncoder {
  readonly config: TextEncoderConfig;
  readonly format: Network['format'];
  /** GPU memory held, bytes; the tables of tokens and places stay in the memory of the program. */
  readonly bytes: number;
  readonly macs: number;
  /**
   * Embeddings of tokens, as `slices` reads them.
   *
   * @param ids `config.positions` of them.
   * @throws FrameloomError `invalid-argument`.
   */
  embed(ids: readonly number[]): Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
  /** The row that stands for the whole text: that of its end. */
  endOf(ids: readonly number[]): number;
  /**
   * The work on a matrix of what `embed` gave, `config.positions` rows of `config.width`, into another of that size; with a
   * projection into `projected` too, as many rows of `config.projection`.
   */
  slices(embeddings: Matrix, output: Matrix, projected?: Matrix, limit?: SliceLimit): NetworkSlice[];
  dispose(): void;
}

const size = { width: 1, height: 1 };

/**
 * Makes a `CLIPTextModel`, or with `projects` a `CLIPTextModelWithProjection`, from its parsed `config.json` and the tensors of its `model.safetensors`.
 *
 * @throws FrameloomError `unsupported`, `invalid-argument`, `load-failed` where tensors are missing or have another shape;
 * `compilation`, `device-lost`.
 */
export async function createTextEncoder(
  gpu: Gpu,
  files: { config: unknown; tensors: Tensors; projects?: boolean },
  options: { precision?: Precision; label?: string } = {},
): Promise<TextEncoder> {
  const config = readTextEncoderConfig(files.config, files.projects);
  const { label = 'image/text-encoder', precision } = options;
  const tensors = withPrefix(files.tensors);
  const { width, vocabulary, positions } = config;
  const table = readTable(label, tensors, 'token', [vocabulary, width]);
  const places = readTable(label, tensors, 'position', [positions, width]);
  const network = await createNetwork(gpu, textEncoderArchitecture(config), tensors, {
    maxSize: size,
    label,
    ...(precision && { precision }),
  });
  const [output, whole] = network.outputs.map(({ name }) => name);
  return {
    config,
    format: network.format,
    get bytes() {
      return network.bytes;
    },
    macs: network.macs(1, 1),
    embed(ids) {
      requireIds(label, ids, config);
      const values = new Float32Array(positions * width);
      ids.forEach((id, row) => {
        for (let i = 0; i < width; i++)
          values[row * width + i] = table[id * width + i]! + places[row * width + i]!;
      });
      return network.format === 'f32' ? values : Uint16Array.from(values, floatToHalf);
    },
    endOf(ids) {
      const found = ids.indexOf(config.endToken === 2 ? Math.max(...ids) : config.endToken);
      return Math.max(0, found);
    },
    slices: (embeddings, written, projected, limit) =>
      network.slices(
        { embeddings },
        { [output!]: written, ...(whole !== undefined && projected && { [whole]: projected }) },
        size,
        limit,
      ),
    dispose: () => network.dispose(),
  };
}

function withPrefix(tensors: Tensors): Tensors {
  if (tensors.has(`${textPrefix}final_layer_norm.weight`)) return tensors;
  const rename = (name: string): string => (name.startsWith(projectionName) ? name : textPrefix + name);
  return new Map<string, Tensor>([...tensors].map(([name, tensor]) => [rename(name), tensor]));
}

function readTable(label: string, tensors: Tensors, kind: string, shape: readonly number[]): Float32Array {
  const name = `${textPrefix}embeddings.${kind}_embedding.weight`;
  const tensor = tensors.get(name);
  if (tensor && String(tensor.shape) === String(shape)) return toFloat32(tensor);
  const got = tensor ? `has the shape ${show(tensor.shape)}` : 'is missing';
  throw new FrameloomError(
    'load-failed',
    `${label}: ${name} ${got}, [${shape.join(', ')}] is needed. Config and weights do not belong together.`,
  );
}

function requireIds(label: string, ids: readonly number[], config: TextEncoderConfig): void {
  const { positions, vocabulary } = config;
  const isId = (id: number): boolean => Number.isInteger(id) && id >= 0 && id < vocabulary;
  if (ids.length === positions && ids.every(isId)) return;
  throw new FrameloomError(
    'invalid-argument',
    `${label}: got ${ids.length} tokens, ${positions} from 0 to ${vocabulary - 1} are needed. Use the tokeniser of this model.`,
  );
}
