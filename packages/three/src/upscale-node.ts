import {
  NodeUpdateType,
  type Camera,
  type Node,
  type NodeBuilder,
  type NodeFrame,
  type PassNode,
  type Renderer,
  type TextureNode,
} from 'three/webgpu';
import { OnAfterRenderPipeline, OnBeforeRenderPipeline, passTexture, texture } from 'three/tsl';
import { FrameloomError, type PassTiming } from '@frameloom/gpu';
import { qualityRatios, type DebugView, type ModelState, type Quality, type Size } from '@frameloom/upscale';
import type { AutoModel } from './auto-model.ts';
import { deferred } from './deferred.ts';
import { createDriver, type Driver } from './driver.ts';
import { createFallback, type Fallback } from './fallback.ts';
import { buildInputs, type UpscaleInputs } from './inputs.ts';
import { inspectPasses } from './inspector.ts';
import { checkRange, ratioOf, type UpscaleOptions } from './options.ts';
import type { ScenePass } from './scene-pass.ts';
import { isWebGpu } from './three-gpu.ts';
import { NodeBase, type DebugProperty, type PipelineBuilder } from './three-types.ts';
import { prepareUpstream } from './upstream.ts';
import { warnOnce } from './warn.ts';

/** What a node is doing now. */
export type UpscaleStats = {
  renderSize: Size;
  displaySize: Size;
  /** Display pixels per render pixel along one axis. */
  ratio: number;
  /** GPU time per pass, ms; empty where the device has no timestamp queries. */
  gpuMs: Record<string, PassTiming>;
  /** What has become of the network: `none`, `loading`, `ready` or `failed`. */
  model: ModelState;
  /** With `model: 'auto'`: which one, and why. */
  autoModel: AutoModel | undefined;
  /** GPU memory of history, intermediate textures and output, bytes. The scene's own targets are three's. */
  memoryBytes: number;
};

/**
 * A frame rebuilt at display size from a smaller one. Make it with {@link upscale} or {@link temporalUpscale}, set it as
 * `RenderPipeline.outputNode` or feed it to other effects.
 *
 * Events: `ratio`, `warning`, `fallback`, `model`. When the device is lost the picture stands still; make a new renderer, and a new
 * node for it.
 */
export class UpscaleNode extends NodeBase {
  static get type(): string {
    return 'UpscaleNode';
  }

  readonly isUpscaleNode = true;
  /** Sharpening, 0 to 1. */
  sharpness: number | undefined;
  /** `false` shows the plain bilinear picture; history starts again when switched back on. */
  enabled = true;
  /** Milliseconds between frames. `auto` (default) reads the clock; a number makes a sequence repeatable. */
  frameTimeDelta: number | 'auto' = 'auto';
  /** Factor already multiplied into beauty. Default 1: three exposes after the upscaler. */
  preExposure: number;
  /** Resolves when the kernels are compiled and the next frame is upscaled; rejects when they cannot be: the picture stays bilinear. */
  readonly ready: Promise<void>;

  readonly #inputs: UpscaleInputs;
  readonly #driver: Driver;
  readonly #textureNode: TextureNode;
  #fallback: Fallback | undefined;
  #release: (() => void) | undefined;
  #debug: DebugView = 'none';
  #isDisposed = false;
  #cancelReady: (reason: unknown) => void = () => {};

