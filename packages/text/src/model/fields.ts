import { FrameloomError, show } from '@frameloom/gpu';
import type { JsonObject } from '@frameloom/gpu/files';

/** Reads fields of a config.json, and says which one is wrong. */
export type ConfigFields = {
  readonly where: string;
  has(name: string): boolean;
  /** A whole number within limits. */
  count(name: string, options?: { most?: number; least?: number; fallback?: number }): number;
  /** A finite number above 0. */
  positive(name: string, fallback?: number): number;
  flag(name: string, fallback: boolean): boolean;
  text(name: string, fallback?: string): string;
  /** An object, or undefined where there is none. */
  object(name: string): ConfigFields | undefined;
  list(name: string): readonly unknown[] | undefined;
  fail(fact: string): never;
};

/** @param where Names the file, and what field of it the object is. */
export function readFields(where: string, json: JsonObject): ConfigFields {
  const fail = (fact: string): never => {
    throw new FrameloomError('load-failed', `${where}: ${fact}`);
  };
  const value = (name: string): unknown => {
    const found = Object.hasOwn(json, name) ? json[name] : undefined;
    return found === null ? undefined : found;
  };
  const number = (name: string, fallback: number | undefined): number => {
    const found = value(name) ?? fallback;
    if (typeof found === 'number' && Number.isFinite(found)) return found;
    return fail(`${name} must be a number, got ${show(found)}.`);
  };
  return {
    where,
    fail,
    has: (name) => value(name) !== undefined,
    count(name, { most = 2 ** 24, least = 1, fallback } = {}) {
      const found = number(name, fallback);
      if (Number.isInteger(found) && found >= least && found <= most) return found;
      return fail(`${name} must be a whole number from ${least} to ${most}, got ${show(found)}.`);
    },
    positive(name, fallback) {
      const found = number(name, fallback);
      return found > 0 && found < 1e12 ? found : fail(`${name} must be above 0, got ${show(found)}.`);
    },
    flag(name, fallback) {
      const found = value(name) ?? fallback;
      return typeof found === 'boolean' ? found : fail(`${name} must be true or false, got ${show(found)}.`);
    },
    text(name, fallback) {
      const found = value(name) ?? fallback;
      return typeof found === 'string' ? found : fail(`${name} must be text, got ${show(found)}.`);
    },
    object(name) {
      const found = value(name);
      if (found === undefined) return undefined;
      if (typeof found === 'object' && !Array.isArray(found)) {
        return readFields(`${where}: ${name}`, found as JsonObject);
      }
      return fail(`${name} must be an object, got ${show(found)}.`);
    },
    list(name) {
      const found = value(name);
      if (found === undefined) return undefined;
      return Array.isArray(found) ? found : fail(`${name} must be a list, got ${show(found)}.`);
    },
  };
}
