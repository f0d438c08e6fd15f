// The order of features stands in one file, which the player and the recipe read.
import { expect, test } from 'vitest';
import order from '../../../packages/world/src/cells/features.json' with { type: 'json' };
import { featureCode, layOutFeatures } from '../../../packages/world/src/cells/features.ts';
import { loadCellsFiles } from '../../support/cells-files.ts';
import { hasTorch, runPython } from '../../support/python.ts';
import { smallLayout, smallSpec } from '../../gpu/world/small-level.ts';

const level = new URL('../../../models/maze/level/', import.meta.url);

test('parts follow each other in the order of features.json', () => {
  const features = layOutFeatures(smallSpec);
  for (const name of ['mover', 'bar', 'sprite'] as const) {
    const { parts, channels } = features[name];
    expect(Object.keys(parts)).toEqual(order[name]);
    let at = 0;
    for (const part of order[name]) {
      expect(parts[part]).toEqual({ at, size: expect.any(Number) });
      expect(parts[part]!.size).toBeGreaterThan(0);
      at += parts[part]!.size;
    }
    expect(channels).toBe(at);
  }
});

test('shaders have them as constants', () => {
  const { parts } = smallLayout.features.mover;
  const code = featureCode(smallLayout.features).split('\n');
  expect(code).toContain(`const moverPlayerLookAt = ${parts['playerLook']!.at}u;`);
  expect(code).toContain(`const moverPlayerLookSize = ${parts['playerLook']!.size}u;`);
  expect(code).toContain(`const barFeatures = ${smallLayout.features.bar.channels}u;`);
});

test.skipIf(!hasTorch)('the recipe lays them out in the same way', async () => {
  const { spec, layout } = await loadCellsFiles(level);
  const header = {
    ...spec,
    actions: spec.actions.map(({ name }) => name),
    unitPixels: spec.cellPixels / spec.units,
    world: [spec.world.columns, spec.world.rows],
    anchor: [spec.anchor.x, spec.anchor.y],
  };
  const script = `
import json, sys
from models.maze.network import Spec
header = json.loads(sys.argv[1])
spec = Spec(header, ${spec.codes.cells - 1}, ${spec.codes.bar - 1}, header["moves"])
print(json.dumps({name: spec.features(name) for name in ("mover", "bar", "sprite")}))`;
  const printed = await runPython('-c', [script, JSON.stringify(header)]);
  const got = JSON.parse(printed) as Record<'mover' | 'bar' | 'sprite', Record<string, number>>;
  for (const name of ['mover', 'bar', 'sprite'] as const) {
    const sizes = Object.entries(layout.features[name].parts).map(([part, { size }]) => [part, size]);
    expect(Object.entries(got[name]), name).toEqual(sizes);
  }
});
