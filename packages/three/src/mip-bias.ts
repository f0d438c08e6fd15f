import { context, dFdx, dFdy, uniform } from 'three/tsl';
import type { ContextNode, Node, Texture } from 'three/webgpu';
import { getMipBias, type Size } from '@frameloom/upscale';

/** Sharper textures for a whole pass; see {@link createMipBias}. */
export interface MipBias {
  /** Set as `contextNode` of the pass. */
  readonly contextNode: ContextNode<unknown>;
  /** Mip levels in use; negative is sharper. */
  readonly value: number;
  /** Sets the mip levels, `auto` from the sizes: without jitter to average it, half as much detail again would alias. */
  update(levels: number | 'auto', renderSize: Size, displaySize: Size, isJittered: boolean): void;
}

type BuilderStage = { shaderStage: 'vertex' | 'fragment' | 'compute' | null };
type SampledNode = Node & { value: Texture; getDefaultUV(): Node<'vec2'> };

/**
 * Biases every texture that a material samples with its default coordinates and without a mip level, bias or gradient of
 * its own. WebGPU samplers have no lodBias, so the bias scales the gradients: 2^bias.
 */
export function createMipBias(): MipBias {
  const gradientScale = uniform(1);
  let value = 0;
  return {
    contextNode: context({
      getTextureGradient(node: SampledNode, builder: BuilderStage) {
        // Derivatives exist in fragments only; cube maps take three coordinates.
        const map = node.value as { isCubeTexture?: boolean; isData3DTexture?: boolean };
        if (builder.shaderStage !== 'fragment' || map.isCubeTexture || map.isData3DTexture) return null;
        const coordinates = node.getDefaultUV();
        return [dFdx(coordinates).mul(gradientScale), dFdy(coordinates).mul(gradientScale)];
      },
    }) as unknown as ContextNode<unknown>,
    get value() {
      return value;
    },
    update(levels, renderSize, displaySize, isJittered) {
      const full = getMipBias(renderSize.width, displaySize.width);
      value = levels === 'auto' ? full + (isJittered ? 0 : 1) : levels;
      gradientScale.value = 2 ** value;
    },
  };
}
