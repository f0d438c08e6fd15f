/** How weights are kept: single or half precision, or quantised. */
export type WeightFormat = 'f32' | 'f16' | 'q8' | 'q4';

/** All of them. */
export const weightFormats: readonly WeightFormat[] = ['f32', 'f16', 'q8', 'q4'];
