import { FrameloomError } from '../errors.ts';
import { show } from '../show.ts';

/** An object as it came out of a file: nothing is known about its fields. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What a file may ask for before it is refused; checked while reading, so that nothing larger is ever built. */
export type JsonLimits = {
  /** Bytes, or characters of text. */
  bytes: number;
  /** Objects and lists inside each other. */
  depth: number;
  /** Values of all kinds in the whole file. */
  values: number;
  /** `'any'` for files with texts as names, such as the words of a vocabulary. Default: those that reach an object's prototype are refused. */
  names?: 'any';
};

/** Names that reach an object's prototype where code is careless; no configuration has a good reason to use them. */
const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Parses UTF-8 bytes or text as one JSON object, more strictly than JSON.parse: a name given twice, one that reaches for
 * an object's prototype, and whatever is beyond the limits is refused. One pass, linear in the input.
 *
 * @throws FrameloomError `load-failed`.
 */
export function parseJson(where: string, source: Uint8Array | string, limits: JsonLimits): JsonObject {
  if (source.length > limits.bytes) {
    throw new FrameloomError(
      'load-failed',
      `${where} has ${source.length} bytes, the most that is read is ${limits.bytes}. This is another kind of file.`,
    );
  }
  const text = typeof source === 'string' ? source : decode(where, source);
  const value = createParser(where, text, limits)();
  if (isObject(value)) return value;
  throw new FrameloomError('load-failed', `${where} must hold a JSON object, got ${show(value)}.`);
}

/** Whether a value is an object with fields, not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decode(where: string, bytes: Uint8Array): string {
  try {
    // A copy, since a decoder takes no shared memory.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.slice());
  } catch (cause) {
    throw new FrameloomError('load-failed', `${where} is not UTF-8 text. Export the model again.`, { cause });
  }
}

const blank = /[ \t\n\r]*/y;
const numberText = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /true|false|null/y;
const words: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };

type Refuse = (fact: string) => never;

/** Reads one token after the other. */
type Scanner = {
  /** The next character that is not blank; undefined at the end. */
  peek(): string | undefined;
  /** Passes over the next character that is not blank, if it is this one. */
  skip(character: string): boolean;
  text(): string;
  /** A number, true, false or null. */
  literal(): unknown;
  fail(): never;
};

function createScanner(text: string, refuse: Refuse): Scanner {
  let at = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? '';
    at += found.length;
    return found;
  };
  const fail = (): never => refuse(`is not JSON at character ${at}, got ${show(text.slice(at, at + 12))}`);
  const peek = (): string | undefined => {
    take(blank);
    return text[at];
  };
  return {
    peek,
    skip(character) {
      if (peek() !== character) return false;
      at++;
      return true;
    },
    text() {
      const start = at;
      at = endOfText(text, start);
      try {
        return JSON.parse(text.slice(start, at)) as string;
      } catch {
        at = start;
        return fail();
      }
    },
    literal() {
      const name = take(word);
      if (name) return words[name];
      const digits = take(numberText);
      return digits ? Number(digits) : fail();
    },
    fail,
  };
}

/** By recursive descent, as deep as the limit allows. */
function createParser(where: string, text: string, limits: JsonLimits): () => unknown {
  const refuse: Refuse = (fact) => {
    throw new FrameloomError('load-failed', `${where} ${fact}. Export the model again.`);
  };
  const scan = createScanner(text, refuse);
  let values = 0;
  let depth = 0;

  function readObject(): JsonObject {
    const fields: Record<string, unknown> = {};
    if (scan.skip('}')) return fields;
    do {
      if (scan.peek() !== '"') scan.fail();
      const key = scan.text();
      if (limits.names !== 'any' && forbiddenKeys.has(key))
        refuse(`uses the name ${show(key)}, which is not allowed`);
      if (Object.hasOwn(fields, key)) refuse(`has the name ${show(key)} twice. Names must differ`);
      if (!scan.skip(':')) scan.fail();
      const value = readValue();
      // An assignment to `__proto__` would set no field.
      if (key === '__proto__') Object.defineProperty(fields, key, { value, enumerable: true });
      else fields[key] = value;
    } while (scan.skip(','));
    return scan.skip('}') ? fields : scan.fail();
  }

  function readList(): unknown[] {
    const items: unknown[] = [];
    if (scan.skip(']')) return items;
    do items.push(readValue());
    while (scan.skip(','));
    return scan.skip(']') ? items : scan.fail();
  }

  function readNested(read: () => unknown): unknown {
    if (++depth > limits.depth) refuse(`is nested deeper than ${limits.depth}`);
    const value = read();
    depth--;
    return value;
  }

  function readValue(): unknown {
    if (++values > limits.values) refuse(`holds more than ${limits.values} values`);
    if (scan.skip('{')) return readNested(readObject);
    if (scan.skip('[')) return readNested(readList);
    return scan.peek() === '"' ? scan.text() : scan.literal();
  }

  return () => {
    const value = readValue();
    return scan.peek() === undefined ? value : scan.fail();
  };
}

/** One past the closing quote of the string that opens at `start`; the end of the text where there is none. */
function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '"') return at + 1;
    if (text[at] === '\\') at++;
  }
  return text.length;
}
