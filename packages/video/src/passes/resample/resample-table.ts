/** Lobes of the windowed sinc on each side. */
const lobes = 3;

/**
 * Weights of a Lanczos filter from `inputs` to `outputs` texels, for one axis: per output the index of the first source
 * texel (which may lie outside; the shader clamps) and then the weights, which add up to 1. Where the picture shrinks, the
 * filter widens with it, so that nothing aliases.
 */
export function resampleTable(
  inputs: number,
  outputs: number,
): { data: Float32Array<ArrayBuffer>; taps: number } {
  const ratio = inputs / outputs;
  const stretch = Math.max(1, ratio);
  const support = lobes * stretch;
  const taps = 2 * Math.ceil(support);
  const data = new Float32Array(outputs * (taps + 1));
  for (let output = 0; output < outputs; output++) {
    const center = (output + 0.5) * ratio - 0.5;
    const first = Math.floor(center) - taps / 2 + 1;
    const row = output * (taps + 1);
    data[row] = first;
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) sum += lanczos((first + tap - center) / stretch);
    for (let tap = 0; tap < taps; tap++)
      data[row + 1 + tap] = lanczos((first + tap - center) / stretch) / sum;
  }
  return { data, taps };
}

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= lobes) return 0;
  const angle = Math.PI * x;
  return (lobes * Math.sin(angle) * Math.sin(angle / lobes)) / (angle * angle);
}
