import { FrameloomError, show } from '@frameloom/gpu';
import { choice, characters, literal, repeat, sequence, type Grammar } from './grammar.ts';

/**
 * A JSON schema, as far as it can be held to while a text is made: `type` (one or several), `properties`, `required`, `items`,
 * `minItems`, `maxItems`, `minLength`, `maxLength`, `enum`, `const`, `anyOf`, `oneOf`, `$ref` to `$defs` or `definitions` of the
 * same schema. `title`, `description`, `default`, `examples`, `$schema`, `$id` are ignored, and `additionalProperties` must not be a schema.
 */
export type JsonSchema = { readonly [keyword: string]: unknown } | boolean;

const ignored = new Set(
  'title description default examples $schema $id $comment $defs definitions additionalProperties'.split(' '),
);
const known: ReadonlySet<string> = new Set(
  'type properties required items minItems maxItems minLength maxLength enum const anyOf oneOf $ref'.split(
    ' ',
  ),
);

const digits = characters('0123456789');
const integer = sequence(
  repeat(characters('-'), 0, 1),
  choice(characters('0'), sequence(characters('123456789'), repeat(digits, 0, 14))),
);
const number = sequence(
  integer,
  repeat(sequence(characters('.'), repeat(digits, 1, 15)), 0, 1),
  repeat(sequence(characters('eE'), repeat(characters('+-'), 0, 1), repeat(digits, 1, 2)), 0, 1),
);
const plain: Grammar = {
  kind: 'character',
  // A half of a pair is no character.
  test: (one) =>
    one >= ' ' && one !== '"' && one !== '\\' && one !== '\ufffd' && !/[\ud800-\udfff]/.test(one),
};
const hex = characters('0123456789abcdefABCDEF');
const escaped = sequence(
  characters('\\'),
  choice(characters('"\\/bfnrt'), sequence(characters('u'), repeat(hex, 4, 4))),
);
/** Models put a space behind a colon and a comma, or none. */
const space = repeat(characters(' '), 0, 1);
const [comma, colon] = [sequence(characters(','), space), sequence(characters(':'), space)];

/**
 * The texts that a schema allows, without line breaks between values; properties come in the schema's order.
 *
 * @throws FrameloomError `invalid-argument` for what is no schema or has keywords that are not known.
 */
export function grammarOf(schema: unknown): Grammar {
  return createReader(schema).read(schema, 'schema');
}

type Fields = Readonly<Record<string, unknown>>;
type Reader = { read(schema: unknown, where: string): Grammar };

function createReader(root: unknown): Reader {
  const references = new Map<string, Grammar>();
  const anything: Grammar = { kind: 'reference', get: () => anyValue };

  function read(schema: unknown, where: string): Grammar {
    if (schema === true) return anything;
    if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
      return fail(where, `must be an object or true, got ${show(schema)}`);
    }
    const fields = schema as Fields;
    for (const name of Object.keys(fields)) {
      if (!known.has(name) && !ignored.has(name)) fail(where, `has ${show(name)}, which cannot be held to`);
    }
    if (fields['$ref'] !== undefined) return refer(fields['$ref'], where);
    if ('const' in fields) return literal(JSON.stringify(fields['const']));
    if ('enum' in fields) {
      return choice(...list(fields['enum'], `${where}.enum`).map((one) => literal(JSON.stringify(one))));
    }
    for (const name of ['anyOf', 'oneOf']) {
      if (!(name in fields)) continue;
      const options = list(fields[name], `${where}.${name}`);
      return choice(...options.map((one, i) => read(one, `${where}.${name}[${i}]`)));
    }
    const { type } = fields;
    const types = Array.isArray(type) ? (type as unknown[]) : [type ?? guessType(fields)];
    return choice(...types.map((one) => readType(one, fields, where)));
  }

  function readType(type: unknown, fields: Fields, where: string): Grammar {
    switch (type) {
      case 'object':
        return readObject(fields, where, read);
      case 'array': {
        const [min, max] = range(fields, 'Items', where);
        return listOf(read(fields['items'] ?? true, `${where}.items`), min, max);
      }
      case 'string': {
        const [min, max] = range(fields, 'Length', where);
        return sequence(characters('"'), repeat(choice(plain, escaped), min, max), characters('"'));
      }
      case 'number':
        return number;
      case 'integer':
        return integer;
      case 'boolean':
        return choice(literal('true'), literal('false'));
      case 'null':
        return literal('null');
      case undefined:
        return anything;
      default:
        return fail(where, `has the type ${show(type)}`);
    }
  }

  function refer(path: unknown, where: string): Grammar {
    const parts = typeof path === 'string' && /^#(\/|$)/.test(path) ? path.split('/').slice(1) : undefined;
    let target: unknown = root;
    for (const part of parts ?? []) {
      const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
      target =
        typeof target === 'object' && target !== null && Object.hasOwn(target, name)
          ? (target as Fields)[name]
          : undefined;
    }
    if (!parts || target === undefined) return fail(where, `refers to ${show(path)}, which is not in it`);
    const key = String(path);
    // What refers to itself is read once.
    if (!references.has(key)) {
      const reference: { kind: 'reference'; get: () => Grammar } = { kind: 'reference', get: () => found };
      references.set(key, reference);
      const found = read(target, key);
    }
    return references.get(key)!;
  }

  return { read };
}

