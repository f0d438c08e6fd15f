import type { LoadModelOptions, Model } from '@frameloom/nn';

/** Networks that ship with this package, by what they cost. */
export const shippedModels = ['small', 'medium', 'large'] as const;

/** Name of a network that ships with this package. */
export type ShippedModel = (typeof shippedModels)[number];

type Files = { config: URL; weights: URL };

// A module for each, so that nobody's bundle holds the weights of a network that is not used.
const files: Readonly<Record<ShippedModel, () => Promise<Files>>> = {
  small: async () => (await import('./small.ts')).small,
  medium: async () => (await import('./medium.ts')).medium,
  large: async () => (await import('./large.ts')).large,
};

/** Loads and checks a network that ships with this package. Throws FrameloomError `load-failed`, `aborted`. */
export async function loadShippedModel(name: ShippedModel, options: LoadModelOptions = {}): Promise<Model> {
  const [{ loadModel }, { config, weights }] = await Promise.all([import('@frameloom/nn'), files[name]()]);
  return loadModel(config, { ...options, weights });
}

/** Loads and checks the network that colours. Throws as {@link loadShippedModel}. */
export async function loadColourModel(options: LoadModelOptions = {}): Promise<Model> {
  const [{ loadModel }, { colour }] = await Promise.all([import('@frameloom/nn'), import('./colour.ts')]);
  return loadModel(colour.config, { ...options, weights: colour.weights });
}

/** Loads and checks the network that sees how badly a frame was treated. Throws as {@link loadShippedModel}. */
export async function loadDegradationModel(options: LoadModelOptions = {}): Promise<Model> {
  const [{ loadModel }, { degradation }] = await Promise.all([
    import('@frameloom/nn'),
    import('./degradation.ts'),
  ]);
  return loadModel(degradation.config, { ...options, weights: degradation.weights });
}
