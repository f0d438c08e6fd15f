import type { Chain } from './chain.ts';

/** What a transformer of a U-Net is made of. */
export type TransformerOptions = {
  width: number;
  groups: number;
  heads: number;
  /** Blocks one after the other. */
  layers: number;
  /** Whether it begins and ends with linear layers. */
  isLinear: boolean;
};

/** `Transformer2DModel` of diffusers: pixels look at each other and at the rows of `text`, around which the map is carried. */
export function addTransformer(
  chain: Chain,
  name: string,
  x: string,
  { width, groups, heads, layers, isLinear }: TransformerOptions,
): string {
  const normed = chain.norm(`${name}.norm`, x, { groups, epsilon: 1e-6 });
  const toRows = (input: string): string =>
    chain.add({ name: `${name}.rows`, op: 'to-matrix', input: [input] });
  const toMap = (input: string): string => chain.add({ name: `${name}.map`, op: 'to-map', input: [input] });
  let rows = isLinear
    ? chain.linear(`${name}.proj_in`, toRows(normed), width)
    : toRows(chain.conv(`${name}.proj_in`, normed, width, { kernel: 1 }));
  for (let i = 0; i < layers; i++)
    rows = addBlock(chain, `${name}.transformer_blocks.${i}`, rows, width, heads);
  if (!isLinear) return chain.conv(`${name}.proj_out`, toMap(rows), width, { kernel: 1, residual: x });
  const map = toMap(chain.linear(`${name}.proj_out`, rows, width));
  return chain.add({ name: `${name}.sum`, op: 'add', input: [map, x] });
}

/** `BasicTransformerBlock`: attention among the rows, attention to the text, and two layers of which the first is gated. */
function addBlock(chain: Chain, name: string, x: string, width: number, heads: number): string {
  const attend = (part: string, rows: string, text: string, residual: string): string => {
    const input = [
      chain.linear(`${part}.to_q`, rows, width),
      chain.linear(`${part}.to_k`, text, width),
      chain.linear(`${part}.to_v`, text, width),
    ];
    const seen = chain.add({ name: `${part}.seen`, op: 'attention', input, heads });
    return chain.linear(`${part}.to_out.0`, seen, width, { residual });
  };
  const own = chain.layerNorm(`${name}.norm1`, x);
  const first = attend(`${name}.attn1`, own, own, x);
  const second = attend(`${name}.attn2`, chain.layerNorm(`${name}.norm2`, first), 'text', first);
  const inner = chain.linear(`${name}.ff.net.0.proj`, chain.layerNorm(`${name}.norm3`, second), width * 4, {
    activation: 'gelu',
    gated: true,
  });
  return chain.linear(`${name}.ff.net.2`, inner, width, { residual: second });
}
