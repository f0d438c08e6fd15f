import {
  createCircuitAt,
  createPilot,
  frameHeight,
  frameWidth,
  lap,
  palette,
  poseAt,
  stepsPerSecond,
  type Aim,
} from '@frameloom/scenes/circuit';
import { compare } from '../pixels/figures/compare.ts';
import { circuit } from '../pixels/games/circuit.ts';
import { meanOf } from '../pixels/played.ts';
import type { LevelPlayer } from '../pixels/player.ts';
import { poseAtPicture, recordStart } from './drives.ts';
import { createFollower } from './follower.ts';
import type { Probe } from './probe.ts';

/** Laps by a pilot that sees predicted pictures only. Shares, seconds, dB; null where no lap was ended. */
export type LapFigures = {
  starts: number;
  /** Of the starts, those from which all laps were ended. */
  finished: number;
  /** Of the laps that were ended, and of the same in the real drive by the same pilot; how far they are apart, as a share of it. */
  seconds: number | null;
  realSeconds: number | null;
  timeError: number | null;
  /** Pictures when the car passes the start line, beside the real ones at the pose that they show: the mean and the least. */
  startLinePsnr: number | null;
  startLineLeast: number | null;
  /** Laps driven from each start, and why it ended. */
  driven: number[];
  ends: End[];
  steps: number;
  jumpsPer1000: number;
  /** Steps at which the lamp of crashes went on, which it never does in the real drive by this pilot. */
  phantomPer1000: number;
};

type End = 'finished' | 'no road' | 'too slow';

type Run = {
  steps: number;
  times: number[];
  done: number;
  end: End;
  lines: number[];
  jumps: number;
  hits: number;
};

const aim: Aim = { lateral: 0, speed: 8, direction: 1 };
/** Pictures in a row without a road after which it is over. */
const mostLost = 30;

/** Drives `laps` laps from each of the first `starts` of 16 places. */
export async function driveLaps(
  probe: Probe,
  player: LevelPlayer,
  { starts, laps, told }: { starts: number; laps: number; told: number },
  onRun: (text: string) => void = () => {},
): Promise<LapFigures> {
  const runs: { run: Run; real: number[] }[] = [];
  for (let i = 0; i < starts; i++) {
    // Spread over the road.
    const start = (5 * i) % 16;
    const real = realLaps(start, laps);
    const run = await driveFrom(probe, player, start, told, real);
    runs.push({ run, real });
    onRun(`start ${i + 1} of ${starts}: ${run.end} after ${run.done.toFixed(2)} laps, ${run.steps} steps`);
  }
  const ended = runs.flatMap(({ run, real }) => run.times.map((own, i) => ({ own, real: real[i]! })));
  const lines = runs.flatMap(({ run }) => run.lines);
  const total = (pick: (run: Run) => number): number => runs.reduce((sum, { run }) => sum + pick(run), 0);
  const steps = total((run) => run.steps);
  const per1000 = (pick: (run: Run) => number): number => (1000 * total(pick)) / Math.max(1, steps);
  return {
    starts,
    finished: total(({ end }) => Number(end === 'finished')) / Math.max(1, starts),
    seconds: meanOf(ended.map(({ own }) => own / stepsPerSecond)),
    realSeconds: meanOf(ended.map(({ real }) => real / stepsPerSecond)),
    timeError: meanOf(ended.map(({ own, real }) => Math.abs(own - real) / real)),
    startLinePsnr: meanOf(lines),
    startLineLeast: lines.length > 0 ? Math.min(...lines) : null,
    driven: runs.map(({ run }) => run.done),
    ends: runs.map(({ run }) => run.end),
    steps,
    jumpsPer1000: per1000(({ jumps }) => jumps),
    phantomPer1000: per1000(({ hits }) => hits),
  };
}

/** Steps of each lap of the real drive by the pilot, who knows where it is. */
export function realLaps(start: number, laps: number): number[] {
  const { state, step } = createCircuitAt(start, 16);
  const pilot = createPilot();
  const begun = state.distance;
  const ends = [0];
  for (let steps = 1; ends.length <= laps; steps++) {
    step(pilot.act(state, aim));
    if (state.distance - begun >= ends.length * lap) ends.push(steps);
  }
  return durations(ends);
}

const durations = (ends: readonly number[]): number[] => ends.slice(1).map((end, i) => end - ends[i]!);

async function driveFrom(
  probe: Probe,
  player: LevelPlayer,
  start: number,
  told: number,
  real: readonly number[],
): Promise<Run> {
  const drive = recordStart(start, told);
  const step = await player.begin(drive.truth, told);
  const size = frameWidth * frameHeight;
  let picture = drive.truth.frames.subarray(told * size, (told + 1) * size);
  // Where the car stands is known.
  const follower = createFollower(probe, probe.read(picture, poseAtPicture(drive, told), 'close'));
  const pilot = createPilot();
  const longest = 1.5 * real.reduce((sum, value) => sum + value, 0);
  const ends = [0];
  const run: Run = { steps: 0, times: [], done: 0, end: 'too slow', lines: [], jumps: 0, hits: 0 };
  while (run.steps < longest && ends.length <= real.length && follower.lost < mostLost) {
    const { x, z, heading, speed, wheel, along } = follower.reading;
    const next = await step(pilot.act(poseAt(x, z, heading, speed, wheel), aim));
    run.steps++;
    run.hits += Number(circuit.events.hit(picture, next));
    picture = next;
    const jumped = follower.next(picture);
    const moved = follower.reading.along - along;
    // What is jumped is not driven.
    if (jumped) run.jumps++;
    else run.done += (moved - lap * Math.round(moved / lap)) / lap;
    if (!jumped && moved < -lap / 2) run.lines.push(lineOf(probe, picture, follower.reading));
    if (run.done >= ends.length) ends.push(run.steps);
  }
  if (ends.length > real.length) run.end = 'finished';
  else if (follower.lost >= mostLost) run.end = 'no road';
  run.times = durations(ends);
  return run;
}

/** dB between a picture and the real one at the pose that it shows. */
function lineOf(probe: Probe, picture: Uint8Array, near: Parameters<Probe['read']>[1]): number {
  const truth = probe.draw(probe.read(picture, near));
  return compare(palette, truth, picture, truth).psnr;
}
