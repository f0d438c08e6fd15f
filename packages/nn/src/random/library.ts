import type { WgslLibraries } from '@frameloom/gpu';
import philox from './philox.wgsl?raw';

/**
 * Counter-based random numbers for shaders that say `// uses: philox`: `philox(counter: vec4u, key: vec2u) -> vec4u` and
 * `openUniform(words: vec4u) -> vec4f`, between 0 and 1, both excluded. Philox 4×32-10, Salmon et al., SC 2011.
 */
export const randomLibraries: WgslLibraries = { philox };
