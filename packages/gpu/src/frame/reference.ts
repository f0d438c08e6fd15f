export { clamp, smoothstep } from './wgsl/builtins.reference.ts';
export {
  compress,
  expand,
  fromYCoCg,
  largest,
  reexposed,
  toYCoCg,
  type Rgb,
} from './wgsl/color.reference.ts';
export { dilateReference, neighbours } from './wgsl/dilation.reference.ts';
export { occlusionLimit, shareNearer } from './wgsl/disocclusion.reference.ts';
export { readBilinear, readCubic, type Grid } from './wgsl/filter.reference.ts';
