import { FrameloomError, show } from '@frameloom/gpu';
import { failValue } from './fail.ts';

/** Reads fields of a `config.json` of diffusers or transformers; each method throws an error that names the field. */
export interface JsonFields {
  /** Whole number from `least` (1) to `most` (65536). */
  whole(name: string, preset?: number, least?: number, most?: number): number;
  number(name: string, preset: number): number;
  flag(name: string, preset: boolean): boolean;
  /** One of the names; another one is `unsupported`. */
  choice<Name extends string>(name: string, preset: Name, known: readonly Name[]): Name;
  /** One number for all of `count` stages, or a number for each. */
  wholes(name: string, preset: number | undefined, count: number): readonly number[];
  /** A list of 1 to `most` (8) whole numbers. */
  list(name: string, preset?: readonly number[], most?: number): readonly number[];
  names(name: string, preset: readonly string[] | undefined, known: readonly string[]): readonly string[];
  /** Throws `unsupported` unless the field is missing, null or `value`. */
  require(name: string, value: unknown): void;
  has(name: string): boolean;
}

/** @throws FrameloomError `invalid-argument`, `unsupported`. */
export function readJsonFields(label: string, json: unknown): JsonFields {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    failValue(label, 'the config', json, 'the object of a config.json');
  }
  const values = json as Record<string, unknown>;
  const get = (name: string): unknown =>
    Object.hasOwn(values, name) ? (values[name] ?? undefined) : undefined;
  const isWhole = (value: unknown, least: number, most: number): value is number =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
  const failUnknown = (name: string, value: unknown, known: readonly string[]): never => {
    throw new FrameloomError(
      'unsupported',
      `${label}: ${name} has ${show(value)}. Supported are ${known.join(', ')}.`,
    );
  };
  const fields: JsonFields = {
    has: (name) => get(name) !== undefined,
    whole(name, preset, least = 1, most = 65536) {
      const value = get(name) ?? preset;
      if (isWhole(value, least, most)) return value;
      return failValue(label, name, value, `a whole number from ${least} to ${most}`);
    },
    number(name, preset) {
      const value = get(name) ?? preset;
      if (typeof value === 'number' && Number.isFinite(value)) return value;
      return failValue(label, name, value, 'a finite number');
    },
    flag(name, preset) {
      const value = get(name) ?? preset;
      return typeof value === 'boolean' ? value : failValue(label, name, value, 'true or false');
    },
    choice(name, preset, known) {
      const value = get(name) ?? preset;
      const found = known.find((one) => one === value);
      return found ?? failUnknown(name, value, known);
    },
    wholes(name, preset, count) {
      const value = get(name) ?? preset;
      if (isWhole(value, 1, 65536)) return Array.from({ length: count }, () => value);
      if (Array.isArray(value) && value.length === count && value.every((item) => isWhole(item, 1, 65536)))
        return value as number[];
      return failValue(label, name, value, `a whole number, or ${count} of them`);
    },
    list(name, preset, most = 8) {
      const value = get(name) ?? preset;
      if (Array.isArray(value) && value.length >= 1 && value.length <= most) {
        if (value.every((item) => isWhole(item, 1, 65536))) return value as number[];
      }
      return failValue(label, name, value, `1 to ${most} whole numbers`);
    },
    names(name, preset, known) {
      const value = get(name) ?? preset;
      if (!Array.isArray(value) || value.length < 1 || value.length > 8)
        return failValue(label, name, value, '1 to 8 names');
      const unknown = value.find((item) => typeof item !== 'string' || !known.includes(item));
      if (unknown === undefined) return value as string[];
      return failUnknown(name, unknown, known);
    },
    require(name, value) {
      const given = get(name);
      if (given === undefined || given === value) return;
      throw new FrameloomError(
        'unsupported',
        `${label}: ${name} is ${show(given)}. Only ${show(value)} is supported.`,
      );
    },
  };
  return fields;
}
