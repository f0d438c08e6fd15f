// The drive that a level is learned from: the same everywhere, with bots that do what they are for.
import { expect, test } from 'vitest';
import {
  botNames,
  createBot,
  createCircuit,
  createPainter,
  frameHeight,
  frameWidth,
  lap,
  numberOf,
  palette,
  pieces,
  pointAt,
  locate,
  type BotName,
} from '@frameloom/scenes/circuit';

const drive = (bot: BotName, seed: number, steps: number) => {
  const circuit = createCircuit({ seed, scattered: true });
  const act = createBot(bot, seed);
  const speeds: number[] = [];
  let hits = 0;
  for (let i = 0; i < steps; i++) {
    circuit.step(act(circuit.state));
    speeds.push(circuit.state.speed);
    if (circuit.state.lamp === 15) hits++;
  }
  return { state: circuit.state, speeds, hits };
};

const hashOf = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => (Math.imul(sum, 31) + byte) | 0, 7);

test('the loop closes, and places on it are found again', () => {
  const [first, last] = [pieces[0]!, pieces.at(-1)!];
  const end = pointAt(last.start + last.length - 1e-9, 0);
  expect(Math.hypot(end.x - first.x, end.z - first.z)).toBeLessThan(1e-6);
  for (let along = 0.5; along < lap; along += 7.3) {
    const { x, z } = pointAt(along, 2.5);
    const place = locate(x, z);
    expect(place.along).toBeCloseTo(along, 6);
    expect(place.lateral).toBeCloseTo(2.5, 6);
  }
});

test('pictures of 48 colours follow from seed and actions alone', () => {
  expect(palette.length).toBe(48);
  const painter = createPainter();
  const { state } = drive('keeper', 7, 200);
  const [first, second] = [
    new Uint8Array(frameWidth * frameHeight),
    new Uint8Array(frameWidth * frameHeight),
  ];
  painter.draw(state, first);
  createPainter().draw(drive('keeper', 7, 200).state, second);
  expect(second).toEqual(first);
  expect(Math.max(...first)).toBeLessThan(48);
  // Recordings that were made elsewhere must be of these pictures.
  expect(hashOf(first)).toMatchInlineSnapshot(`-550179479`);
  painter.draw({ ...state, speed: 0, lamp: 3 }, second);
  expect([...second].filter((number) => number === numberOf('lampOn')).length).toBe(32);
  expect([...second].includes(numberOf('bar'))).toBe(false);
});

test('bots drive, creep, crash, turn round', () => {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const steps = 2400;
  const keeper = drive('keeper', 3, steps);
  expect(keeper.state.distance).toBeGreaterThan(1.8 * lap);
  expect(keeper.hits).toBe(0);
  expect(drive('weaver', 3, steps).hits).toBe(0);
  expect(mean(drive('creeper', 3, steps).speeds.map((speed) => Number(speed < 2)))).toBeGreaterThan(0.5);
  expect(drive('crasher', 3, steps).hits).toBeGreaterThan(4);
  expect(drive('turner', 3, steps).state.distance).toBeLessThan(lap);
  expect(botNames.at(-1)).toBe('weaver');
});
