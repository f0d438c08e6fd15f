import {
  AdditiveBlending,
  CustomBlending,
  Matrix4,
  NoBlending,
  Node,
  NodeUpdateType,
  NormalBlending,
  OneFactor,
  OneMinusSrcAlphaFactor,
  SrcAlphaFactor,
  type Camera,
  type Material,
  type NodeBuilder,
  type NodeFrame,
} from 'three/webgpu';
import { float, max, output, vec2, vec4 } from 'three/tsl';
import { createClipMotion, type ClipMotion } from './clip-motion.ts';
import { reactivityOf } from './reactivity.ts';
import { createView } from './view.ts';

/** How a material's colour reaches the target, which decides how its motion must. */
type Blend = 'write' | 'straight' | 'premultiplied' | 'additive' | 'none';

/**
 * The `velocity` output of our scene pass, blended with each material's own blending:
 * xy: motion in NDC, current − previous, unjittered · z: reactive · w: how much of the pixel the scene covers.
 *
 * It differs from three's `velocity` where that is wrong: transparent surfaces weigh in with their alpha, and several
 * pipelines can look at one object.
 */
export class SceneMotionNode extends Node<'vec4'> {
  static get type(): string {
    return 'SceneMotionNode';
  }

  camera: Camera;
  readonly motion: ClipMotion = createClipMotion(({ camera }) => {
    if (this.#isStale && camera !== null) this.#advance(camera);
    return this.#view;
  });
  readonly #view = createView();
  readonly #projection = new Matrix4();
  /** Nothing was drawn in this frame yet: the camera may still move. */
  #isStale = false;

  constructor(camera: Camera) {
    super('vec4');
    this.camera = camera;
    this.updateType = NodeUpdateType.OBJECT;
  }

  /** Call before the scene renders, with the projection without jitter. */
  beginFrame(projection: Matrix4): void {
    this.#projection.copy(projection);
    this.#isStale = true;
  }

  /** Call when the scene has rendered. */
  endFrame(): void {
    if (this.#isStale) this.#advance(this.camera); // nothing was there to draw
  }

  /** The next frame has no motion: a cut. */
  forget(): void {
    this.#view.forget();
  }

  override update(frame: NodeFrame): undefined {
    this.motion.update(frame);
  }

  override setup(builder: NodeBuilder): Node<'vec4'> {
    const material = builder.material!;
    const { motion, reactive } = this.motion.build(builder);
    switch (blendOf(material)) {
      case 'write': {
        const reactivity = reactivityOf(material, builder);
        return vec4(motion, reactive ? max(reactive, reactivity) : reactivity, 1);
      }
      case 'straight':
        return vec4(motion, 1, output.a);
      case 'premultiplied':
        return vec4(motion.mul(output.a), output.a, output.a);
      case 'additive': {
        // Light without a surface: what it covers keeps moving as it did, and history is trusted less.
        const light = max(output.r, max(output.g, output.b)).saturate();
        return vec4(vec2(0), light, material.premultipliedAlpha ? float(0) : output.a);
      }
      default:
        return vec4(0);
    }
  }

  override dispose(): void {
    super.dispose();
    this.#view.dispose();
  }

  #advance(camera: Camera): void {
    this.#isStale = false;
    this.#view.advance(this.#projection, camera);
  }
}

function blendOf(material: Material): Blend {
  const { blending } = material;
  if (blending === NoBlending || (blending === NormalBlending && !material.transparent)) return 'write';
  if (blending === NormalBlending) return material.premultipliedAlpha ? 'premultiplied' : 'straight';
  if (blending === AdditiveBlending) return 'additive';
  if (blending === CustomBlending && material.blendDst === OneMinusSrcAlphaFactor) {
    if (material.blendSrc === SrcAlphaFactor) return 'straight';
    if (material.blendSrc === OneFactor) return 'premultiplied';
  }
  return 'none';
}
