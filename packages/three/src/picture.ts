import type { Node, Texture } from 'three/webgpu';
import type { GraphNode } from './past-nodes.ts';

/** A node that samples a texture. */
export type Sampled = GraphNode & {
  value: Texture;
  uvNode: Node | null;
  levelNode: Node | null;
  sampler: boolean;
  compareNode: Node | null;
};
type Flat = Texture &
  Record<'isCubeTexture' | 'isData3DTexture' | 'isArrayTexture' | 'isDepthTexture', boolean>;

/** A flat picture that a fragment samples with coordinates, and no table of three's. */
export function isPicture({ isTextureNode, value, sampler, compareNode }: Sampled): boolean {
  if (!isTextureNode || !value || !sampler || compareNode !== null || value.name === 'DFG_LUT') return false;
  const { isCubeTexture, isData3DTexture, isArrayTexture, isDepthTexture, isRenderTargetTexture } =
    value as Flat;
  return !(isCubeTexture || isData3DTexture || isArrayTexture || isDepthTexture || isRenderTargetTexture);
}
