import { context } from 'three/tsl';
import type { ContextNode, Node, NodeFrame, PassNode } from 'three/webgpu';
import type { UpscaleInputs } from './inputs.ts';
import type { Driver } from './driver.ts';

type Surround = (render: () => void) => void;
type Updated = Node & { isPassNode?: boolean; updateBefore(frame: NodeFrame): boolean | undefined };

const surroundings = new WeakMap<Node, Set<Surround>>();

/** Every node that the inputs are made of, as far as their graphs say. */
function findUpstream({ beauty, depth, velocity, reactive }: UpscaleInputs): Set<Updated> {
  const found = new Set<Node>();
  const visit = (node: Node | undefined): void => {
    if (node === undefined || found.has(node)) return;
    found.add(node);
    node.getChildren().forEach(visit);
  };
  [depth, velocity, beauty, reactive].forEach(visit);
  return found as Set<Updated>;
}

/**
 * Gives the passes that render the inputs sharper textures, and shifts the camera for whatever renders them. A pass with a
 * context of its own keeps it, gradients included. Returns a function that takes both back.
 */
export function prepareUpstream(
  inputs: UpscaleInputs,
  { mipBias, jittered }: Driver,
  isJittered: boolean,
): () => void {
  const undo: (() => void)[] = [];
  for (const node of findUpstream(inputs)) {
    if (node.isPassNode) undo.push(biasPass(node as unknown as PassNode, mipBias.contextNode));
    if (isJittered && node.updateBeforeType !== 'none') undo.push(surround(node, jittered));
  }
  return () => undo.forEach((each) => each());
}

/** Has `around` call a node's updateBefore(). Several pipelines may share a node. */
function surround(node: Updated, around: Surround): () => void {
  let known = surroundings.get(node);
  if (known === undefined) {
    const all = (known = new Set<Surround>());
    surroundings.set(node, all);
    const { updateBefore } = node;
    node.updateBefore = (frame) => {
      let result: boolean | undefined;
      let call = (): void => void (result = updateBefore.call(node, frame));
      for (const each of all) {
        const inner = call;
        call = () => each(inner);
      }
      call();
      return result;
    };
  }
  known.add(around);
  return () => known.delete(around);
}

function biasPass(pass: PassNode, bias: ContextNode<unknown>): () => void {
  const own = pass.contextNode as ContextNode<unknown> | null;
  if (own === bias) return () => {}; // our scene pass
  const biased = own === null ? bias : (context(own, bias.value as never) as unknown as ContextNode<unknown>);
  const set = (value: ContextNode<unknown> | null): void => {
    pass.contextNode = value;
    pass.needsUpdate = true; // it may have been merged with the renderer's
  };
  set(biased);
  return () => {
    if (pass.contextNode === biased) set(own);
  };
}
