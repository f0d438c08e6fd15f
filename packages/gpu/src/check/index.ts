import explain from './explain.wgsl?raw';

export {
  fewestSamples,
  judgeMotion,
  readFields,
  type MotionCheckCode,
  type ReadField,
} from './judge-motion.ts';
export { createReports, type CheckWarning, type Reports } from './reports.ts';
export {
  createStatistics,
  slotFields,
  statisticsBytes,
  windowFrames,
  type Statistics,
} from './statistics.ts';

/** WGSL that counts, for one sample, how well several motions explain the picture. */
export const checkLibraries: { readonly explain: string } = { explain };
