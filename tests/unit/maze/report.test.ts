// What ships is as good as its card says: the figures that `npm run quality -- --level models/maze --save` wrote into level.json.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Report = {
  adapter: string;
  level: string;
  episodes: number;
  steps: Record<
    string,
    Record<'psnr' | 'tileAccuracy' | 'player' | 'pellets' | 'walls' | 'chaserCount', number>
  >;
  events: Record<'lives' | 'score' | 'livesSeen', number>;
  doUndo: number;
  comeHome: Record<string, number>;
  latency: number;
  gflopPerStep: number;
  whole: Record<'games' | 'lives' | 'score' | 'both', number>;
  built: Record<string, Record<'lives' | 'score', number>>;
  illegalBars: Record<'bars' | 'afterOne' | 'afterTwo', number>;
  fromFirstPicture: Record<string, number>;
};

const file = new URL('../../../models/maze/level/level.json', import.meta.url);
const { metrics } = JSON.parse(readFileSync(file, 'utf8')) as { metrics: { report: Report } };
const { steps, events, comeHome, ...report } = metrics.report;

test('enough was measured', () => {
  expect(report.level).toBe('Wick');
  expect(report.episodes).toBeGreaterThanOrEqual(12);
  expect(events.livesSeen).toBeGreaterThanOrEqual(50);
  expect(Object.keys(steps)).toEqual(['1', '10', '100', '1000']);
  expect(report.whole.games).toBeGreaterThanOrEqual(24);
});

test.each([
  ['tiles after one step', steps['1']!.tileAccuracy, 0.999],
  ['player after one step', steps['1']!.player, 0.995],
  ['player after 100', steps['100']!.player, 0.97],
  ['embers after 100', steps['100']!.pellets, 0.98],
  ['walls after 100', steps['100']!.walls, 0.999],
  ['player after 1000', steps['1000']!.player, 0.9],
  ['number of snuffers over 1000', steps['1000']!.chaserCount, 0.98],
  ['contact costs a life', events.lives, 0.95],
  ['home after 200', comeHome['200']!, 0.99],
  ['do and undo', report.doUndo, 0.99],
  ['lives right in whole games', report.whole.lives, 0.95],
  ['score right in whole games', report.whole.score, 0.95],
  ['lives and score right in whole games', report.whole.both, 0.95],
  ['illegal bars mended in two steps', report.illegalBars.afterTwo, 1],
  ['tiles 120 steps after a first picture', report.fromFirstPicture['120']!, 0.4],
  ...Object.entries(report.built).flatMap(([name, { lives, score }]): [string, number, number][] => [
    [`lives right where rare moments are set: ${name}`, lives, 0.95],
    [`score right where rare moments are set: ${name}`, score, 0.95],
  ]),
])('%s', (_, got, goal) => {
  expect(got).toBeGreaterThanOrEqual(goal);
  expect(got).toBeLessThanOrEqual(1);
});

test('a step costs little', () => {
  expect(report.gflopPerStep).toBeLessThan(3);
  expect(report.latency).toBe(1);
});
