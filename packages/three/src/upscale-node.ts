import {
  HalfFloatType,
  NodeUpdateType,
  StorageTexture,
  Vector2,
  type Camera,
  type Node,
  type NodeBuilder,
  type NodeFrame,
  type PassNode,
  type Renderer,
  type TextureNode,
} from 'three/webgpu';
import { OnAfterRenderPipeline, OnBeforeRenderPipeline, passTexture, velocity } from 'three/tsl';
import { FrameloomError, type PassTiming } from '@frameloom/gpu';
import { getRenderSize, qualityRatios, type DebugView, type Quality, type Size } from '@frameloom/upscale';
import { isOrthographic, readCamera } from './camera.ts';
import { createCameraJitter } from './jitter.ts';
import { checkRange, checkRenderer, type UpscaleOptions } from './options.ts';
import { createBackgroundMotion } from './passes/motion/background.ts';
import type { ScenePass } from './scene-pass.ts';
import { createSession, type Session } from './session.ts';
import { getDevice, getGpuTexture, isWebGpu, matchDepthConvention } from './three-gpu.ts';
import { NodeBase, type DebugProperty, type InputTextureNode, type PipelineBuilder } from './three-types.ts';

/** The textures that a node upscales. */
export type UpscaleInputs = {
  beauty: InputTextureNode;
  depth: InputTextureNode;
  velocity: InputTextureNode;
  camera: Camera;
  /** The pass that `upscale()` made. */
  scenePass?: ScenePass;
};

/** What a node is doing now. */
export type UpscaleStats = {
  renderSize: Size;
  displaySize: Size;
  /** Display pixels per render pixel along one axis. */
  ratio: number;
  /** GPU time per pass, ms; empty where the device has no timestamp queries. */
  gpuMs: Record<string, PassTiming>;
  /** GPU memory of history and intermediate textures and the output, bytes. */
  memoryBytes: number;
};

const drawingBufferSize = new Vector2();

