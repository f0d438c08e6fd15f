import { show } from './show.ts';
import { FrameloomError } from './errors.ts';

type Block = { width: number; height: number; bytes: number };

/** Formats whose bytes their name doesn't spell out. Depth formats as common drivers store them. */
const named: Readonly<Record<string, number>> = {
  rgb9e5ufloat: 4,
  rgb10a2uint: 4,
  rgb10a2unorm: 4,
  rg11b10ufloat: 4,
  stencil8: 1,
  depth16unorm: 2,
  depth24plus: 4,
  'depth24plus-stencil8': 4,
  depth32float: 4,
  'depth32float-stencil8': 8,
};

const plain = /^(r|rg|rgba|bgra)(8|16|32)(unorm|snorm|uint|sint|float)(-srgb)?$/;
const compressed =
  /^(?:bc([1-7])h?-(?:rgba|rgb|rg|r)-|(?:etc2|eac)-(rgb8a1|rgb8|rgba8|r11|rg11)|astc-(\d+)x(\d+)-)(?:unorm|snorm|ufloat|float)(?:-srgb)?$/;

/** The texel block of a format. Throws `invalid-argument` for a name that is not a texture format. */
export function formatBlock(where: string, format: string): Block {
  const bytes = named[format];
  if (bytes !== undefined) return { width: 1, height: 1, bytes };
  const texel = plain.exec(format);
  if (texel) return { width: 1, height: 1, bytes: (texel[1]!.length * Number(texel[2])) / 8 };
  const block = compressed.exec(format);
  if (block) {
    const [, bc, etc, width, height] = block;
    const half = bc === '1' || bc === '4' || etc === 'rgb8' || etc === 'rgb8a1' || etc === 'r11';
    return { width: Number(width ?? 4), height: Number(height ?? 4), bytes: half ? 8 : 16 };
  }
  throw new FrameloomError(
    'invalid-argument',
    `${where}: ${show(format)} is not a texture format of WebGPU.`,
  );
}

/** Whether a view for a shader must name the depth aspect. */
export function hasDepth(format: string): boolean {
  return format.startsWith('depth');
}

const storageAlways =
  /^(?:(?:r|rg|rgba)32(?:float|uint|sint)|rgba16(?:float|uint|sint)|rgba8(?:unorm|snorm|uint|sint))$/;
const storageTier1 =
  /^(?:(?:r|rg)(?:8|16)(?:unorm|snorm|uint|sint)|(?:r|rg)16float|rgba16(?:unorm|snorm)|rgb10a2(?:uint|unorm)|rg11b10ufloat)$/;

/** Whether a device with `features` lets shaders write a texture of this format. */
export function canStore(format: string, features: ReadonlySet<string>): boolean {
  if (storageAlways.test(format)) return true;
  if (format === 'bgra8unorm') return features.has('bgra8unorm-storage');
  return storageTier1.test(format) && features.has('texture-formats-tier1');
}
