import type { ModelFile, Tensor } from '@frameloom/gpu/files';
import { isWeight, toFloat32 } from '@frameloom/gpu/files';
import { FrameloomError, show } from '@frameloom/gpu';
import type { TextShape } from '../model/shape.ts';
import type { WeightSource } from './weight-source.ts';

/** Tensors of safetensors files as transformers names and arranges them. */
export function hubWeights(label: string, file: ModelFile, shape: TextShape): WeightSource {
  const isGpt2 = shape.family === 'gpt2';
  const source = isGpt2 ? gpt2Names(file, shape) : plainNames(file);
  return {
    label,
    shapes: new Map([...source].map(([name, { shape: sizes }]) => [name, sizes])),
    dispose: () => file.dispose(),
    async read(name, signal) {
      const { stored, columns, isTransposed } = source.get(name)!;
      const tensor = await file.tensor(stored, signal ? { signal } : {});
      if (!isWeight(tensor)) {
        throw new FrameloomError(
          'load-failed',
          `${label}: tensor ${show(stored)} must be F32, F16 or BF16, got ${show(tensor.dtype)}. Export the model again.`,
        );
      }
      const whole = isTransposed ? transpose(tensor) : tensor;
      return columns ? sliceFirst(whole, columns) : whole;
    },
  };
}

/** Where a tensor lies: all of a stored one, or some of its rows; GPT-2 keeps matrices as [inputs, outputs]. */
type Stored = {
  stored: string;
  shape: readonly number[];
  columns?: { start: number; count: number };
  isTransposed?: boolean;
};

function plainNames({ tensors }: ModelFile): Map<string, Stored> {
  const all = new Map<string, Stored>();
  for (const [stored, { shape }] of tensors) {
    all.set(stored.replace(/^(language_model\.)?model\./, ''), { stored, shape });
  }
  return all;
}

const gpt2Parts: Readonly<Record<string, string>> = {
  ln_1: 'input_layernorm',
  'attn.c_proj': 'self_attn.o_proj',
  ln_2: 'post_attention_layernorm',
  'mlp.c_fc': 'mlp.up_proj',
  'mlp.c_proj': 'mlp.down_proj',
};
const gpt2Tables: Readonly<Record<string, string>> = {
  wte: 'embed_tokens',
  wpe: 'embed_positions',
  ln_f: 'norm',
  lm_head: 'lm_head',
};

function gpt2Names({ tensors }: ModelFile, { width }: TextShape): Map<string, Stored> {
  const all = new Map<string, Stored>();
  for (const [stored, { shape }] of tensors) {
    const found = /^(?:transformer\.)?(?:h\.(\d+)\.)?(.+)\.(weight|bias)$/.exec(stored);
    if (!found) continue;
    const [, layer, part, kind] = found as unknown as [string, string | undefined, string, string];
    if (layer === undefined) {
      const name = Object.hasOwn(gpt2Tables, part) ? gpt2Tables[part] : undefined;
      if (name) all.set(`${name}.${kind}`, { stored, shape });
      continue;
    }
    const isTransposed = kind === 'weight' && !part.startsWith('ln_');
    const sizes = isTransposed ? shape.toReversed() : shape;
    if (part === 'attn.c_attn') {
      ['q_proj', 'k_proj', 'v_proj'].forEach((name, i) => {
        const columns = { start: i * width, count: width };
        const rest = sizes[0] === 3 * width ? [width, ...sizes.slice(1)] : sizes;
        all.set(`layers.${layer}.self_attn.${name}.${kind}`, { stored, shape: rest, columns, isTransposed });
      });
    } else if (Object.hasOwn(gpt2Parts, part)) {
      all.set(`layers.${layer}.${gpt2Parts[part]}.${kind}`, { stored, shape: sizes, isTransposed });
    }
  }
  return all;
}

function transpose(tensor: Tensor): Tensor {
  const [rows = 0, columns = 0] = tensor.shape;
  const data = toFloat32(tensor);
  const turned = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = data[row * columns + column]!;
  }
  return { dtype: 'F32', shape: [columns, rows], data: turned };
}

/** Entries of the first dimension. */
function sliceFirst(tensor: Tensor, { start, count }: { start: number; count: number }): Tensor {
  const [, ...rest] = tensor.shape;
  const each = rest.reduce((product, size) => product * size, 1);
  return {
    ...tensor,
    shape: [count, ...rest],
    data: tensor.data.slice(start * each, (start + count) * each),
  };
}