/**
 * A frame rebuilt at display size from a smaller one. Make it with {@link upscale} or {@link temporalUpscale}, set it as
 * `RenderPipeline.outputNode` or feed it to other effects.
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
  /** Factor already multiplied into beauty. */
  preExposure: number;

  readonly beautyNode: InputTextureNode;
  readonly depthNode: InputTextureNode;
  readonly velocityNode: InputTextureNode;
  readonly reactiveNode: TextureNode | null;

  private readonly _scenePass: ScenePass | undefined;
  private readonly _options: UpscaleOptions;
  private readonly _output = new StorageTexture(1, 1);
  private readonly _textureNode: TextureNode;
  private readonly _jitter = createCameraJitter();
  private readonly _background = createBackgroundMotion();
  private _camera: Camera;
  private _session: Session | undefined;
  private _sessionKey = '';
  private _device: GPUDevice | undefined;
  private _renderer: Renderer | undefined;
  private _debug: DebugView = 'none';
  private _failure: unknown;
  private _lastTime = 0;
  private _needsReset = true;
  private _isDisposed = false;
  private _ratio: number | undefined;
  private _renderSize: Size = { width: 0, height: 0 };
  private _displaySize: Size = { width: 0, height: 0 };
  private _resolveReady: () => void = () => {};
  private _rejectReady: (reason: unknown) => void = () => {};

  /** Resolves when the kernels are compiled and the next frame is upscaled; rejects when they cannot be. */
  readonly ready: Promise<void>;

  /** Not for direct use: see {@link upscale} and {@link temporalUpscale}. */
  constructor(inputs: UpscaleInputs, options: UpscaleOptions) {
    super('vec4');
    this.updateBeforeType = NodeUpdateType.FRAME;
    this.beautyNode = inputs.beauty;
    this.depthNode = inputs.depth;
    this.velocityNode = inputs.velocity;
    const { reactive } = options;
    this.reactiveNode =
      reactive === undefined || reactive === 'auto' || reactive === false ? null : (reactive as TextureNode);
    this._camera = inputs.camera;
    this._scenePass = inputs.scenePass;
    this._options = options;
    this.sharpness = options.sharpness;
    this.preExposure = options.preExposure ?? 1;
    this._output.name = 'Upscale.output';
    this._output.type = HalfFloatType;
    this._output.generateMipmaps = false; // three gives storage textures a mip chain otherwise
    (this._output as ResizableTexture).mipmapsAutoUpdate = false;
    this._textureNode = passTexture(this as unknown as PassNode, this._output);
    this.ready = new Promise((resolve, reject) => {
      this._resolveReady = resolve;
      this._rejectReady = reject;
    });
    this.ready.catch(() => {}); // unheard is fine: the picture stays bilinear
    if (options.ratio !== undefined) this.ratio = options.ratio;
    else if (options.quality !== undefined) this.quality = options.quality;
  }

  /** The camera of the scene; assign another to cut to it. */
  get camera(): Camera {
    return this._camera;
  }

  set camera(camera: Camera) {
    if (camera === this._camera) return;
    this._camera = camera;
    this._scenePass?.setCamera(camera);
    this.reset();
  }

  /** The pass that `upscale()` made, to add outputs or layers to; `undefined` for `temporalUpscale()`. */
  get scenePass(): ScenePass | undefined {
    return this._scenePass;
  }

  /** Display pixels per render pixel along one axis, 1 to 3. Assigning keeps the history. */
  get ratio(): number {
    return this._ratio ?? measuredRatio(this._renderSize, this._displaySize);
  }

  set ratio(ratio: number) {
    checkRange('upscale', 'ratio', ratio, 1, 3);
    this._ratio = ratio;
    const pass = this.beautyNode.passNode;
    if (this._scenePass) this._scenePass.ratio = ratio;
    else if (pass) pass.setResolutionScale(1 / ratio);
  }

  /** The named ratio, or `custom`. */
  get quality(): Quality | 'custom' {
    const ratio = this.ratio;
    const names = Object.keys(qualityRatios) as Quality[];
    return names.find((name) => Math.abs(qualityRatios[name] - ratio) < 1e-3) ?? 'custom';
  }

  set quality(quality: Quality) {
    const ratio = qualityRatios[quality];
    if (ratio === undefined) {
      throw new FrameloomError(
        'invalid-argument',
        `upscale: quality is '${String(quality)}'. Use one of ${Object.keys(qualityRatios).join(', ')}.`,
      );
    }
    this.ratio = ratio;
  }

  /** What to show: `none` (the picture), `motion`, `disocclusion`, `reactive`, `locks`, `accumulation`, `exposure`, `history`. */
  get debug(): DebugProperty {
    return this._debug as DebugProperty;
  }

  set debug(view: DebugView) {
    this._debug = view;
    if (this._session) this._session.debug = view;
  }

  /** Sizes, times and memory as of the last frame. */
  get stats(): UpscaleStats {
    const { width, height } = this._displaySize;
    return {
      renderSize: { ...this._renderSize },
      displaySize: { ...this._displaySize },
      ratio: measuredRatio(this._renderSize, this._displaySize),
      gpuMs: this._session?.gpuMs ?? {},
      memoryBytes: (this._session?.bytes ?? 0) + width * height * 8,
    };
  }

  /** Forgets history: call on a camera cut or a level change. */
  reset(): void {
    this._needsReset = true;
  }

  /** The result as a texture node, for effects that sample their input. */
  getTextureNode(): TextureNode {
    return this._textureNode;
  }

  /** Called by three once per pipeline: registers the inputs and the jitter. */
  override setup(nodeBuilder: NodeBuilder): Node {
    const builder = nodeBuilder as unknown as PipelineBuilder;
    this._renderer = builder.renderer;
    // Built first, so that their passes render before updateBefore() and inside the jitter.
    for (const input of [this.depthNode, this.velocityNode, this.beautyNode, this.reactiveNode]) {
      (input as unknown as BuildableNode | null)?.build(nodeBuilder);
    }
    if (!isWebGpu(builder.renderer)) return this.beautyNode;
    const state = builder.context.renderPipelineState;
    if (builder.renderPipeline && state) {
      if (state.viewOffsetOwner === null) {
        state.viewOffsetOwner = this as unknown as Node;
        OnBeforeRenderPipeline(() => this._beforePipeline());
        OnAfterRenderPipeline(() => this._afterPipeline());
      }
    }
    return this._textureNode;
  }

  /** Called by three once per frame, after the inputs were rendered. */
  override updateBefore(frame: NodeFrame): undefined {
    const { renderer } = frame;
    if (renderer === null || this._isDisposed) return;
    try {
      checkRenderer('upscale', renderer);
      this._upscale(renderer);
    } catch (error) {
      this._failure = error; // thrown when the pipeline has put three's state back
    }
  }

  /** Frees every GPU object that belongs to this node. Safe to call twice. */
  override dispose(): void {
    if (this._isDisposed) return;
    this._isDisposed = true;
    super.dispose();
    this._jitter.restore();
    this._session?.dispose();
    this._session = undefined;
    this._output.dispose();
    this._scenePass?.dispose();
    this._rejectReady(new FrameloomError('disposed', 'upscale: the node was disposed before it was ready.'));
  }

  private _beforePipeline(): void {
    const renderer = this._renderer;
    if (this._isDisposed) {
      throw new FrameloomError(
        'disposed',
        'upscale: the node was disposed and is still in a pipeline. Set another pipeline.outputNode.',
      );
    }
    if (renderer === undefined) return;
    matchDepthConvention(renderer, this._camera);
    const displaySize = readDisplaySize(renderer);
    const renderSize = this._expectedRenderSize(displaySize);
    this._scenePass?.mipBias.update(this._options.mipBias ?? 'auto', renderSize, displaySize);
    // A bilinear picture would only tremble.
    if (!this.enabled || !this._session?.isReady || this._options.path === 'spatial') return;
    this._jitter.apply(this._camera, renderSize, displaySize);
    const projection = this._jitter.projection(this._camera);
    if (this._scenePass) this._scenePass.unjittered = projection;
    velocity.setProjectionMatrix(projection);
  }

  private _afterPipeline(): void {
    if (this._jitter.isApplied) {
      velocity.setProjectionMatrix(null);
      if (this._scenePass) this._scenePass.unjittered = null;
      this._jitter.restore();
    }
    const failure = this._failure;
    this._failure = undefined;
    if (failure !== undefined) throw failure;
  }

  private _upscale(renderer: Renderer): void {
    const displaySize = readDisplaySize(renderer);
    (this._output as ResizableTexture).setSize(displaySize.width, displaySize.height);
    const color = getGpuTexture(renderer, this.beautyNode.value);
    const output = getGpuTexture(renderer, this._output);
    const renderSize = { width: color.width, height: color.height };
    this._displaySize = displaySize;
    this._renderSize = renderSize;
    const session = this._prepareSession(renderer, displaySize);
    const camera = this._camera;
    const projection = this._jitter.projection(camera);
    if (this._needsReset) this._background.forget();
    const clipToPrevious = this._background.update(projection, camera);
    const frameTimeDelta = this._elapsed();
    if (!this.enabled || !session.isReady) {
      session.preview(color, output);
      this._needsReset = true;
      return;
    }
    const { sharpness, reactiveNode } = this;
    session.run({
      color,
      output,
      renderSize,
      displaySize,
      frameTimeDelta,
      depth: getGpuTexture(renderer, this.depthNode.value),
      velocity: getGpuTexture(renderer, this.velocityNode.value),
      usesReactive: this._scenePass !== undefined && this._options.reactive !== false,
      background: { isReversedDepth: renderer.reversedDepthBuffer === true, clipToPrevious },
      jitterOffset: this._jitter.offset(renderSize),
      preExposure: this.preExposure,
      reset: this._needsReset,
      ...(reactiveNode && { reactive: getGpuTexture(renderer, reactiveNode.value) }),
      ...(sharpness !== undefined && { sharpness }),
      ...(this._scenePass && { mipBias: this._scenePass.mipBias.value }),
      ...readCamera(camera),
    });
    this._needsReset = false;
    this._jitter.advance();
  }

  /** The session for this device, camera and depth; a new one compiles while the bilinear picture shows. */
  private _prepareSession(renderer: Renderer, displaySize: Size): Session {
    const device = getDevice(renderer);
    const depth = renderer.reversedDepthBuffer === true ? 'reversed' : 'normal';
    const camera = isOrthographic(this._camera) ? 'orthographic' : 'perspective';
    const key = `${depth} ${camera}`;
    if (this._session && this._sessionKey === key && this._device === device) return this._session;
    this._session?.dispose();
    const { path = 'temporal', alpha = false, check = false } = this._options;
    const blended = this._scenePass !== undefined;
    const session = createSession(device, { displaySize, depth, camera, path, alpha, check, blended });
    session.ready.then(this._resolveReady, this._rejectReady);
    session.debug = this._debug;
    this._session = session;
    this._sessionKey = key;
    this._device = device;
    this._needsReset = true;
    return session;
  }

  /** The size that the inputs will have this frame; three resizes them later in it. */
  private _expectedRenderSize(displaySize: Size): Size {
    if (this._scenePass) return getRenderSize(displaySize, this._scenePass.ratio);
    const { width, height } = this.beautyNode.value.image as Size;
    return { width: Math.max(1, width), height: Math.max(1, height) };
  }

  private _elapsed(): number {
    const now = performance.now();
    const delta = this._lastTime === 0 ? 16 : now - this._lastTime;
    this._lastTime = now;
    return this.frameTimeDelta === 'auto' ? Math.min(Math.max(delta, 0.1), 1000) : this.frameTimeDelta;
  }
}

type ResizableTexture = StorageTexture & {
  mipmapsAutoUpdate: boolean;
  setSize(width: number, height: number): void;
};
type BuildableNode = { build(builder: NodeBuilder): void };

function readDisplaySize(renderer: Renderer): Size {
  const { width, height } = renderer.getDrawingBufferSize(drawingBufferSize);
  return { width: Math.max(1, width), height: Math.max(1, height) };
}

function measuredRatio(renderSize: Size, displaySize: Size): number {
  return renderSize.width > 0 ? displaySize.width / renderSize.width : 1;
}