const text = sequence(characters('"'), repeat(choice(plain, escaped)), characters('"'));
const self: Grammar = { kind: 'reference', get: () => anyValue };
const anyValue: Grammar = choice(
  text,
  number,
  literal('true'),
  literal('false'),
  literal('null'),
  listOf(self, 0, Infinity),
  sequence(characters('{'), separated(sequence(text, colon, self), 0, Infinity), characters('}')),
);

function readObject(fields: Fields, where: string, read: Reader['read']): Grammar {
  const { properties = {}, required = [], additionalProperties } = fields;
  if (typeof additionalProperties === 'object') fail(where, 'has a schema for additionalProperties');
  if (typeof properties !== 'object' || properties === null) fail(where, 'has properties that are no object');
  const entries = Object.entries(properties as Fields);
  const wanted = list(required, `${where}.required`, 0);
  const missing = wanted.find((name) => !entries.some(([own]) => own === name));
  if (missing !== undefined) fail(where, `requires ${show(missing)}, which is not among its properties`);
  if (
    entries.length === 0 &&
    additionalProperties !== false &&
    fields['type'] === 'object' &&
    !fields['properties']
  ) {
    return sequence(characters('{'), separated(sequence(text, colon, self), 0, Infinity), characters('}'));
  }
  const parts = entries.map(([name, schema]) => ({
    member: sequence(literal(JSON.stringify(name)), colon, read(schema, `${where}.${name}`)),
    isWanted: wanted.includes(name),
  }));
  /** Members from `at` on, behind others or as the first. */
  const from = (at: number, isFirst: boolean): Grammar => {
    const part = parts[at];
    if (!part) return sequence();
    const taken = sequence(...(isFirst ? [] : [comma]), part.member, from(at + 1, false));
    return part.isWanted ? taken : choice(taken, from(at + 1, isFirst));
  };
  return sequence(characters('{'), from(0, true), characters('}'));
}

function listOf(item: Grammar, min: number, max: number): Grammar {
  return sequence(characters('['), separated(item, min, max), characters(']'));
}

function separated(item: Grammar, min: number, max: number): Grammar {
  if (max === 0) return sequence();
  const some = sequence(item, repeat(sequence(comma, item), Math.max(0, min - 1), max - 1));
  return min > 0 ? some : choice(sequence(), some);
}

function guessType(fields: Fields): string | undefined {
  return fields['properties'] ? 'object' : fields['items'] ? 'array' : undefined;
}

function range(fields: Fields, name: 'Items' | 'Length', where: string): [number, number] {
  const [min, max] = [fields[`min${name}`] ?? 0, fields[`max${name}`] ?? Infinity];
  const isFit = (value: unknown): boolean =>
    typeof value === 'number' && value >= 0 && (value === Infinity || Number.isInteger(value));
  if (isFit(min) && isFit(max) && (min as number) <= (max as number)) return [min as number, max as number];
  return fail(where, `has from ${show(min)} to ${show(max)} ${name === 'Items' ? 'items' : 'characters'}`);
}

function list(value: unknown, where: string, least = 1): readonly unknown[] {
  return Array.isArray(value) && value.length >= least
    ? value
    : fail(where, `must be a list, got ${show(value)}`);
}

function fail(where: string, fact: string): never {
  throw new FrameloomError('invalid-argument', `generate: ${where} ${fact}.`);
}
