export { loadLevel, type LoadLevelOptions } from './level/load-level.ts';
export type { Level, LevelInfo, LevelRecording, LevelSnapshot, ResetOptions } from './level/level.ts';
export { createLevelPainter, type LevelPainter, type LevelPainterOptions } from './paint/level-painter.ts';
export type { ActionSpec } from './engine/engine.ts';
export { createControls } from './play/controls.ts';
export type { Controls, ControlsOptions } from './play/inputs.ts';
export { createPacer, type Pacer } from './play/pacing.ts';
export type { Play, PlayOptions } from './play/types.ts';
export { createCanvasView, type CanvasView } from './play/show.ts';
export {
  recordLevel,
  type LevelRecorder,
  type MoverState,
  type RecordCellsOptions,
  type RecordLevelOptions,
} from './record/record-level.ts';
export {
  createEpisodeFile,
  type CellsHeader,
  type Episode,
  type EpisodeFile,
  type EpisodeHeader,
} from './record/episode-file.ts';
export { readEpisodes, type ReadEpisodesOptions } from './record/read-episodes.ts';
