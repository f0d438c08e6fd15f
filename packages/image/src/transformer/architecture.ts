import type { NetworkArchitecture } from '@frameloom/nn';
import { createChain, type Chain } from '../unet/chain.ts';
import type { TransformerConfig } from './config.ts';

/** Columns of the sinusoidal embedding of the time step. */
export const timeColumns = 256;

/**
 * An `SD3Transformer2DModel` (MMDiT, Esser et al. 2024) as a network: `sample` (a map), `time` (the sinusoidal embedding of the time
 * step, one row), `text` (a row for each token), `pooled` (the text as one row) and `positions` (a map of half the size) → velocity.
 * Layers have the names of diffusers' tensors, see `arrangeTransformerTensors`.
 *
 * @param tokens Rows of the text.
 */
export function transformerArchitecture(config: TransformerConfig, tokens: number): NetworkArchitecture {
  const { width, layers, outChannels } = config;
  const chain = createChain();
  const condition = addCondition(chain, width);
  const patches = chain.conv('pos_embed.proj', 'sample', width, { stride: 2, padding: 'end' });
  const placed = chain.add({ name: 'pos_embed.sum', op: 'add', input: [patches, 'positions'] });
  let pixels = chain.add({ name: 'patches', op: 'to-matrix', input: [placed] });
  let words: string | undefined = chain.linear('context_embedder', 'text', width);
  for (let i = 0; i < layers; i++) {
    const name = `transformer_blocks.${i}`;
    [pixels, words] = addJointBlock(chain, name, { pixels, words: words!, condition }, config, {
      isLast: i === layers - 1,
      isDual: config.dualLayers.includes(i),
    });
  }
  const rows = modulated(chain, 'norm_out', pixels, condition, width, ['scale', 'shift']);
  const projected = chain.linear('proj_out', rows, 4 * outChannels);
  const map = chain.add({ name: 'map', op: 'to-map', input: [projected] });
  return chain.end(
    [
      { name: 'sample', channels: config.inChannels },
      { name: 'time', channels: timeColumns, rows: 1 },
      { name: 'text', channels: config.textColumns, rows: tokens },
      { name: 'pooled', channels: config.pooledColumns, rows: 1 },
      { name: 'positions', channels: width, level: 1 },
    ],
    chain.add({ name: 'out', op: 'depth-to-space', input: [map], factor: 2 }),
  );
}

/** Time step and text as one row; its last activation is part of what reads it, in every block. */
function addCondition(chain: Chain, width: number): string {
  const embed = (name: string, input: string): string => {
    const inner = chain.linear(`time_text_embed.${name}.linear_1`, input, width, { activation: 'silu' });
    return chain.linear(`time_text_embed.${name}.linear_2`, inner, width);
  };
  const input = [embed('timestep_embedder', 'time'), embed('text_embedder', 'pooled')];
  return chain.add({ name: 'time_text_embed.sum', op: 'add', input, activation: 'silu' });
}

type Streams = { pixels: string; words: string; condition: string };

/** `JointTransformerBlock`: pixels and words look at all of both; the last one leaves the words as they are. */
function addJointBlock(
  chain: Chain,
  name: string,
  { pixels, words, condition }: Streams,
  { width, heads, qkNorm }: TransformerConfig,
  { isLast, isDual }: { isLast: boolean; isDual: boolean },
): [string, string | undefined] {
  const numbers = (norm: string, part: string): string => chain.linear(`${norm}.${part}`, condition, width);
  const gate = (norm: string, part: string, values: string, residual: string): string =>
    chain.add({
      name: `${values}.gated`,
      op: 'modulate',
      input: [values, numbers(norm, part), residual],
      offset: 0,
    });
  const heed = (part: string, rows: string, kind: string, normName: string): string => {
    const made = chain.linear(part, rows, width);
    if (!qkNorm || kind === 'v') return made;
    return chain.add({ name: normName, op: 'rms-norm', input: [made], groups: heads, epsilon: 1e-6 });
  };
  const project = (attention: string, rows: string, added: boolean, kinds = ['q', 'k', 'v']): string[] =>
    kinds.map((kind) =>
      added
        ? heed(`${attention}.add_${kind}_proj`, rows, kind, `${attention}.norm_added_${kind}`)
        : heed(`${attention}.to_${kind}`, rows, kind, `${attention}.norm_${kind}`),
    );
  const feed = (stream: string, norm: string, rows: string): string => {
    const normed = modulated(
      chain,
      norm,
      rows,
      condition,
      width,
      ['mlp_scale', 'mlp_shift'],
      `${stream}.norm`,
    );
    const inner = chain.linear(`${stream}.net.0.proj`, normed, 4 * width, { activation: 'gelu-tanh' });
    return gate(norm, 'mlp_gate', chain.linear(`${stream}.net.2`, inner, width), rows);
  };
  const [own, context] = [`${name}.norm1`, `${name}.norm1_context`];
  const normed = modulated(chain, own, pixels, condition, width);
  const normedWords = modulated(chain, context, words, condition, width);
  const [query, key, value] = project(`${name}.attn`, normed, false);
  const [wordKey, wordValue] = project(`${name}.attn`, normedWords, true, ['k', 'v']);
  const join = (kind: string, input: readonly string[]): string =>
    chain.add({ name: `${name}.joint.${kind}`, op: 'stack', input });
  const all = [join('keys', [key!, wordKey!]), join('values', [value!, wordValue!])];
  const look = (part: string, input: readonly string[]): string =>
    chain.add({ name: `${name}.${part}.seen`, op: 'attention', input, heads });
  const out = chain.linear(`${name}.attn.to_out.0`, look('pixels', [query!, ...all]), width);
  let result = gate(own, 'gate', out, pixels);
  if (isDual) {
    const again = modulated(chain, own, pixels, condition, width, ['scale2', 'shift2'], `${name}.norm1b`);
    const seen = look('again', project(`${name}.attn2`, again, false));
    result = gate(own, 'gate2', chain.linear(`${name}.attn2.to_out.0`, seen, width), result);
  }
  result = feed(`${name}.ff`, own, result);
  if (isLast) return [result, undefined];
  const [wordQuery] = project(`${name}.attn`, normedWords, true, ['q']);
  const said = chain.linear(`${name}.attn.to_add_out`, look('words', [wordQuery!, ...all]), width);
  return [result, feed(`${name}.ff_context`, context, gate(context, 'gate', said, words))];
}

/** Rows that are normalised, then scaled and moved by what the condition says. */
function modulated(
  chain: Chain,
  norm: string,
  rows: string,
  condition: string,
  width: number,
  [scale, shift]: readonly [string, string] = ['scale', 'shift'],
  name: string = norm,
): string {
  const normed = chain.layerNorm(`${name}.normed`, rows, 1e-6);
  const input = [
    normed,
    chain.linear(`${norm}.${scale}`, condition, width),
    chain.linear(`${norm}.${shift}`, condition, width),
  ];
  return chain.add({ name: `${name}.modulated`, op: 'modulate', input });
}
