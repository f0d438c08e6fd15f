import { Node, type NodeBuilder, type NodeFrame, type Object3D, type Texture } from 'three/webgpu';

/** The fields of three's nodes that tell one kind from another. */
export type GraphNode = Node & {
  readonly type: string;
  readonly isVarNode?: boolean;
  readonly isVaryingNode?: boolean;
  readonly isPropertyNode?: boolean;
  readonly isTextureNode?: boolean;
  readonly isUniformNode?: boolean;
  readonly isBufferNode?: boolean;
  /** Of a node that reads an object. */
  readonly uniformNode?: { value: unknown };
  readonly property?: string;
  readonly bufferType: string;
  readonly bufferCount: number;
  readonly updateType: string;
  node: Node;
  /** Of an assignment. */
  readonly targetNode?: Node;
  readonly sourceNode: Node;
  name: string;
  value: unknown;
  clone(): Node;
  getNodeType(builder: NodeBuilder): string;
  onObjectUpdate(callback: (frame: NodeFrame) => void): Node;
};

/** The part of three's NodeBuilder that a past uses. */
export type PastBuilder = NodeBuilder & {
  readonly nodes: Set<Node>;
  readonly object: Object3D;
  readonly shaderStage: 'vertex' | 'fragment' | 'compute';
  addNode(node: Node): void;
  getNodeProperties(node: Node): Record<string, Node | null>;
};

/** An object whose vertices move by textures. */
export type TexturedObject = Object3D & {
  skeleton?: { boneTexture: Texture | null };
  morphTexture?: Texture | null;
  _matricesTexture?: Texture | null;
};

/** Stands for an event node, which must not happen twice. */
export class Nothing extends Node {
  static get type(): string {
    return 'Nothing';
  }

  constructor() {
    super('void');
  }

  override generate(): string {
    return '';
  }
}

/** What three asks a node's override for; it gets our node as it is. */
type Override = () => { overrideNode(): Node };

/**
 * three's map of overridden nodes, whose entries are made when a node is first met. Merged with another map it is empty, so
 * nodes are then what they are now.
 */
export class Overrides extends Map<Node, Override> {
  readonly #known = new WeakMap<Node, Override | false>();
  readonly #resolve: (node: Node) => Node | undefined;

  constructor(resolve: (node: Node) => Node | undefined) {
    super();
    this.#resolve = resolve;
  }

  override get(node: Node): Override | undefined {
    let known = this.#known.get(node);
    if (known === undefined) {
      const other = this.#resolve(node);
      known = other !== undefined && (() => ({ overrideNode: () => other }));
      this.#known.set(node, known);
    }
    return known === false ? undefined : known;
  }
}
