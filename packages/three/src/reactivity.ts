import type { Material, Texture } from 'three/webgpu';

type Pictured = Material & {
  map?: Texture | null;
  emissiveMap?: Texture | null;
  transmission?: number;
};

/**
 * How little the past of an opaque surface is worth, from 0 to 1, where motion vectors cannot tell: behind refraction,
 * and on screens, whose picture moves while their surface stands still. `texture.userData.reactive` says it of any
 * texture; videos are 0.9.
 */
export function reactivityOf(material: Material): number {
  const { map, emissiveMap, transmission = 0 } = material as Pictured;
  return Math.max(transmission > 0 ? 0.4 : 0, pictureReactivity(map), pictureReactivity(emissiveMap));
}

function pictureReactivity(texture: (Texture & { isVideoTexture?: boolean }) | null | undefined): number {
  if (!texture) return 0;
  const told: unknown = texture.userData?.['reactive'];
  if (typeof told === 'number') return Math.min(Math.max(told, 0), 1);
  return texture.isVideoTexture === true ? 0.9 : 0;
}
