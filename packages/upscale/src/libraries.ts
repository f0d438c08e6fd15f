import type { WgslLibraries } from '@frameloom/gpu';
import { frameLibraries } from '@frameloom/gpu/frame';
import alphaInColor from './lib/alpha-in-color.wgsl?raw';
import alphaInState from './lib/alpha-in-state.wgsl?raw';
import coverage from './lib/coverage.wgsl?raw';
import history from './lib/history.wgsl?raw';
import params from './lib/params.wgsl?raw';
import stateBytes from './lib/state-bytes.wgsl?raw';
import stateHalves from './lib/state-halves.wgsl?raw';
import state from './lib/state.wgsl?raw';
import surface from './lib/surface.wgsl?raw';
import tuning from './lib/tuning.wgsl?raw';
import analytic from './passes/accumulate/analytic.wgsl?raw';
import decision from './passes/accumulate/decision.wgsl?raw';

/** What the upscaler's shaders are compiled for. */
export type ShaderVariant = {
  /** Colour is unbounded and gets compressed. */
  hdr: boolean;
  /** Colour is premultiplied by alpha, and alpha is exact. */
  alpha: boolean;
};

const shared: WgslLibraries = {
  ...frameLibraries,
  coverage,
  decision,
  history,
  params,
  state,
  surface,
  tuning,
};

/** The libraries that the shaders' `// uses:` lines name; the analytic path fills in `decide`. */
export function temporalLibraries({ alpha }: Pick<ShaderVariant, 'alpha'>): WgslLibraries {
  return {
    ...shared,
    alpha: alphaInState,
    decide: analytic,
    'state-texel': alpha ? stateHalves : stateBytes,
  };
}

/** The libraries of the spatial path. */
export const spatialLibraries: WgslLibraries = {
  ...shared,
  alpha: alphaInColor,
  'state-texel': stateBytes,
};
