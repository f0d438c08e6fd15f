import { createPass, type Gpu, type Pass } from '@frameloom/gpu';
import type { Format } from '@frameloom/nn';
import { layoutCode, type Layout } from './layout.ts';
import type { LevelSpec } from './level-spec.ts';
import featureBlock from './lib/feature-block.wgsl?raw';
import random from './lib/random.wgsl?raw';
import state from './lib/state.wgsl?raw';
import storedF16 from './lib/stored-f16.wgsl?raw';
import storedF32 from './lib/stored-f32.wgsl?raw';
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

const shaders: Readonly<Record<PassName, { file: string; code: string }>> = {
  sense: { file: 'sense.wgsl', code: sense },
  tell: { file: 'tell.wgsl', code: tell },
  act: { file: 'act.wgsl', code: act },
  embedScene: { file: 'embed-scene.wgsl', code: embedScene },
  embedMovers: { file: 'embed-movers.wgsl', code: embedMovers },
  embedBar: { file: 'embed-bar.wgsl', code: embedBar },
  compose: { file: 'compose.wgsl', code: compose },
  memory: { file: 'memory.wgsl', code: memory },
};

/** Passes that a level without a bar does not have. */
const barPasses: ReadonlySet<PassName> = new Set(['tell', 'embedBar']);

/** The passes of a level; those of the bar are undefined where there is none. */
export type CellsPasses = Readonly<Record<Exclude<PassName, 'tell' | 'embedBar'>, Pass>> & {
  readonly tell: Pass | undefined;
  readonly embedBar: Pass | undefined;
};

/** Compiles the passes of a level for maps of `format`. */
export async function compilePasses(
  gpu: Gpu,
  spec: LevelSpec,
  layout: Layout,
  format: Format,
): Promise<CellsPasses> {
  const names = (Object.keys(shaders) as PassName[]).filter(
    (name) => layout.barCells > 0 || !barPasses.has(name),
  );
  const passes = await Promise.all(
    names.map(async (name) => [name, await compilePass(gpu, name, spec, layout, format)] as const),
  );
  return Object.fromEntries(passes) as unknown as CellsPasses;
}

/** Compiles one pass. */
export function compilePass(
  gpu: Gpu,
  name: PassName,
  spec: LevelSpec,
  layout: Layout,
  format: Format,
): Promise<Pass> {
  return createPass(gpu, {
    label: `world/${name}`,
    ...shaders[name],
    libraries: {
      random,
      state,
      stored: format === 'f32' ? storedF32 : storedF16,
      window: windowCode,
      'feature-block': featureBlock,
    },
    prelude: layoutCode(spec, layout),
    ...(name === 'act' && { constants: { logLeast: Math.log(spec.least) } }),
  });
}
