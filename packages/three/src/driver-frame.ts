import { Vector2, type Renderer, type Scene } from 'three/webgpu';
import type { Size } from '@frameloom/upscale';
import { readCamera } from './camera.ts';
import type { DriverState } from './driver-state.ts';
import { readInputs, scaleInputs } from './inputs.ts';
import { checkRenderer } from './options.ts';
import { getGpuTexture, readGpuTime } from './three-gpu.ts';
import { placeInTarget, readViewport } from './viewport.ts';

const drawingBufferSize = new Vector2();

/** The size of the drawing buffer, at least one pixel. */
export function readDisplaySize(renderer: Renderer): Size {
  const { width, height } = renderer.getDrawingBufferSize(drawingBufferSize);
  return { width: Math.max(1, width), height: Math.max(1, height) };
}

/** Makes the picture of this frame from the inputs, which have just rendered. */
export function makeFrame(state: DriverState, renderer: Renderer): void {
  const { inputs, options, settings, output, jitter, background, keeper } = state;
  checkRenderer('upscale', renderer);
  state.displaySize = readDisplaySize(renderer);
  const { displaySize } = state;
  output.setSize(displaySize.width, displaySize.height);
  const elapsed = state.clock.tick();
  const textures = readInputs(inputs, renderer);
  const { renderSize } = textures;
  state.renderSize = renderSize;
  const target = getGpuTexture(renderer, output);
  const { session, isNew } = keeper.update(renderer, displaySize);
  if (isNew) state.needsReset = true;
  if (session.isLost) return; // the picture stands still until the app makes a new renderer
  session.debug = settings.debug;
  if (state.needsReset) background.forget();
  const { camera } = inputs;
  const viewport = readViewport(inputs);
  const scene = inputs.depth.passNode?.scene as Scene | undefined;
  const clipToPrevious = placeInTarget(background.update(camera.projectionMatrix, camera, scene), viewport);
  if (!settings.enabled || !session.isReady) {
    session.preview(textures.color, target);
    state.needsReset = true;
    return;
  }
  const { sharpness, preExposure, frameTimeDelta } = settings;
  session.run({
    ...textures,
    output: target,
    displaySize,
    usesReactive: options.reactive !== false,
    background: { isReversedDepth: renderer.reversedDepthBuffer === true, clipToPrevious, viewport },
    jitterOffset: jitter.offset(renderSize),
    frameTimeDelta: frameTimeDelta === 'auto' ? elapsed : frameTimeDelta,
    preExposure,
    reset: state.needsReset,
    sharpness,
    mipBias: state.mipBias.value,
    ...readCamera(camera),
  });
  state.needsReset = false;
  jitter.advance();
  govern(state, renderer, elapsed);
}

/** Lets the governor choose the ratio of the next frames. */
function govern(state: DriverState, renderer: Renderer, frameMs: number): void {
  const { governor, keeper, clock } = state;
  if (governor === undefined) return;
  const gpuMs = readGpuTime(renderer, keeper.session?.frameGpuMs ?? 0);
  const ratio = governor.add({ now: clock.now, frameMs, gpuMs });
  if (ratio === undefined) return;
  state.ratio = ratio;
  scaleInputs(state.inputs, ratio);
  state.events.onRatio(ratio);
}
