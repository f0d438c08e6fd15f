import type { GivenImage } from '../model/options.ts';

/** Pixels as networks have them: −1 to 1; with alpha, colours are multiplied by it. */
export function toSample({ data, width, height }: GivenImage, hasAlpha: boolean): Float32Array<ArrayBuffer> {
  const values = new Float32Array(width * height * 4);
  for (let at = 0; at < values.length; at += 4) {
    const alpha = hasAlpha ? data[at + 3]! / 255 : 1;
    for (let i = 0; i < 3; i++) values[at + i] = (data[at + i]! / 127.5) * alpha - 1;
    values[at + 3] = 2 * alpha - 1;
  }
  return values;
}

/** Planes [channels, pixels] as blocks of four channels, four floats for each pixel of each; the last block is filled with zeros. */
export function planesToBlocks(planes: Float32Array, pixels: number): Float32Array<ArrayBuffer> {
  const blocks = new Float32Array(Math.ceil(planes.length / pixels / 4) * 4 * pixels);
  planes.forEach((value, i) => {
    const [channel, pixel] = [Math.floor(i / pixels), i % pixels];
    blocks[(Math.floor(channel / 4) * pixels + pixel) * 4 + (channel % 4)] = value;
  });
  return blocks;
}

/** The way back from {@link planesToBlocks}. */
export function blocksToPlanes(blocks: Float32Array, channels: number): Float32Array<ArrayBuffer> {
  const pixels = blocks.length / (4 * Math.ceil(channels / 4));
  return Float32Array.from({ length: channels * pixels }, (_, i) => {
    const [channel, pixel] = [Math.floor(i / pixels), i % pixels];
    return blocks[(Math.floor(channel / 4) * pixels + pixel) * 4 + (channel % 4)]!;
  });
}
