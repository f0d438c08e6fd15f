import { anime4k } from './anime4k.ts';
import { filters } from './filters.ts';
import { networks } from './networks.ts';
import { spatial } from './spatial.ts';
import type { VideoMethod } from './types.ts';
import { websr } from './websr.ts';

/** Every method, in the order of the table. */
export const videoMethods: readonly VideoMethod[] = [...filters, spatial, ...networks, ...websr, ...anime4k];
