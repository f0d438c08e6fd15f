import type { ModelFiles, ShippedModels } from '@frameloom/nn/stage';

/** Networks that ship with this package, in order of cost. */
export const shippedModels = ['small', 'medium', 'large'] as const;

/** Name of a network that ships with this package. */
export type ShippedModel = (typeof shippedModels)[number];

// One module per network, so that a bundle holds only the weights that are used.
/** Files of the networks that double pictures. */
export const doublerFiles: Readonly<Record<ShippedModel, () => Promise<ModelFiles>>> = {
  small: async () => (await import('./small.ts')).small,
  medium: async () => (await import('./medium.ts')).medium,
  large: async () => (await import('./large.ts')).large,
} satisfies ShippedModels;

/** Files of the network that colours. */
export const colourFiles = async (): Promise<ModelFiles> => (await import('./colour.ts')).colour;

/** Files of the network that measures degradation. */
export const degradationFiles = async (): Promise<ModelFiles> =>
  (await import('./degradation.ts')).degradation;
