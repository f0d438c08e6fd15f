import { bedNames } from '../bed/index.ts';
import type { SceneGroups } from '../host/arguments.ts';
import { builtInNames } from './built-in.ts';

/** What `--scene` calls several scenes: `all` of the gallery, which constants were tuned on, and the `test` bed, which judges. */
export const sceneGroups: SceneGroups = { all: builtInNames, test: bedNames };
