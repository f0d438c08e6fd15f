import type { WgslLibraries } from '@frameloom/gpu';
import { frameLibraries } from '@frameloom/gpu/frame';
import along from './lib/along.wgsl?raw';
import blocks from './lib/blocks.wgsl?raw';
import candidate from './lib/candidate.wgsl?raw';
import evidence from './lib/evidence.wgsl?raw';
import flowAt from './lib/flow-at.wgsl?raw';
import front from './lib/front.wgsl?raw';
import light from './lib/light.wgsl?raw';
import look from './lib/look.wgsl?raw';
import params from './lib/params.wgsl?raw';
import project from './lib/project.wgsl?raw';
import proposals from './lib/proposals.wgsl?raw';
import trajectory from './lib/trajectory.wgsl?raw';
import warp from './lib/warp.wgsl?raw';
import compose from './passes/blend/compose.wgsl?raw';
import choice from './passes/blend/analytic.wgsl?raw';
import proposal from './passes/mix/analytic.wgsl?raw';

/** The libraries that the shaders' `// uses:` lines name. */
export const libraries: WgslLibraries = {
  ...frameLibraries,
  along,
  blocks,
  candidate,
  compose,
  evidence,
  'flow-at': flowAt,
  front,
  light,
  look,
  params,
  project,
  proposal,
  proposals,
  choice,
  trajectory,
  warp,
};
