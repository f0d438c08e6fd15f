import type { Node, NodeFrame } from 'three/webgpu';
import { vec3 } from 'three/tsl';
import type { ScenePass } from './scene-pass.ts';

/**
 * Names the textures of a scene pass for three's Inspector: colour, linear depth, and motion in NDC about grey (red right,
 * green up) with the reactive mask in blue.
 */
export function inspectPass(scenePass: ScenePass): void {
  const name = (texture: string, show?: (node: Node) => Node): void =>
    void scenePass.getTextureNode(texture).toInspector(`Upscale / ${texture}`, show);
  name('output');
  name('depth', () => scenePass.getLinearDepthNode());
  name('velocity', (node) => vec3((node as Node<'vec4'>).xy.add(0.5), (node as Node<'vec4'>).z) as Node);
}

/** Runs `record` as an entry of the Inspector's timeline, since three sees none of our passes. */
export function inspectPasses({ renderer, frameId }: NodeFrame, record: () => void): void {
  const { inspector } = renderer!;
  const id = `upscale:f${frameId}`;
  inspector.beginCompute(id, { name: 'Upscale' } as never);
  record();
  inspector.finishCompute(id);
}
