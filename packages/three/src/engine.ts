import { HalfFloatType, StorageTexture, Vector2, type Renderer } from 'three/webgpu';
import { velocity } from 'three/tsl';
import { FrameloomError } from '@frameloom/gpu';
import { getRenderSize, type DebugView, type ModelState, type Size } from '@frameloom/upscale';
import { isOrthographic, readCamera } from './camera.ts';
import { createGovernor, type Governor } from './governor.ts';
import { expectRenderSize, isBlended, readInputs, scaleInputs, type UpscaleInputs } from './inputs.ts';
import { createCameraJitter } from './jitter.ts';
import { createMipBias, type MipBias } from './mip-bias.ts';
import { checkRenderer, type UpscaleOptions } from './options.ts';
import { createBackgroundMotion } from './passes/motion/background.ts';
import { createSession, type Session } from './session.ts';
import { getDevice, getGpuTexture, matchDepthConvention, readGpuTime } from './three-gpu.ts';

/** What may change from frame to frame; read when a frame is made. */
export type EngineSettings = {
  enabled: boolean;
  sharpness: number | undefined;
  preExposure: number;
  frameTimeDelta: number | 'auto';
  readonly debug: DebugView;
};

/** What an engine tells its node. */
export type EngineEvents = {
  onReady(): void;
  onFailed(reason: unknown): void;
  onRatio(ratio: number): void;
  onWarning(warning: { code: string; message: string }): void;
  onModel(state: ModelState): void;
};

/** The frame-by-frame work of an upscale node, between three's callbacks and a {@link Session}. */
export interface Engine {
  readonly output: StorageTexture;
  readonly renderSize: Size;
  readonly displaySize: Size;
  readonly session: Session | undefined;
  readonly mipBias: MipBias;
  /** The ratio asked for; `undefined` while the inputs' own size decides. */
  ratio: number | undefined;
  /** Before the pipeline renders: shifts the camera. */
  begin(renderer: Renderer): void;
  /** After the inputs rendered: makes the picture. */
  resolve(renderer: Renderer): void;
  /** After the pipeline rendered: puts the camera back and throws what went wrong in between. */
  end(): void;
  reset(): void;
  dispose(): void;
}

type ResizableTexture = StorageTexture & {
  mipmapsAutoUpdate: boolean;
  setSize(width: number, height: number): void;
};

const drawingBufferSize = new Vector2();

