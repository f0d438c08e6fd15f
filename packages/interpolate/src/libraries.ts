import type { WgslLibraries } from '@frameloom/gpu';
import { frameLibraries } from '@frameloom/gpu/frame';
import candidate from './lib/candidate.wgsl?raw';
import front from './lib/front.wgsl?raw';
import params from './lib/params.wgsl?raw';
import project from './lib/project.wgsl?raw';
import trajectory from './lib/trajectory.wgsl?raw';
import decide from './passes/blend/decide.wgsl?raw';

/** The libraries that the shaders' `// uses:` lines name. */
export const libraries: WgslLibraries = {
  ...frameLibraries,
  candidate,
  decide,
  front,
  params,
  project,
  trajectory,
};
