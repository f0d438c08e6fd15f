import type { NetworkArchitecture, NetworkLayer } from '@frameloom/nn';

/** A list of layers that grows; each method adds one and returns the name of its output. */
export interface Chain {
  layers: readonly NetworkLayer[];
  add(layer: { name: string; op: string; input: readonly string[] } & Record<string, unknown>): string;
  conv(name: string, input: string, channels: number, more?: object): string;
  norm(
    name: string,
    input: string,
    options: { groups: number; epsilon: number; activation?: 'silu' },
  ): string;
  linear(name: string, input: string, channels: number, more?: object): string;
  layerNorm(name: string, input: string, epsilon?: number): string;
  end(inputs: NetworkArchitecture['inputs'], output: string): NetworkArchitecture;
}

/** Layers named as the tensors of diffusers and transformers are. */
export function createChain(): Chain {
  const layers: NetworkLayer[] = [];
  const add: Chain['add'] = (layer) => {
    layers.push(layer as object as NetworkLayer);
    return layer.name;
  };
  return {
    layers,
    add,
    conv: (name, input, channels, more = {}) =>
      add({ name, op: 'conv2d', input: [input], channels, kernel: 3, ...more }),
    norm: (name, input, options) => add({ name, op: 'group-norm', input: [input], ...options }),
    linear: (name, input, channels, more = {}) =>
      add({ name, op: 'linear', input: [input], channels, ...more }),
    layerNorm: (name, input, epsilon = 1e-5) => add({ name, op: 'layer-norm', input: [input], epsilon }),
    end: (inputs, output) => ({ inputs, layers, outputs: [output] }),
  };
}
