import type { PassBindings } from '@frameloom/gpu';
import type { Size } from '@frameloom/gpu/frame';
import type { FrameResources } from '../../resources.ts';

/** What accumulate.wgsl binds in both paths. */
export function accumulateBindings({ target, fixed, render, display }: FrameResources): PassBindings {
  return {
    params: fixed.params.buffer,
    prepared: render.prepared,
    motion: render.motion,
    mask: render.mask,
    shading: render.shading.write,
    history: display.history.read,
    state: display.state.read,
    linearSampler: fixed.linearSampler,
    exposure: fixed.exposure,
    historyOut: display.history.write,
    stateOut: display.state.write,
    output: target,
  };
}

/** Invocations of accumulate.wgsl: one per texel of state. */
export function accumulateSize({ display }: FrameResources): Size {
  const { width, height } = display.state.write;
  return { width, height };
}
