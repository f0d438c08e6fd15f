import { floatToHalf } from '@frameloom/gpu/files';

/** Sines and cosines of a time step (`get_timestep_embedding` of diffusers). */
export function embedTimestep(
  timestep: number,
  { columns, flipSinToCos, freqShift }: { columns: number; flipSinToCos: boolean; freqShift: number },
  format: 'f16' | 'f32',
): Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer> {
  const half = columns / 2;
  const angles = Array.from({ length: half }, (_, i) => timestep * 10_000 ** (-i / (half - freqShift)));
  const [sines, cosines] = [angles.map(Math.sin), angles.map(Math.cos)];
  const values = flipSinToCos ? [...cosines, ...sines] : [...sines, ...cosines];
  return format === 'f32' ? Float32Array.from(values) : Uint16Array.from(values, floatToHalf);
}
