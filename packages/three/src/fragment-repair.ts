import { NodeMaterial, type Node, type NodeBuilder } from 'three/webgpu';
import { output } from 'three/tsl';
import type { MaterialBuilder } from './three-types.ts';
import { warnOnce } from './warn.ts';

type FragmentMaterial = Pick<NodeMaterial, 'name' | 'type' | 'mrtNode'> & {
  fragmentNode: (Node & { isOutputStructNode?: boolean; members?: Node[] }) | null;
  setupOutput(builder: NodeBuilder, node: Node): Node;
};
type Setup = (this: FragmentMaterial, builder: NodeBuilder) => void;

/**
 * Has a material with a `fragmentNode` write every output of a pass with velocity. three has it write its colour alone, which
 * WebGPU refuses. Returns a function that takes the repair back.
 */
export function repairFragmentNode(): () => void {
  const prototype = NodeMaterial.prototype as unknown as { setup: Setup };
  const original = prototype.setup;
  prototype.setup = function setup(builder) {
    const { fragmentNode, setupOutput, mrtNode } = this;
    const { renderer } = builder as unknown as MaterialBuilder;
    const mrt = renderer.getMRT();
    const textures = renderer.getRenderTarget()?.textures ?? [];
    // What three renders for itself within the pass, such as a prefiltered environment, has a target without velocity.
    const isPass = textures.some(({ name }) => name === 'velocity');
    if (!fragmentNode || !mrt?.has('velocity') || !isPass) return original.call(this, builder);
    const { members } = fragmentNode;
    if (members !== undefined) {
      if (members.length >= textures.length) return original.call(this, builder);
      warnOnce(
        `upscale: the fragmentNode of material "${this.name || this.type}" has ${members.length} outputs and the pass more. The first is taken; set mrtNode for the others.`,
      );
      this.fragmentNode = members[0]!;
    }
    this.setupOutput = (...inputs) => {
      output.assign(setupOutput.apply(this, inputs));
      return mrtNode ? mrt.merge(mrtNode) : mrt;
    };
    try {
      original.call(this, builder);
    } finally {
      this.fragmentNode = fragmentNode;
      delete (this as Partial<FragmentMaterial>).setupOutput;
    }
  };
  return () => void (prototype.setup = original);
}
