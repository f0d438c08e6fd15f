import { frameWidth, lap, locate, wrap } from '@frameloom/scenes/circuit';
import { meanOf, pictureOf, type Played } from '../pixels/played.ts';
import { pixels, poseAtPicture, type Drive } from './drives.ts';
import { better } from './follower.ts';
import { noRoad, type Eye, type Probe, type Reading } from './probe.ts';

/** How far what pictures show is from the truth, mean absolute errors: m/s, degrees, metres across and along the road. */
export type PoseErrors = { speed: number; heading: number; lateral: number; along: number };

/** What a list of pictures shows. */
export type PoseFigures = PoseErrors & {
  /** The share of pictures in which all four are within {@link goals}. */
  within: number;
  /** The share of its view by which a picture differs from the nearest real one that was found: what a smear or a ghost adds. */
  sharpness: number;
  /** The share of pictures that are a road: that differ by less than {@link noRoad}. */
  roads: number;
  /** The share of pictures with at least 95 % of the dashboard that belongs to what it says. */
  dashboards: number;
};

export const goals: PoseErrors = { speed: 0.4, heading: 2, lateral: 0.3, along: 0.5 };

const names = Object.keys(goals) as (keyof PoseErrors)[];

/** How far a reading is from the truth. */
export function errorsOf(reading: Reading, truth: Eye & { speed: number }): PoseErrors {
  const { along, lateral } = locate(truth.x, truth.z);
  const ahead = reading.along - along;
  return {
    speed: Math.abs(reading.speed - truth.speed),
    heading: (Math.abs(wrap(reading.heading - truth.heading)) * 180) / Math.PI,
    lateral: Math.abs(reading.lateral - lateral),
    along: Math.abs(ahead - lap * Math.round(ahead / lap)),
  };
}

/** Reads pictures of drives at one step. Where the truth's surroundings do not explain a picture the whole road is searched. */
export function measurePoses(
  probe: Probe,
  list: readonly { drive: Drive; picture: Uint8Array; number: number }[],
): PoseFigures | null {
  if (list.length === 0) return null;
  const found = list.map(({ drive, picture, number }) => {
    const truth = poseAtPicture(drive, number);
    const near = probe.read(picture, truth);
    const reading = near.residual > 0.05 ? better(near, probe.read(picture)) : near;
    return { ...rate(reading, truth), dashboard: dashboardOf(picture, probe.draw(reading)) };
  });
  return summarize(found);
}

/** The probe's own error: real pictures, each searched for on the whole road. */
export function measureProbe(
  probe: Probe,
  list: readonly { drive: Drive; number: number }[],
): PoseFigures | null {
  if (list.length === 0) return null;
  return summarize(
    list.map(({ drive, number }) => {
      const picture = pictureOf(drive.truth.frames, number, pixels);
      const reading = probe.read(picture);
      const dashboard = dashboardOf(picture, probe.draw(reading));
      return { ...rate(reading, poseAtPicture(drive, number)), dashboard };
    }),
  );
}

type Rated = { errors: PoseErrors; residual: number; dashboard: number };

const rate = (reading: Reading, truth: Eye & { speed: number }): Omit<Rated, 'dashboard'> => ({
  errors: errorsOf(reading, truth),
  residual: reading.residual,
});

function summarize(list: readonly Rated[]): PoseFigures {
  const mean = (pick: (rated: Rated) => number): number => meanOf(list.map(pick))!;
  const error = (name: keyof PoseErrors): number => mean(({ errors }) => errors[name]);
  return {
    speed: error('speed'),
    heading: error('heading'),
    lateral: error('lateral'),
    along: error('along'),
    within: mean(({ errors }) => Number(names.every((name) => errors[name] <= goals[name]))),
    sharpness: mean(({ residual }) => residual),
    roads: mean(({ residual }) => Number(residual < noRoad)),
    dashboards: mean(({ dashboard }) => Number(dashboard >= 0.95)),
  };
}

/** The share of the dashboard's pixels that are those of another picture. */
function dashboardOf(picture: Uint8Array, other: Uint8Array): number {
  const first = picture.length - 4 * frameWidth;
  let same = 0;
  for (let i = first; i < picture.length; i++) same += Number(picture[i] === other[i]);
  return same / (4 * frameWidth);
}

/** The picture that own predictions show after some steps, where they go as far. */
export function pictureAfter(
  { told, made }: Played,
  drive: Drive,
  steps: number,
): { drive: Drive; picture: Uint8Array; number: number }[] {
  const number = told + steps;
  if ((number + 1) * pixels > made.length) return [];
  return [{ drive, picture: pictureOf(made, number, pixels), number }];
}
