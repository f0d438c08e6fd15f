export { teachLevel, type LessonFigures, type LevelTeacher, type TeachLevelOptions } from './teach-level.ts';
export type { Start } from './level-folder.ts';
