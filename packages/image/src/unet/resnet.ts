import type { Chain } from './chain.ts';

/** What a ResNet block is made of. */
export type ResnetOptions = {
  inputs: number;
  outputs: number;
  groups: number;
  epsilon: number;
  /** The embedding of the time step, activated; autoencoders have none. */
  time?: string;
};

/** `ResnetBlock2D` of diffusers: twice normalisation, SiLU and a convolution, around which the input is carried. */
export function addResnet(
  chain: Chain,
  name: string,
  x: string,
  { inputs, outputs, groups, epsilon, time }: ResnetOptions,
): string {
  const norm = { groups, epsilon, activation: 'silu' } as const;
  let y = chain.conv(`${name}.conv1`, chain.norm(`${name}.norm1`, x, norm), outputs);
  if (time !== undefined) {
    const shift = chain.linear(`${name}.time_emb_proj`, time, outputs);
    y = chain.add({ name: `${name}.shifted`, op: 'add', input: [y, shift] });
  }
  y = chain.norm(`${name}.norm2`, y, norm);
  const residual = inputs === outputs ? x : chain.conv(`${name}.conv_shortcut`, x, outputs, { kernel: 1 });
  return chain.conv(`${name}.conv2`, y, outputs, { residual });
}
