import { Matrix4, UVMapping, type Camera, type Material, type Node, type NodeBuilder } from 'three/webgpu';
import type { NodeFrame, Object3D, Scene, Sprite } from 'three/webgpu';
import {
  cameraProjectionMatrix,
  clipSpace,
  positionLocal,
  positionPrevious,
  renderGroup,
  uniform,
  vec4,
} from 'three/tsl';
import { translateClip } from './jitter.ts';
import type { ViewOf } from './past-twins.ts';
import { createPast, type Past } from './past.ts';
import { buildTextureMotion, watchTextures } from './texture-motion.ts';
import type { View } from './view.ts';

type AnyMaterial = Material & {
  isPointsNodeMaterial?: boolean;
  vertexNode?: Node<'vec4'> | null;
};

/** Where fragments are and were: the motion of surfaces in NDC, current − previous, without jitter. */
export interface ClipMotion {
  readonly past: Past;
  /** The motion of the material that a builder builds, and how little its past is worth where its textures move. */
  build(builder: NodeBuilder): { motion: Node<'vec2'>; reactive?: Node<'float'> };
  /** Call for each draw of an object. */
  update(frame: NodeFrame): void;
}

/** Makes the motion in the views that `viewOf` finds. */
export function createClipMotion(viewOf: ViewOf): ClipMotion {
  const past = createPast(viewOf);
  // Of the model and the view at once, multiplied on the CPU: with 64 bits, far from the origin of the world.
  const modelView = uniform(new Matrix4());
  const previousModelView = uniform(new Matrix4());
  const projection = uniform(new Matrix4()).setGroup(renderGroup);
  const previousProjection = uniform(new Matrix4()).setGroup(renderGroup);
  /** With the jitter of this frame, for what is compared with a jittered position. */
  const jitteredProjection = uniform(new Matrix4()).setGroup(renderGroup);

  return {
    past,
    build(builder) {
      const material = builder.material as AnyMaterial;
      const isBackground = material.name === backgroundName;
      let here: Node<'vec4'>;
      let there: Node<'vec4'>;
      if (!isBackground && (material.vertexNode || isSprite(builder))) {
        // Its vertices go to the screen their own way.
        const clip = (builder.context as { clipSpace: Node }).clipSpace;
        const given = new Map<Node, Node>([
          [positionLocal, positionPrevious],
          [cameraProjectionMatrix, jitteredProjection],
        ]);
        here = clipSpace;
        there = past.of(clip, builder, given) as Node<'vec4'>;
      } else {
        // three draws its background sphere around the camera: with directions, not positions. Matrix times vector only.
        const w = isBackground ? 0 : 1;
        const toView = (matrix: Node<'mat4'>, position: Node<'vec3'>): Node<'vec4'> =>
          vec4(matrix.mul(vec4(position, w)).xyz, 1);
        here = projection.mul(toView(modelView, positionLocal)).toVarying();
        there = previousProjection.mul(
          toView(previousModelView, isBackground ? positionLocal : positionPrevious),
        );
      }
      there = there.toVarying();
      const motion = here.xy.div(here.w).sub(there.xy.div(there.w));
      const pictures = isBackground ? undefined : buildTextureMotion(builder, past);
      return pictures ? { motion: motion.add(pictures.motion), reactive: pictures.reactive } : { motion };
    },
    update(frame) {
      const { object, camera, scene } = frame;
      if (object === null || camera === null) return;
      const view = viewOf(frame);
      const track = view.see(object);
      projection.value.copy(view.projection);
      previousProjection.value.copy(view.previousProjection);
      copyJitter(jitteredProjection.value.copy(view.previousProjection), view.projection, camera);
      modelView.value.multiplyMatrices(camera.matrixWorldInverse, object.matrixWorld);
      previousModelView.value.multiplyMatrices(view.previousView, track.previous);
      const material = frame.material as Material;
      watchTextures(material);
      if (material.name === backgroundName && scene !== null) {
        turnBackground(previousModelView.value, modelView.value, view, scene, object);
      }
    },
  };
}

const backgroundName = 'Background.material';
const turn = new Matrix4();

/** Faces the camera, and is no point: those keep their size. */
function isSprite({ object, material }: NodeBuilder): boolean {
  return (object as Sprite).isSprite === true && (material as AnyMaterial).isPointsNodeMaterial !== true;
}

/** The shift that jitter gave the camera's projection, given to the last frame's. */
function copyJitter(target: Matrix4, unjittered: Matrix4, camera: Camera): void {
  const from = unjittered.elements;
  const to = camera.projectionMatrix.elements;
  const column = from[11] !== 0 ? 8 : 12; // where w comes from: depth, or 1 where rays are parallel
  const w = from[column + 3]!;
  translateClip(target, (to[column]! - from[column]!) / w, (to[column + 1]! - from[column + 1]!) / w);
}

/** What the background shows in a direction was in another one before it turned. */
function turnBackground(previous: Matrix4, now: Matrix4, view: View, scene: Scene, object: Object3D): void {
  if (isScreenBackground(scene)) {
    previous.copy(view.previousProjection).invert().multiply(view.projection).multiply(now);
    return;
  }
  const rotation = new Matrix4().makeRotationFromEuler(scene.backgroundRotation);
  const before = view.values.step(scene, object, rotation) as Matrix4;
  previous.multiply(turn.copy(rotation).transpose().premultiply(before));
}

/** Whether the background is a picture that stands on the screen. */
export function isScreenBackground({ background, backgroundNode }: Scene): boolean {
  const { isTexture, mapping } = (background ?? {}) as { isTexture?: boolean; mapping?: number };
  return !backgroundNode && isTexture === true && mapping === UVMapping;
}
