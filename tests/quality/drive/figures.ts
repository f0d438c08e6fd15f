import { measureEvents, type EventFigures } from '../pixels/figures/events.ts';
import type { ActionFigures } from '../pixels/figures/player.ts';
import { measureSteps } from '../pixels/figures/steps.ts';
import { circuit } from '../pixels/games/circuit.ts';
import type { Played } from '../pixels/played.ts';
import type { Drive } from './drives.ts';
import { measurePoses, pictureAfter, type PoseFigures } from './poses.ts';
import type { Probe } from './probe.ts';
import { measureHeld } from './read-actions.ts';

/** Figures after some steps: pixels and dB, from step 100 on also what pictures show. */
export type StepRow = { changed: number | null; psnr: number } & Partial<PoseFigures>;

/** All that predictions of the real drives tell. */
export type DriveFigures = {
  steps: Record<string, StepRow>;
  hits: EventFigures;
  actions: ActionFigures;
};

/** A real drive, and what was predicted of it. */
export type Predicted = { drive: Drive; played: Played };

/** Own steps in which hits and actions are read: later on the car is elsewhere, and the same actions lead to other walls. */
const horizon = 100;

/** @param marks Own steps after which pictures are read. */
export function measureDrives(
  probe: Probe,
  {
    drives,
    crashes,
    marks,
  }: { drives: readonly Predicted[]; crashes: readonly Predicted[]; marks: readonly number[] },
): DriveFigures {
  const played = drives.map((one) => one.played);
  const steps: Record<string, StepRow> = {};
  for (const [mark, row] of Object.entries(measureSteps(circuit, played)))
    steps[mark] = { changed: row['changed'] ?? null, psnr: row['psnr']! };
  for (const mark of marks) {
    const poses = measurePoses(
      probe,
      drives.flatMap(({ drive, played }) => pictureAfter(played, drive, mark)),
    );
    if (poses) steps[mark] = { ...steps[mark]!, ...poses };
  }
  return {
    steps,
    hits: measureEvents(circuit.events.hit, [...crashes.map((one) => one.played), ...played], horizon),
    actions: measureHeld(played, horizon),
  };
}
