/**
 * How much a device can be asked for:
 *
 * - `fast`: hardware with shader-f16 and subgroups.
 * - `standard`: hardware without one of them; f32 kernels.
 * - `software`: rendered by the CPU. Everything works; only ratios of timings mean anything.
 */
export type GpuTier = 'fast' | 'standard' | 'software';

const softwareNames = /swiftshader|llvmpipe|lavapipe|softpipe|\bsoftware\b|basic render|\bwarp\b/i;

/** A name to print: the description, or else the other fields that the browser gives. */
export function nameAdapter(info: GPUAdapterInfo | undefined): string {
  if (!info) return 'unknown adapter';
  if (info.description) return info.description;
  return [info.vendor, info.architecture, info.device].filter(Boolean).join(' ') || 'unknown adapter';
}

/**
 * The tier of a device with these `features` on the adapter that `info` describes; `name` is what the host calls the
 * adapter, for devices that don't tell.
 */
export function chooseTier(
  info: GPUAdapterInfo | undefined,
  features: ReadonlySet<string>,
  name = '',
): GpuTier {
  const names = `${name} ${info?.vendor} ${info?.architecture} ${info?.device} ${info?.description}`;
  if (info?.isFallbackAdapter || softwareNames.test(names)) return 'software';
  return features.has('shader-f16') && features.has('subgroups') ? 'fast' : 'standard';
}
