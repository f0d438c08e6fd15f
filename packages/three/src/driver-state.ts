import type { DebugView, Size } from '@frameloom/upscale';
import { createFrameClock, type FrameClock } from './frame-clock.ts';
import type { Governor } from './governor.ts';
import type { UpscaleInputs } from './inputs.ts';
import { createCameraJitter, type CameraJitter } from './jitter.ts';
import { createMipBias, type MipBias } from './mip-bias.ts';
import type { UpscaleOptions } from './options.ts';
import { createOutputTexture, type OutputTexture } from './output-texture.ts';
import { createBackgroundMotion, type BackgroundMotion } from './passes/motion/background.ts';
import { createSessionKeeper, type SessionEvents, type SessionKeeper } from './session-keeper.ts';

/** What may change from frame to frame; read when a frame is made. */
export type DriverSettings = {
  enabled: boolean;
  sharpness: number | undefined;
  preExposure: number;
  frameTimeDelta: number | 'auto';
  readonly debug: DebugView;
};

/** What a driver tells its node. */
export type DriverEvents = SessionEvents & { onRatio(ratio: number): void };

/** What a driver keeps between frames. */
export type DriverState = {
  readonly inputs: UpscaleInputs;
  readonly options: UpscaleOptions;
  readonly settings: DriverSettings;
  readonly events: DriverEvents;
  readonly output: OutputTexture;
  readonly mipBias: MipBias;
  readonly jitter: CameraJitter;
  readonly background: BackgroundMotion;
  /** Loaded where there is a frame rate to hold. */
  governor: Governor | undefined;
  readonly keeper: SessionKeeper;
  readonly clock: FrameClock;
  renderSize: Size;
  displaySize: Size;
  /** The ratio asked for; `undefined` while the inputs' own size decides. */
  ratio: number | undefined;
  /** What the jitter of this frame is made for; `undefined` where there is none. */
  jitterSizes: { renderSize: Size; displaySize: Size } | undefined;
  needsReset: boolean;
  isDisposed: boolean;
  /** What went wrong in this frame, until it may be thrown. */
  failure: unknown;
};

/** The state before the first frame. */
export function createDriverState(
  inputs: UpscaleInputs,
  options: UpscaleOptions,
  settings: DriverSettings,
  events: DriverEvents,
): DriverState {
  const state: DriverState = {
    inputs,
    options,
    settings,
    events,
    output: createOutputTexture(),
    mipBias: inputs.scenePass?.mipBias ?? createMipBias(),
    jitter: createCameraJitter(),
    background: createBackgroundMotion(),
    governor: undefined,
    keeper: createSessionKeeper(inputs, options, events),
    clock: createFrameClock(),
    renderSize: { width: 0, height: 0 },
    displaySize: { width: 0, height: 0 },
    ratio: undefined,
    jitterSizes: undefined,
    needsReset: true,
    isDisposed: false,
    failure: undefined,
  };
  const { targetFps, minRatio = 1, maxRatio = 3 } = options;
  if (targetFps === undefined) return state;
  void import('./governor.ts').then(
    ({ createGovernor }) => {
      state.governor = createGovernor({ targetFps, minRatio, maxRatio });
      if (state.ratio !== undefined) state.governor.set(state.ratio);
    },
    (error) => events.onWarning({ code: 'load-failed', message: String(error) }),
  );
  return state;
}
