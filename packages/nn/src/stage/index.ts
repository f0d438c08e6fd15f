export { openStage } from './stage.ts';
export { openOptionalStage, stageLibraries, type OptionalStage } from './optional.ts';
export { allOrDispose } from './all-or-dispose.ts';
export { isModelSource } from './is-model-source.ts';
export type {
  ModelFiles,
  ReadyStage,
  ShippedModels,
  Stage,
  StageContract,
  StageMap,
  StageMaps,
  StageOptions,
  StageSource,
  StageState,
} from './types.ts';
