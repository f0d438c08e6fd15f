import { FrameloomError, show } from '@frameloom/gpu';
import type { JsonObject } from '@frameloom/nn';
import type { ActionSpec, LevelBasics } from './engine.ts';

/** Reads fields of a level.json; each function throws `load-failed` naming the field for a value of another kind. */
export type SpecReader = {
  object(field: string, value: unknown): JsonObject;
  list(field: string, value: unknown, least: number, most: number): readonly unknown[];
  text(field: string, value: unknown): string;
  /** A whole number; `least` is 1 by default. */
  count(field: string, value: unknown, most: number, least?: number): number;
  /** Two whole numbers. */
  pair(field: string, value: unknown, most: number, least?: number): [number, number];
  /** A number above 0, at most 1. */
  share(field: string, value: unknown): number;
  fail(field: string, wanted: string, got: unknown): never;
};

/** Makes a reader. @param where Begins every message. @param advice Ends it. */
export function createSpecReader(where: string, advice = 'Export the level again.'): SpecReader {
  const fail = (field: string, wanted: string, got: unknown): never => {
    throw new FrameloomError(
      'load-failed',
      `${where}: ${field} must be ${wanted}, got ${show(got)}. ${advice}`,
    );
  };
  const read: SpecReader = {
    fail,
    object: (field, value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? (value as JsonObject)
        : fail(field, 'an object', value),
    list: (field, value, least, most) =>
      Array.isArray(value) && value.length >= least && value.length <= most
        ? (value as readonly unknown[])
        : fail(field, least === most ? `a list of ${least}` : `a list of ${least} to ${most}`, value),
    text: (field, value) =>
      typeof value === 'string' && value !== '' && value.length <= 200 ? value : fail(field, 'text', value),
    count: (field, value, most, least = 1) =>
      typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
        ? value
        : fail(field, `a whole number from ${least} to ${most}`, value),
    pair(field, value, most, least = 1) {
      const [first, second] = read.list(field, value, 2, 2);
      return [read.count(`${field}[0]`, first, most, least), read.count(`${field}[1]`, second, most, least)];
    },
    share: (field, value) =>
      typeof value === 'number' && value > 0 && value <= 1
        ? value
        : fail(field, 'a number above 0, at most 1', value),
  };
  return read;
}

/** Reads what the level.json of every kind says. */
export function readBasics(read: SpecReader, root: JsonObject): LevelBasics {
  const [width, height] = read.pair('frame', root['frame'], 4096);
  return {
    frame: { width, height },
    fps: read.count('fps', root['fps'], 1000),
    actions: read
      .list('actions', root['actions'], 1, 64)
      .map((item, i) => readAction(read, `actions[${i}]`, item)),
    starts: read.list('starts', root['starts'], 1, 4096).map((item, i) => ({
      name: read.text(`starts[${i}].name`, read.object(`starts[${i}]`, item)['name']),
    })),
  };
}

function readAction(read: SpecReader, field: string, item: unknown): ActionSpec {
  const action = read.object(field, item);
  return {
    name: read.text(`${field}.name`, action['name']),
    keys: read.list(`${field}.keys`, action['keys'], 0, 16).map((key) => read.text(`${field}.keys`, key)),
  };
}
