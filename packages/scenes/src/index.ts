import type { BuildOptions, BuiltScene, SceneInfo, SceneName } from './types.ts';

export type { BuildOptions, BuiltScene, SceneInfo, SceneName } from './types.ts';

/** The built-in scenes, in the order in which a gallery shows them. */
export const sceneInfos: readonly SceneInfo[] = [
  {
    name: 'market',
    title: 'Night market',
    summary: 'Lanterns, neon, string lights and wet cobbles: a little of everything that is hard to upscale.',
  },
  {
    name: 'parade',
    title: 'Parade',
    summary:
      'Dancers, confetti and pillars rushing past: fast motion and surfaces that keep being uncovered.',
  },
  {
    name: 'thin',
    title: 'Thin lines',
    summary: 'A Ferris wheel, masts, cables, chain-link and railings, many of them thinner than a pixel.',
  },
  {
    name: 'foliage',
    title: 'Glade',
    summary: 'Alpha-tested leaves and grass moving in the wind under a low sun.',
  },
  {
    name: 'glass',
    title: 'Glass and smoke',
    summary: 'Bottles and panes in front of each other, smoke, sparks and fireflies.',
  },
  {
    name: 'static',
    title: 'Still detail',
    summary:
      'Small text, brick, cloth and a floor to the horizon. Only the camera moves, slowly, then stops.',
  },
];

type Builder = (options: BuildOptions) => BuiltScene;

const builders: Record<SceneName, () => Promise<Builder>> = {
  market: async () => (await import('./market/market.ts')).buildMarket,
  parade: async () => (await import('./parade.ts')).buildParade,
  thin: async () => (await import('./thin/thin.ts')).buildThin,
  foliage: async () => (await import('./foliage/foliage.ts')).buildFoliage,
  glass: async () => (await import('./glass.ts')).buildGlass,
  static: async () => (await import('./static/static.ts')).buildStatic,
};

/**
 * Builds a scene by name; its code is loaded on demand.
 * @throws RangeError when there is no scene of that name.
 */
export async function buildScene(name: SceneName, options: BuildOptions = {}): Promise<BuiltScene> {
  const load = builders[name];
  if (load === undefined) {
    const names = sceneInfos.map((info) => info.name).join(', ');
    throw new RangeError(`buildScene: no scene is called "${String(name)}". Use one of ${names}.`);
  }
  const build = await load();
  return build(options);
}
