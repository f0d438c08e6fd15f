import { createKernel, type Gpu, type Kernel } from '@frameloom/gpu';
import type { Format } from '@frameloom/nn';
import { layoutCode, type Layout } from './layout.ts';
import type { LevelSpec } from './level-spec.ts';
import f16 from './lib/f16.wgsl?raw';
import f32 from './lib/f32.wgsl?raw';
import random from './lib/random.wgsl?raw';
import state from './lib/state.wgsl?raw';
import windowCode from './lib/window.wgsl?raw';
import act from './passes/act/act.wgsl?raw';
import compose from './passes/compose/compose.wgsl?raw';
import embedBar from './passes/embed/embed-bar.wgsl?raw';
import embedMovers from './passes/embed/embed-movers.wgsl?raw';
import embedScene from './passes/embed/embed-scene.wgsl?raw';
import memory from './passes/memory/memory.wgsl?raw';
import sense from './passes/sense/sense.wgsl?raw';
import tell from './passes/tell/tell.wgsl?raw';

/** A pass of a level beside its networks. */
export type PassName =
  | 'sense'
  | 'tell'
  | 'act'
  | 'embedScene'
  | 'embedMovers'
  | 'embedBar'
  | 'compose'
  | 'memory';

const passes: Readonly<Record<PassName, readonly string[]>> = {
  sense: [state, sense],
  tell: [state, tell],
  act: [state, random, act],
  embedScene: [state, windowCode, embedScene],
  embedMovers: [state, embedMovers],
  embedBar: [state, embedBar],
  compose: [state, windowCode, compose],
  memory: [state, memory],
};

/** Compiles one pass for a level. */
export function compilePass(
  gpu: Gpu,
  name: PassName,
  spec: LevelSpec,
  layout: Layout,
  format: Format,
): Promise<Kernel> {
  return createKernel(gpu, {
    label: `world/${name}`,
    code: [layoutCode(spec, layout), format === 'f32' ? f32 : f16, ...passes[name]].join('\n'),
    ...(name === 'act' && { constants: { logLeast: Math.log(spec.least) } }),
  });
}
