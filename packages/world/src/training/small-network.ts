import type { NetworkArchitecture } from '@frameloom/nn';

/** Channels of the memory, which this network hands on as it is: levels of pixels have one. */
export const memory = { channels: 4, levels: 2, level: 2 } as const;

/** Pixels aside and up or down that a class may come from. */
const reach = [3, 2] as const;
/** At a half, a quarter, an eighth and a sixteenth of the size. */
const [half, quarter, eighth, sixteenth] = [16, 24, 32, 48] as const;
const [embed, fine, paint] = [4, 8, 16] as const;

type Layer = Record<string, unknown> & { name: string };

/**
 * A U-Net of 0.09 GFLOP a step at 64×64: the last two pictures and the action → the next one. As that of models/circuit, without a
 * memory and with fewer channels.
 */
export function describeSmallNetwork(classes: number, actions: number): NetworkArchitecture {
  const pointers = (2 * reach[0] + 1) * (2 * reach[1] + 1);
  const layers: Layer[] = [
    lookup('see', 'now', classes),
    lookup('recall', 'before', classes),
    lookup('will', 'action', actions),
    conv('down1', ['see', 'recall'], half, { stride: 2 }),
    ...block('half', 'down1', half),
    conv('down2', ['halfb'], quarter, { stride: 2 }),
    conv('join', ['down2', 'will'], quarter),
    ...block('quarter', 'join', quarter),
    conv('down3', ['quarterb'], eighth, { stride: 2 }),
    ...block('eighth', 'down3', eighth),
    conv('down4', ['eighthb'], sixteenth, { stride: 2 }),
    ...block('place', 'down4', sixteenth),
    conv('up3', ['placeb', 'eighthb'], eighth, { upsample: true }),
    ...block('above', 'up3', eighth),
    conv('up2', ['aboveb', 'quarterb'], quarter, { upsample: true }),
    conv('mix', ['up2', 'will'], quarter),
    conv('up1', ['mix', 'halfb'], half, { upsample: true }),
    ...block('draw', 'up1', half),
    conv('spread', ['drawb'], 4 * fine, { kernel: 1 }),
    { name: 'fine', op: 'depth-to-space', input: ['spread'], factor: 2 },
    { name: 'seen', op: 'concat', input: ['see', 'recall'] },
    conv('paint', ['fine', 'seen'], paint),
    conv('logits', ['paint', 'see'], classes + pointers, { kernel: 1, activation: 'none' }),
    { name: 'next', op: 'pointer-arg-max', input: ['logits', 'now'], reach },
    { name: 'kept', op: 'round-levels', input: ['memory'], levels: memory.levels },
  ];
  return {
    inputs: [
      { name: 'now', channels: 1, values: 'u8' },
      { name: 'before', channels: 1, values: 'u8' },
      { name: 'memory', channels: memory.channels, level: memory.level },
      { name: 'action', channels: 1, level: memory.level, values: 'u8' },
    ],
    layers: layers as unknown as NetworkArchitecture['layers'],
    outputs: ['next', 'kept'],
  };
}

function lookup(name: string, input: string, classes: number): Layer {
  return { name, op: 'lookup', input: [input], classes, channels: embed };
}

function conv(name: string, input: string[], channels: number, more: object = {}): Layer {
  return { name, op: 'conv2d', input, channels, kernel: 3, activation: 'relu', ...more };
}

/** Two convolutions with a shortcut. */
function block(name: string, input: string, channels: number): Layer[] {
  return [conv(`${name}a`, [input], channels), conv(`${name}b`, [`${name}a`], channels, { residual: input })];
}
