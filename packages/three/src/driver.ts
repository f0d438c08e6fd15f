import type { Renderer, StorageTexture } from 'three/webgpu';
import { velocity } from 'three/tsl';
import { FrameloomError } from '@frameloom/gpu';
import type { Size } from '@frameloom/upscale';
import { makeFrame, readDisplaySize } from './driver-frame.ts';
import {
  createDriverState,
  type DriverEvents,
  type DriverSettings,
  type DriverState,
} from './driver-state.ts';
import { expectRenderSize, scaleInputs, type UpscaleInputs } from './inputs.ts';
import { readViewport } from './viewport.ts';
import type { MipBias } from './mip-bias.ts';
import type { UpscaleOptions } from './options.ts';
import type { Session } from './session.ts';
import { matchDepthConvention } from './three-gpu.ts';

/** Drives an upscale node frame by frame: between three's callbacks and a {@link Session}. */
export interface Driver {
  readonly output: StorageTexture;
  readonly renderSize: Size;
  readonly displaySize: Size;
  readonly session: Session | undefined;
  readonly mipBias: MipBias;
  /** The ratio asked for; `undefined` while the inputs' own size decides. */
  ratio: number | undefined;
  /** Before the pipeline renders: chooses the shift of the camera. */
  begin(renderer: Renderer): void;
  /** Renders an input with the camera shifted. */
  jittered(render: () => void): void;
  /** After the inputs rendered: makes the picture. */
  resolve(renderer: Renderer): void;
  /** After the pipeline rendered: throws what went wrong in between. */
  end(): void;
  reset(): void;
  dispose(): void;
}

/** Makes a driver; GPU objects follow with the first frame. */
export function createDriver(
  inputs: UpscaleInputs,
  options: UpscaleOptions,
  settings: DriverSettings,
  events: DriverEvents,
): Driver {
  const state = createDriverState(inputs, options, settings, events);
  return {
    output: state.output,
    mipBias: state.mipBias,
    get renderSize() {
      return state.renderSize;
    },
    get displaySize() {
      return state.displaySize;
    },
    get session() {
      return state.keeper.session;
    },
    get ratio() {
      return state.ratio;
    },
    set ratio(value) {
      state.ratio = value;
      if (value === undefined) return;
      state.governor?.set(value);
      scaleInputs(inputs, value);
    },
    begin: (renderer) => beginFrame(state, renderer),
    jittered: (render) => renderJittered(state, render),
    resolve(renderer) {
      if (state.isDisposed) return;
      try {
        makeFrame(state, renderer);
      } catch (error) {
        state.failure = error; // thrown by end(), when three's own state is back in place
      }
    },
    end: () => endFrame(state),
    reset() {
      state.needsReset = true;
    },
    dispose() {
      state.isDisposed = true;
      state.jitter.restore();
      state.keeper.dispose();
      state.output.dispose();
    },
  };
}

function beginFrame(state: DriverState, renderer: Renderer): void {
  const { inputs, options, settings, jitter, mipBias, keeper } = state;
  const { path = 'temporal', mipBias: mipLevels = 'auto' } = options;
  if (state.isDisposed) {
    throw new FrameloomError(
      'disposed',
      'upscale: the node was disposed and is still in a pipeline. Set another pipeline.outputNode.',
    );
  }
  matchDepthConvention(renderer, inputs.camera);
  const display = readDisplaySize(renderer);
  const size = expectRenderSize(inputs, display);
  mipBias.update(mipLevels, size, display, path === 'temporal');
  jitter.begin();
  // A bilinear picture would only tremble.
  const isJittered = path === 'temporal' && settings.enabled && keeper.session?.isReady === true;
  state.jitterSizes = isJittered ? { renderSize: size, displaySize: display } : undefined;
}

/** Only what becomes our inputs is shifted: an outline drawn beside them with the same camera would tremble. */
function renderJittered({ inputs, jitter, jitterSizes }: DriverState, render: () => void): void {
  if (jitterSizes === undefined || jitter.isApplied) {
    render();
    return;
  }
  const { camera, scenePass } = inputs;
  jitter.apply(camera, jitterSizes.renderSize, jitterSizes.displaySize, readViewport(inputs));
  const projection = jitter.projection(camera);
  if (scenePass) scenePass.unjittered = projection;
  velocity.setProjectionMatrix(projection);
  try {
    render();
  } finally {
    velocity.setProjectionMatrix(null);
    if (scenePass) scenePass.unjittered = null;
    jitter.restore();
  }
}

function endFrame(state: DriverState): void {
  const { failure } = state;
  state.failure = undefined;
  state.jitterSizes = undefined;
  if (failure !== undefined) throw failure;
}
