import {
  BlendMode,
  HalfFloatType,
  MaterialBlending,
  PassNode,
  type Camera,
  type Matrix4,
  type NodeFrame,
  type Scene,
  type Vector4,
} from 'three/webgpu';
import { mrt, output } from 'three/tsl';
import { getRenderSize } from '@frameloom/upscale';
import { createMipBias, type MipBias } from './mip-bias.ts';
import { withPixelSizes } from './pixel-sizes.ts';
import { SceneMotionNode } from './scene-motion.ts';
import { matchDepthConvention } from './three-gpu.ts';

/**
 * The pass that `upscale()` renders its scene with: one sample per pixel, display size / ratio, colour, depth, and motion
 * with the reactive mask packed beside it. Further outputs can be merged into its MRT.
 */
export class ScenePass extends PassNode {
  static get type(): string {
    return 'ScenePass';
  }

  /** Display pixels per render pixel along one axis. */
  ratio: number;
  /** The projection without jitter, while one is applied. */
  unjittered: Matrix4 | null = null;
  readonly motionNode: SceneMotionNode;
  readonly mipBias: MipBias;

  constructor(scene: Scene, camera: Camera, ratio: number) {
    super(PassNode.COLOR, scene, camera, { samples: 0 });
    this.ratio = ratio;
    this.motionNode = new SceneMotionNode(camera);
    this.mipBias = createMipBias();
    this.contextNode = this.mipBias.contextNode;
    this.setMRT(
      mrt({ output, velocity: this.motionNode })
        .setBlendMode('velocity', new BlendMode(MaterialBlending))
        .setClearColor('velocity', 0x000000, 0),
    );
    const motion = this.getTexture('velocity');
    motion.type = HalfFloatType;
  }

  /** Called by three with the drawing buffer's size. Rounds as the upscaler does, which a resolution scale would not. */
  override setSize(width: number, height: number): void {
    const size = getRenderSize({ width: Math.max(1, width), height: Math.max(1, height) }, this.ratio);
    const { renderTarget } = this;
    renderTarget.setSize(size.width, size.height);
    const { _viewport: viewport, _scissor: scissor } = this as unknown as Record<string, Vector4 | null>;
    const scale = (area: Vector4, given: Vector4): void => {
      const [x, y] = [size.width / width, size.height / height];
      const [left, top] = [Math.round(given.x * x), Math.round(given.y * y)];
      area.set(
        left,
        top,
        Math.round((given.x + given.z) * x) - left,
        Math.round((given.y + given.w) * y) - top,
      );
    };
    if (viewport) scale(renderTarget.viewport, viewport);
    if (scissor) scale(renderTarget.scissor, scissor);
    renderTarget.scissorTest = Boolean(scissor);
  }

  /** Cuts to another camera. */
  setCamera(camera: Camera): void {
    this.camera = camera;
    this.motionNode.camera = camera;
    this.motionNode.forget();
  }

  /** Called by three once per frame: renders the scene. */
  override updateBefore(frame: NodeFrame): undefined {
    const { renderer } = frame;
    if (renderer === null) return;
    if (this.unjittered === null) matchDepthConvention(renderer, this.camera);
    this.motionNode.beginFrame(this.unjittered ?? this.camera.projectionMatrix);
    withPixelSizes(renderer, 1 / this.ratio, () => super.updateBefore(frame));
    this.motionNode.endFrame();
  }

  override dispose(): void {
    super.dispose();
    this.motionNode.dispose();
  }
}
