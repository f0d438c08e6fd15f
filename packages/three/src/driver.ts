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
  /** Before the pipeline renders: shifts the camera. */
  begin(renderer: Renderer): void;
  /** After the inputs rendered: makes the picture. */
  resolve(renderer: Renderer): void;
  /** After the pipeline rendered: puts the camera back and throws what went wrong in between. */
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
  // A bilinear picture would only tremble.
  if (path === 'spatial' || !settings.enabled || !keeper.session?.isReady) return;
  jitter.apply(inputs.camera, size, display);
  const projection = jitter.projection(inputs.camera);
  if (inputs.scenePass) inputs.scenePass.unjittered = projection;
  velocity.setProjectionMatrix(projection);
}

function endFrame(state: DriverState): void {
  const { inputs, jitter, failure } = state;
  if (jitter.isApplied) {
    velocity.setProjectionMatrix(null);
    if (inputs.scenePass) inputs.scenePass.unjittered = null;
    jitter.restore();
  }
  state.failure = undefined;
  if (failure !== undefined) throw failure;
}
