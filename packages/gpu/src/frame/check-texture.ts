import { failTexture } from './faults.ts';
import { formatSize, type Size } from './size.ts';

/** Kinds of input textures. */
export type InputKind = 'color' | 'motion' | 'depth';

/** GPUTextureUsage.TEXTURE_BINDING, spelled out because Node has no such global of its own. */
const textureBinding = 0x04;

/**
 * Checks a texture that a caller gave to be read.
 *
 * @param where Start of the message, the package's word for itself.
 * @throws FrameloomError `invalid-texture` when it is missing, multisampled, not sampled, of another kind or too small.
 */
export function checkInputTexture(
  where: string,
  name: string,
  texture: GPUTexture | undefined,
  atLeast: Size,
  kind: InputKind,
): void {
  const fail = (got: string, wanted: string): never => failTexture(where, name, got, wanted);
  if (!texture || typeof texture.createView !== 'function') {
    return fail(
      `is ${String(texture)}`,
      'a GPUTexture; temporal upscaling needs color, depth and motionVectors',
    );
  }
  if (texture.sampleCount !== 1) {
    fail(
      `has ${texture.sampleCount} samples`,
      'one sample per pixel: turn MSAA off, the upscaler anti-aliases',
    );
  }
  if ((texture.usage & textureBinding) === 0) {
    fail('lacks TEXTURE_BINDING', 'a texture made with GPUTextureUsage.TEXTURE_BINDING');
  }
  if (texture.dimension !== '2d' || texture.depthOrArrayLayers !== 1) {
    const layers = `has dimension ${texture.dimension} and ${texture.depthOrArrayLayers} layers`;
    fail(layers, 'a 2D texture of one layer');
  }
  const { fits, wanted } = kinds[kind];
  if (!fits(texture.format)) fail(`is ${texture.format}`, wanted);
  if (texture.width < atLeast.width || texture.height < atLeast.height) {
    fail(`is ${formatSize(texture)}`, `at least ${formatSize(atLeast)} pixels, the size of the frame`);
  }
}

const kinds: Readonly<Record<InputKind, { fits(format: string): boolean; wanted: string }>> = {
  color: { fits: isColor, wanted: 'a colour format of floats, such as rgba16float or rg16float' },
  motion: {
    fits: (format) => isColor(format) && /^(rg|bgra)/.test(format),
    wanted: 'two channels of floats, such as rg16float',
  },
  depth: {
    fits: (format) => isStencilOrDepth(format) && format !== 'stencil8',
    wanted: 'a depth format, such as depth32float or depth24plus',
  },
};

/** Formats that a shader can read as filterable or unfilterable floats. */
function isColor(format: string): boolean {
  return /(unorm|float|ufloat|snorm|-srgb)$/.test(format) && !isStencilOrDepth(format);
}

function isStencilOrDepth(format: string): boolean {
  return format.startsWith('depth') || format.startsWith('stencil');
}
