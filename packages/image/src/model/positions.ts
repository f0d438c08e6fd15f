import { floatToHalf } from '@frameloom/gpu/files';
import { toFloat32, type Tensors } from '@frameloom/nn';
import { failValue } from '../fail.ts';

/** Name of the table in the file of a transformer. */
const tableName = 'pos_embed.pos_embed';

/** Channels of places of a sample as a map in blocks: the middle of the table. */
export type CropPositions = (
  width: number,
  height: number,
  format: 'f16' | 'f32',
) => Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

/**
 * @param shape Side of the table and its channels.
 * @throws FrameloomError `load-failed` where the file has no such table.
 */
export function readPositions(
  tensors: Tensors,
  { side, channels }: { side: number; channels: number },
): CropPositions {
  const tensor = tensors.get(tableName);
  if (String(tensor?.shape) !== String([1, side * side, channels]))
    failValue('transformer', tableName, tensor?.shape, `a table of shape [1, ${side * side}, ${channels}]`);
  const table = toFloat32(tensor!);
  return (width, height, format) => {
    if (width > side || height > side)
      failValue('generate', 'width and height', `${width}×${height} patches`, `${side}×${side} at most`);
    const [left, top] = [Math.floor((side - width) / 2), Math.floor((side - height) / 2)];
    const values = new Float32Array(channels * width * height);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const from = ((top + y) * side + left + x) * channels;
        for (let c = 0; c < channels; c++)
          values[((c >> 2) * width * height + y * width + x) * 4 + (c & 3)] = table[from + c]!;
      }
    return format === 'f32' ? values : Uint16Array.from(values, floatToHalf);
  };
}