/** Makes an engine; GPU objects follow with the first frame. */
export function createEngine(
  inputs: UpscaleInputs,
  options: UpscaleOptions,
  settings: EngineSettings,
  events: EngineEvents,
): Engine {
  const { path = 'temporal', alpha = false, check = false, mipBias = 'auto', targetFps } = options;
  const { scenePass } = inputs;
  const output = new StorageTexture(1, 1) as ResizableTexture;
  output.name = 'Upscale.output';
  output.type = HalfFloatType;
  output.generateMipmaps = false; // three gives storage textures a mip chain otherwise
  output.mipmapsAutoUpdate = false;
  const bias = scenePass?.mipBias ?? createMipBias();
  const jitter = createCameraJitter();
  const background = createBackgroundMotion();
  const governor: Governor | undefined =
    targetFps === undefined
      ? undefined
      : createGovernor({ targetFps, minRatio: options.minRatio ?? 1, maxRatio: options.maxRatio ?? 3 });
  let session: Session | undefined;
  let sessionKey = '';
  let sessionDevice: GPUDevice | undefined;
  let renderSize: Size = { width: 0, height: 0 };
  let displaySize: Size = { width: 0, height: 0 };
  let ratio: number | undefined;
  let lastTime = 0;
  let needsReset = true;
  let isDisposed = false;
  let failure: unknown;

  /** The session for this device, camera and depth; a new one compiles while a bilinear picture shows. */
  function prepareSession(renderer: Renderer): Session {
    const device = getDevice(renderer);
    const depth = renderer.reversedDepthBuffer === true ? 'reversed' : 'normal';
    const camera = isOrthographic(inputs.camera) ? 'orthographic' : 'perspective';
    const key = `${depth} ${camera}`;
    if (session !== undefined && sessionKey === key && sessionDevice === device) return session;
    session?.dispose();
    session = createSession(device, {
      displaySize,
      depth,
      camera,
      path,
      alpha,
      check,
      ...(options.model !== undefined && { model: options.model }),
      onModel: events.onModel,
      blended: isBlended(inputs),
      ...(governor && { maxRenderSize: getRenderSize(displaySize, governor.ratios[0]!) }),
      onWarning: events.onWarning,
    });
    session.ready.then(events.onReady, events.onFailed);
    sessionKey = key;
    sessionDevice = device;
    needsReset = true;
    return session;
  }

  function makeFrame(renderer: Renderer): void {
    checkRenderer('upscale', renderer);
    displaySize = readDisplaySize(renderer);
    output.setSize(displaySize.width, displaySize.height);
    const elapsed = tick();
    const textures = readInputs(inputs, renderer);
    ({ renderSize } = textures);
    const target = getGpuTexture(renderer, output);
    const current = prepareSession(renderer);
    if (current.isLost) return; // the picture stands still until the app makes a new renderer
    current.debug = settings.debug;
    const { camera } = inputs;
    if (needsReset) background.forget();
    const clipToPrevious = background.update(jitter.projection(camera), camera);
    if (!settings.enabled || !current.isReady) {
      current.preview(textures.color, target);
      needsReset = true;
      return;
    }
    const { sharpness, preExposure, frameTimeDelta } = settings;
    current.run({
      ...textures,
      output: target,
      displaySize,
      usesReactive: options.reactive !== false,
      background: { isReversedDepth: renderer.reversedDepthBuffer === true, clipToPrevious },
      jitterOffset: jitter.offset(renderSize),
      frameTimeDelta: frameTimeDelta === 'auto' ? elapsed : frameTimeDelta,
      preExposure,
      reset: needsReset,
      ...(sharpness !== undefined && { sharpness }),
      mipBias: bias.value,
      ...readCamera(camera),
    });
    needsReset = false;
    jitter.advance();
    govern(renderer, elapsed);
  }

  function govern(renderer: Renderer, frameMs: number): void {
    if (governor === undefined) return;
    const gpuMs = readGpuTime(renderer, session?.gpuMs ?? {});
    const next = governor.add({ now: lastTime, frameMs, ...(gpuMs !== undefined && { gpuMs }) });
    if (next === undefined) return;
    ratio = next;
    scaleInputs(inputs, next);
    events.onRatio(next);
  }

  /** Milliseconds since the last frame. */
  function tick(): number {
    const now = performance.now();
    const elapsed = lastTime === 0 ? 16 : Math.min(Math.max(now - lastTime, 0.1), 1000);
    lastTime = now;
    return elapsed;
  }

  return {
    output,
    get renderSize() {
      return renderSize;
    },
    get displaySize() {
      return displaySize;
    },
    get session() {
      return session;
    },
    mipBias: bias,
    get ratio() {
      return ratio;
    },
    set ratio(value) {
      ratio = value;
      if (value === undefined) return;
      governor?.set(value);
      scaleInputs(inputs, value);
    },
    begin(renderer) {
      if (isDisposed) {
        throw new FrameloomError(
          'disposed',
          'upscale: the node was disposed and is still in a pipeline. Set another pipeline.outputNode.',
        );
      }
      matchDepthConvention(renderer, inputs.camera);
      const display = readDisplaySize(renderer);
      const size = expectRenderSize(inputs, display);
      bias.update(mipBias, size, display, path === 'temporal');
      // A bilinear picture would only tremble.
      if (path === 'spatial' || !settings.enabled || !session?.isReady) return;
      jitter.apply(inputs.camera, size, display);
      const projection = jitter.projection(inputs.camera);
      if (scenePass) scenePass.unjittered = projection;
      velocity.setProjectionMatrix(projection);
    },
    resolve(renderer) {
      if (isDisposed) return;
      try {
        makeFrame(renderer);
      } catch (error) {
        failure = error; // thrown by end(), when three's own state is back in place
      }
    },
    end() {
      if (jitter.isApplied) {
        velocity.setProjectionMatrix(null);
        if (scenePass) scenePass.unjittered = null;
        jitter.restore();
      }
      const error = failure;
      failure = undefined;
      if (error !== undefined) throw error;
    },
    reset() {
      needsReset = true;
    },
    dispose() {
      isDisposed = true;
      jitter.restore();
      session?.dispose();
      session = undefined;
      output.dispose();
    },
  };
}

function readDisplaySize(renderer: Renderer): Size {
  const { width, height } = renderer.getDrawingBufferSize(drawingBufferSize);
  return { width: Math.max(1, width), height: Math.max(1, height) };
}
