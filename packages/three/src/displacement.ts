import { materialReference } from 'three/tsl';
import type { Node } from 'three/webgpu';

/** What a material's displacement map adds to a position along `normal`, as three computes it. */
export function displacementOffset(normal: Node<'vec3'>): Node<'vec3'> {
  const map = materialReference('displacementMap', 'texture') as unknown as Node<'vec4'>;
  const scale = materialReference('displacementScale', 'float') as unknown as Node<'float'>;
  const bias = materialReference('displacementBias', 'float') as unknown as Node<'float'>;
  return normal.normalize().mul(map.x.mul(scale).add(bias));
}
