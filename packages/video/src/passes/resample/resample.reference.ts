import { clamp, type Picture } from '../picture.ts';
import { resampleTable } from './resample-table.ts';

/** Both axes of resample.wgsl in plain TypeScript; colours are not clamped. */
export function resampleReference(
  source: Picture,
  size: { width: number; height: number },
  antiring: number = 0,
): Picture {
  return alongAxis(alongAxis(source, size.width, false, antiring), size.height, true, antiring);
}

function alongAxis(source: Picture, outputs: number, vertical: boolean, antiring: number): Picture {
  const inputs = vertical ? source.height : source.width;
  const across = vertical ? source.width : source.height;
  const { data, taps } = resampleTable(inputs, outputs);
  const size = vertical ? { width: across, height: outputs } : { width: outputs, height: across };
  const result: Picture = { ...size, data: new Float32Array(outputs * across * 3) };
  const texel = (along: number, line: number, channel: number): number => {
    const at = clamp(along, 0, inputs - 1);
    return source.data[(vertical ? at * source.width + line : line * source.width + at) * 3 + channel]!;
  };
  for (let line = 0; line < across; line++) {
    for (let output = 0; output < outputs; output++) {
      const row = output * (taps + 1);
      const nearest = Math.floor(((output + 0.5) * inputs) / outputs - 0.5);
      const target = vertical ? output * size.width + line : line * size.width + output;
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let tap = 0; tap < taps; tap++)
          sum += data[row + 1 + tap]! * texel(data[row]! + tap, line, channel);
        if (antiring > 0 && inputs < outputs) {
          const a = texel(nearest, line, channel);
          const b = texel(nearest + 1, line, channel);
          sum += antiring * (clamp(sum, Math.min(a, b), Math.max(a, b)) - sum);
        }
        result.data[target * 3 + channel] = sum;
      }
    }
  }
  return result;
}