  /** Not for direct use: see {@link upscale} and {@link temporalUpscale}. */
  constructor(inputs: UpscaleInputs, options: UpscaleOptions) {
    super('vec4');
    this.updateBeforeType = NodeUpdateType.FRAME;
    this.sharpness = options.sharpness;
    this.preExposure = options.preExposure ?? 1;
    this.#inputs = inputs;
    const { promise, resolve, reject } = deferred();
    this.ready = promise;
    this.#cancelReady = reject;
    this.#driver = createDriver(inputs, options, this, {
      onReady: resolve,
      onFailed: (reason) => {
        reject(reason);
        if (!this.#isDisposed) this.#warn('compilation', String(reason));
      },
      onRatio: (ratio) => this.dispatchEvent({ type: 'ratio', ratio }),
      onWarning: ({ code, message }) => this.#warn(code, message),
      onModel: (state) => this.dispatchEvent({ type: 'model', state }),
    });
    const { output } = this.#driver;
    this.#textureNode = passTexture(this as unknown as PassNode, output);
    // Drawing this node itself would set it up outside of its pipeline.
    this.#textureNode.toInspector('Upscale / result', () => texture(output));
    if (options.ratio !== undefined) this.ratio = options.ratio;
    else if (options.quality !== undefined) this.quality = options.quality;
  }

  /** The camera of the scene. Assigning another is a cut. */
  get camera(): Camera {
    return this.#inputs.camera;
  }

  set camera(camera: Camera) {
    if (camera === this.#inputs.camera) return;
    this.#inputs.camera = camera;
    this.#inputs.scenePass?.setCamera(camera);
    this.reset();
  }

  /** The pass that `upscale()` made, to add outputs or layers to; `undefined` for `temporalUpscale()`. */
  get scenePass(): ScenePass | undefined {
    return this.#inputs.scenePass;
  }

  /** Display pixels per render pixel along one axis, 1 to 3. Assigning keeps the history. */
  get ratio(): number {
    return this.#driver.ratio ?? this.#measuredRatio;
  }

  set ratio(ratio: number) {
    checkRange('upscale', 'ratio', ratio, 1, 3);
    this.#driver.ratio = ratio;
  }

  /** The named ratio, or `custom`. */
  get quality(): Quality | 'custom' {
    const { ratio } = this;
    const names = Object.keys(qualityRatios) as Quality[];
    return names.find((name) => Math.abs(qualityRatios[name] - ratio) < 1e-3) ?? 'custom';
  }

  set quality(quality: Quality) {
    this.ratio = ratioOf('upscale', quality);
  }

  /**
   * What to show: `none` (the picture), `motion`, `disocclusion`, `reactive`, `locks`, `accumulation`, `exposure` or
   * `history`.
   */
  get debug(): DebugProperty {
    return this.#debug as DebugProperty;
  }

  set debug(view: DebugView) {
    this.#debug = view;
  }

  /** Sizes, times and memory as of the last frame. */
  get stats(): UpscaleStats {
    const { displaySize, renderSize, session } = this.#driver;
    return {
      renderSize: { ...renderSize },
      displaySize: { ...displaySize },
      ratio: this.#measuredRatio,
      gpuMs: session?.gpuMs ?? {},
      model: session?.modelState ?? 'none',
      autoModel: session?.autoModel,
      memoryBytes: this.#isDisposed ? 0 : (session?.bytes ?? 0) + displaySize.width * displaySize.height * 8,
    };
  }

  get #measuredRatio(): number {
    const { displaySize, renderSize } = this.#driver;
    return renderSize.width > 0 ? displaySize.width / renderSize.width : 1;
  }

  /** Forgets history: call on a camera cut or a level change. */
  reset(): void {
    this.#driver.reset();
  }

  /** The result as a texture node, for effects that sample their input. */
  getTextureNode(): TextureNode {
    return this.#textureNode;
  }

  /** Called by three once per pipeline: registers the inputs and the jitter. */
  override setup(nodeBuilder: NodeBuilder): Node {
    const builder = nodeBuilder as unknown as PipelineBuilder;
    const { renderer, renderPipeline } = builder;
    buildInputs(this.#inputs, nodeBuilder, renderer);
    if (!isWebGpu(renderer)) return this.#fallBack(renderPipeline);
    const state = builder.context.renderPipelineState;
    const self = this as unknown as Node;
    const owner = state?.viewOffsetOwner;
    this.#release?.();
    this.#release = prepareUpstream(this.#inputs, this.#driver, owner === null || owner === self);
    if (renderPipeline === undefined || state === undefined) {
      warnOnce('upscale: used outside a RenderPipeline, so the camera is not jittered and little is gained.');
    } else if (owner === null) {
      state.viewOffsetOwner = self;
      OnBeforeRenderPipeline(() => this.#driver.begin(renderer as Renderer));
      OnAfterRenderPipeline(() => this.#driver.end());
    } else if (owner !== self) {
      warnOnce(
        `upscale: ${owner!.type} already jitters this pipeline's camera. Use one temporal node per pipeline.`,
      );
    }
    return this.#textureNode;
  }

  /** Called by three once per frame, after the inputs were rendered. */
  override updateBefore(frame: NodeFrame): undefined {
    const { renderer } = frame;
    if (renderer !== null && this.#fallback === undefined)
      inspectPasses(frame, () => this.#driver.resolve(renderer));
  }

  /** Frees every GPU object that belongs to this node, its scene pass included. Safe to call twice. */
  override dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    super.dispose();
    this.#driver.dispose();
    this.#release?.();
    this.#fallback?.dispose();
    this.#inputs.scenePass?.dispose();
    this.#cancelReady(new FrameloomError('disposed', 'upscale: the node was disposed before it was ready.'));
  }

  #fallBack(pipeline: PipelineBuilder['renderPipeline']): Node {
    const reason = "the renderer does not use WebGPU; three's own TAAU shows instead";
    if (this.#fallback === undefined) {
      warnOnce(`upscale: ${reason}.`);
      this.#fallback = createFallback(this.#inputs, (error) => this.#warn('load-failed', String(error)));
      this.dispatchEvent({ type: 'fallback', reason });
    }
    return this.#fallback.node(pipeline);
  }

  #warn(code: string, message: string): void {
    warnOnce(message);
    this.dispatchEvent({ type: 'warning', code, message });
  }
}
