import type { WgslLibraries } from '@frameloom/gpu';
import { frameLibraries } from '@frameloom/gpu/frame';
import alphaInColor from './lib/alpha-in-color.wgsl?raw';
import alphaInState from './lib/alpha-in-state.wgsl?raw';
import history from './lib/history.wgsl?raw';
import params from './lib/params.wgsl?raw';
import surface from './lib/surface.wgsl?raw';
import tuning from './lib/tuning.wgsl?raw';
import analytic from './passes/accumulate/analytic.wgsl?raw';
import decision from './passes/accumulate/decision.wgsl?raw';

/** What the upscaler's shaders are compiled for. */
export type ShaderVariant = {
  /** Colour is unbounded and gets compressed. */
  hdr: boolean;
  stateFormat: 'rgba8unorm' | 'rgba16float';
};

const shared: WgslLibraries = { ...frameLibraries, decision, history, params, surface, tuning };

/** The libraries that the shaders' `// uses:` lines name, with those that one path fills in: `decide`, `alpha`. */
export const libraries: Readonly<Record<'analytic' | 'spatial', WgslLibraries>> = {
  analytic: { ...shared, alpha: alphaInState, decide: analytic },
  spatial: { ...shared, alpha: alphaInColor },
};

/** The state texture has eight bits a channel, or sixteen where alpha must be exact. */
export function statePrelude({ stateFormat }: ShaderVariant): string {
  return `alias StateStorage = texture_storage_2d<${stateFormat}, write>;`;
}
