import color from './lib/color.wgsl?raw';
import filter from './lib/filter.wgsl?raw';
import history from './lib/history.wgsl?raw';
import motion from './lib/motion.wgsl?raw';
import params from './lib/params.wgsl?raw';
import tuning from './lib/tuning.wgsl?raw';

/** Shader libraries; a pass is the concatenation of those that it uses and its own file. */
export const lib: Readonly<Record<'params' | 'color' | 'motion' | 'filter' | 'history' | 'tuning', string>> =
  {
    params,
    color,
    motion,
    filter,
    history,
    tuning,
  };

/** The state texture has eight bits a channel, or sixteen where alpha must be exact. */
export function stateAlias(format: 'rgba8unorm' | 'rgba16float'): string {
  return `alias StateStorage = texture_storage_2d<${format}, write>;`;
}
