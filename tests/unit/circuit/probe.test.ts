// What `npm run quality -- --level` reads from pictures of the drive: how far it is from the truth, and what is no road.
import { createPainter, frameHeight, frameWidth, placeCar, type CarState } from '@frameloom/scenes/circuit';
import { createRandom } from '@frameloom/scenes/kit';
import { expect, test } from 'vitest';
import { poseAtPicture, recordCrashes, recordWeaver } from '../../quality/drive/drives.ts';
import { createFollower } from '../../quality/drive/follower.ts';
import { errorsOf, goals, measurePoses, type PoseErrors } from '../../quality/drive/poses.ts';
import { createProbe, noRoad, type Eye } from '../../quality/drive/probe.ts';
import { measureHeld } from '../../quality/drive/read-actions.ts';
import { copyLast, pictureOf } from '../../quality/pixels/played.ts';

const pixels = frameWidth * frameHeight;
const probe = createProbe();
const painter = createPainter();
const random = createRandom(77);

const draw = (car: CarState, by = painter): Uint8Array => {
  const picture = new Uint8Array(pixels);
  by.draw(car, picture);
  return picture;
};

/** Anywhere on the road, at any speed, not quite along it. */
const anywhere = (): CarState => ({
  ...placeCar(random.range(0, 235), random.range(-3.2, 3.2), random.range(-0.35, 0.35), random.range(0, 11)),
  steer: random.range(-1, 1),
});

const expectWithin = (errors: PoseErrors, bounds: PoseErrors): void => {
  for (const [name, bound] of Object.entries(bounds))
    expect(errors[name as keyof PoseErrors], name).toBeLessThanOrEqual(bound);
};

/** What the bar of the speed can tell, and a quarter of a pixel. */
const bounds: PoseErrors = { speed: 0.14, heading: 0.5, lateral: 0.15, along: 0.15 };

test('poses of real pictures, from a guess and from nothing', { timeout: 120_000 }, () => {
  for (let i = 0; i < 16; i++) {
    const car = anywhere();
    const guess: Eye = {
      x: car.x + random.range(-1, 1),
      z: car.z + random.range(-1, 1),
      heading: car.heading + random.range(-0.15, 0.15),
    };
    const found = i < 14 ? probe.read(draw(car), guess) : probe.read(draw(car));
    expectWithin(errorsOf(found, car), bounds);
    expect(found.residual).toBeLessThan(0.05);
    expect(found.wheel).toBeCloseTo(car.steer, 1);
  }
});

test('spoilt pictures are still read, the road in another town is found, noise is far from all', () => {
  const car = anywhere();
  const [picture, other] = [draw(car), draw(car, createPainter(7))];
  const spoilt = picture.map((color, i) =>
    random.next() < 0.2 && i < 50 * frameWidth ? random.int(48) : color,
  );
  const found = probe.read(spoilt, car);
  expectWithin(errorsOf(found, car), { ...bounds, lateral: 0.3 });
  expect(found.residual).toBeCloseTo(0.2, 1);
  const elsewhere = probe.read(other, car);
  expectWithin(errorsOf(elsewhere, car), { ...bounds, lateral: 0.3 });
  expect(elsewhere.residual).toBeGreaterThan(0.15);
  const noise = picture.map(() => random.int(48));
  expect(probe.read(noise, car).residual).toBeGreaterThan(0.9);
  expect(found.residual).toBeLessThan(noRoad);
});

test('a car is followed, and a jump is noticed', () => {
  const drive = recordWeaver(12, 90);
  const picture = (at: number): Uint8Array => pictureOf(drive.truth.frames, at, pixels);
  const follower = createFollower(probe, probe.read(picture(0), poseAtPicture(drive, 0), 'close'));
  for (let at = 1; at <= 40; at++) {
    expect(follower.next(picture(at))).toBe(false);
    expectWithin(errorsOf(follower.reading, poseAtPicture(drive, at)), bounds);
  }
  let jumps = 0;
  for (let at = 80; at <= 90; at++) jumps += Number(follower.next(picture(at)));
  expect(jumps).toBe(1);
  expectWithin(errorsOf(follower.reading, poseAtPicture(drive, 90)), bounds);
  expect(follower.lost).toBe(0);
  const black = new Uint8Array(pixels).fill(47);
  expect(follower.next(black)).toBe(false);
  expect(follower.lost).toBe(1);
});

test('figures of real drives, and of pictures that stand', () => {
  const drives = [3, 4].map((seed) => recordWeaver(seed, 90));
  const list = drives.map(({ truth }) => ({ truth, made: truth.frames.slice(), told: 20, pixels }));
  expect(measureHeld(list, 100)).toEqual({ agreement: 1, own: 1, real: 1 });
  expect(measureHeld(list.map(copyLast), 100).agreement).toBeLessThan(0.7);
  const at = (number: number) =>
    drives.map((drive) => ({ drive, picture: pictureOf(drive.truth.frames, number, pixels), number: 90 }));
  const right = measurePoses(probe, at(90))!;
  expect(right).toMatchObject({ within: 1, roads: 1, dashboards: 1 });
  expectWithin(right, bounds);
  const late = measurePoses(probe, at(50))!;
  expect(late).toMatchObject({ within: 0, roads: 1, dashboards: 1 });
  expect(late.along).toBeGreaterThan(goals.along);
  const [crash] = recordCrashes(5, 1, 8);
  expect(crash!.truth.actions.length).toBe(68);
  expect(crash!.truth.frames.length).toBe(69 * pixels);
});
