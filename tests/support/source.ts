// Reads the repository's own source for the checks in tests/unit/repo, tests/size and tests/exports.
export {
  listFiles,
  listModules,
  listPackages,
  listPublished,
  type Manifest,
  readManifest,
  readText,
  repoRoot,
} from './source/files.ts';
export { type Arrows, readArrows } from './source/arrows.ts';
export { findCircles, resolveRelative } from './source/imports.ts';
export { type Export, type ModuleFacts, readModule } from './source/module.ts';
export { publicExports } from './source/exports.ts';
