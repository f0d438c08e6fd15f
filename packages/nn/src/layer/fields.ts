import { FrameloomError, show } from '@frameloom/gpu';
import type { JsonObject } from '@frameloom/gpu/files';
import { activations, type Activated } from '../activation/activations.ts';

/** Most channels of a map, and of what counts like them. */
export const mostChannels = 4096;

/** Fields of an object in a model.json, read one by one. All errors are FrameloomError `load-failed`. */
export interface Fields {
  /** A whole number from `least` to `most`. Without a fallback the field must be there. */
  count(field: string, options?: { fallback?: number; least?: number; most?: number }): number;
  number(field: string, fallback?: number): number;
  choice<T extends string | number | boolean>(field: string, choices: readonly T[], fallback?: T): T;
  name(field: string): string;
  names(field: string, least: number, most: number): string[];
  has(field: string): boolean;
  /** A field as it is. */
  raw(field: string): unknown;
  /** `activation` and `slope`. */
  activated(): Activated;
  /** Fails with a fact about this object. */
  fail(fact: string): never;
  /** Fails where a field was not read: what it asks for would not happen. */
  end(): void;
}

/** Reads an object's fields. */
export function readFields(where: string, value: unknown): Fields {
  const fail = (fact: string): never => {
    throw new FrameloomError('load-failed', `${where} ${fact}.`);
  };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return fail(`must be an object, got ${show(value)}`);
  }
  const json = value as JsonObject;
  const read = new Set<string>();
  const raw = (field: string): unknown => {
    read.add(field);
    return Object.hasOwn(json, field) ? json[field] : undefined;
  };
  const text = (name: unknown): string =>
    typeof name === 'string' && name !== '' && name.length <= 200
      ? name
      : fail(`a name must be text, got ${show(name)}`);
  const choice = <T extends string | number | boolean>(
    field: string,
    choices: readonly T[],
    fallback?: T,
  ): T => {
    const given = raw(field) ?? fallback;
    if (choices.includes(given as T)) return given as T;
    return fail(`${field} must be one of ${choices.join(', ')}, got ${show(raw(field))}`);
  };
  const number = (field: string, fallback?: number): number => {
    const given = raw(field) ?? fallback;
    if (typeof given === 'number' && Number.isFinite(given)) return given;
    return fail(`${field} must be a number, got ${show(given)}`);
  };
  return {
    number,
    choice,
    raw,
    fail,
    count(field, { fallback, least = 1, most = mostChannels } = {}) {
      const given = raw(field) ?? fallback;
      if (typeof given === 'number' && Number.isInteger(given) && given >= least && given <= most)
        return given;
      return fail(`${field} must be a whole number from ${least} to ${most}, got ${show(given)}`);
    },
    name: (field) => text(raw(field)),
    names(field, least, most) {
      const list = raw(field);
      if (Array.isArray(list) && list.length >= least && list.length <= most) return list.map(text);
      const range = least === most ? `${least}` : `${least} to ${most}`;
      return fail(`${field} must be a list of ${range}, got ${show(list)}`);
    },
    has: (field) => raw(field) !== undefined,
    activated: () => ({
      activation: choice('activation', activations, 'none'),
      slope: number('slope', 0.1),
    }),
    end() {
      const unknown = Object.keys(json).find((key) => !read.has(key));
      if (unknown !== undefined) fail(`has the field ${show(unknown)}, which this release does not know`);
    },
  };
}
