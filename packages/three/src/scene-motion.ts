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
import {
  cameraViewMatrix,
  float,
  max,
  modelWorldMatrix,
  output,
  positionLocal,
  positionPrevious,
  positionView,
  renderGroup,
  uniform,
  vec2,
  vec3,
  vec4,
} from 'three/tsl';
import { createObjectHistory } from './object-history.ts';
import { reactivityOf } from './reactivity.ts';

type AnyMaterial = Material & {
  isSpriteNodeMaterial?: boolean;
  isPointsNodeMaterial?: boolean;
  positionNode?: Node<'vec3'> | null;
};

/** How a material's colour reaches the target, which decides how its motion must. */
type Blend = 'write' | 'straight' | 'premultiplied' | 'additive' | 'none';

/**
 * The `velocity` output of our scene pass, blended with each material's own blending:
 * xy: motion in NDC, current − previous, unjittered · z: reactive · w: how much of the pixel the scene covers.
 *
 * It differs from three's `velocity` where that is wrong: transparent surfaces weigh in with their alpha, the background
 * does not follow a moving camera, sprites keep their size, objects that return after a gap carry no stale motion, and
 * several pipelines can look at one object.
 */
export class SceneMotionNode extends Node<'vec4'> {
  static get type(): string {
    return 'SceneMotionNode';
  }

  camera: Camera;
  readonly #objects = createObjectHistory();
  readonly #continuous = uniform(1);
  readonly #previousModel = uniform(new Matrix4());
  readonly #currentProjection = uniform(new Matrix4()).setGroup(renderGroup);
  readonly #previousProjection = uniform(new Matrix4()).setGroup(renderGroup);
  readonly #previousView = uniform(new Matrix4()).setGroup(renderGroup);
  #frame = 0;
  #hasPast = false;

  constructor(camera: Camera) {
    super('vec4');
    this.camera = camera;
    this.updateType = NodeUpdateType.OBJECT;
  }

  /** Call before the scene renders, with the projection without jitter. */
  beginFrame(projection: Matrix4): void {
    this.#frame += 1;
    this.#currentProjection.value.copy(projection);
    if (this.#hasPast) return;
    this.camera.updateWorldMatrix(true, false);
    this.#previousProjection.value.copy(projection);
    this.#previousView.value.copy(this.camera.matrixWorldInverse);
  }

  /** Call when the scene has rendered: this frame becomes the past. */
  endFrame(): void {
    this.#previousProjection.value.copy(this.#currentProjection.value);
    this.#previousView.value.copy(this.camera.matrixWorldInverse);
    this.#hasPast = true;
  }

  /** The next frame has no motion: a cut. */
  forget(): void {
    this.#hasPast = false;
    this.#frame += 1; // every track is one frame too old now
  }

  override update(frame: NodeFrame): undefined {
    const object = frame.object;
    if (object === null) return;
    const track = this.#objects.see(object, this.#frame, this.#frame - 1);
    this.#previousModel.value.copy(track.previous);
    this.#continuous.value = track.isContinuous ? 1 : 0;
  }

  override setup(builder: NodeBuilder): Node<'vec4'> {
    const material = builder.material as AnyMaterial;
    const { current, previous } = this.#clipPositions(material);
    const motion = current.xy.div(current.w).sub(previous.xy.div(previous.w));
    switch (blendOf(material)) {
      case 'write':
        return vec4(motion, reactivityOf(material), 1);
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

  /** Where the fragment is and was in clip space, computed per vertex. Matrix times vector only: that is a quarter of the work. */
  #clipPositions(material: AnyMaterial): { current: Node<'vec4'>; previous: Node<'vec4'> } {
    const toView = (position: Node<'vec4'>): Node<'vec4'> =>
      cameraViewMatrix.mul(modelWorldMatrix.mul(position));
    const toPreviousView = (position: Node<'vec4'>): Node<'vec4'> =>
      this.#previousView.mul(this.#previousModel.mul(position));
    const before = this.#continuous.greaterThan(0.5).select(positionPrevious, positionLocal);
    let here = toView(vec4(positionLocal, 1));
    let there = toPreviousView(vec4(before, 1));
    if (material.name === 'Background.material') {
      // three draws its background sphere around the camera: with directions, not positions.
      here = vec4(toView(vec4(positionLocal, 0)).xyz, 1);
      there = vec4(toPreviousView(vec4(positionLocal, 0)).xyz, 1);
    } else if (material.isSpriteNodeMaterial === true && material.isPointsNodeMaterial !== true) {
      // A sprite faces the camera: its corners keep their distance from the centre in view space.
      const hasCentre = material.positionNode != null;
      const centre = vec4(hasCentre ? positionLocal : vec3(0), 1);
      const previousCentre = vec4(hasCentre ? before : vec3(0), 1);
      const corner = positionView.sub(toView(centre).xyz);
      here = vec4(positionView, 1);
      there = vec4(toPreviousView(previousCentre).xyz.add(corner), 1);
    }
    return {
      current: this.#currentProjection.mul(here).toVarying(),
      previous: this.#previousProjection.mul(there).toVarying(),
    };
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
