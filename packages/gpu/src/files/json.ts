import { FrameloomError } from '../errors.ts';
import { show } from '../show.ts';

/** Names that reach an object's prototype where code is careless; no file has a good reason to use them. */
const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** An object as it came out of a file: nothing is known about its fields. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Parses UTF-8 bytes or text as one JSON object, more strictly than JSON.parse: a name given twice, or one that reaches
 * for an object's prototype, is refused at every depth. Takes time linear in the input.
 *
 * @throws FrameloomError `load-failed`.
 */
export function parseJson(where: string, source: Uint8Array | string): JsonObject {
  const text = typeof source === 'string' ? source : decode(where, source);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new FrameloomError('load-failed', `${where} is not JSON. Export the model again.`, { cause });
  }
  if (!isObject(value)) {
    throw new FrameloomError('load-failed', `${where} must hold a JSON object, got ${show(value)}.`);
  }
  requireSoundKeys(where, text);
  return value;
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

/** Walks valid JSON once: strings, and the braces between them, are all that matters to the names. */
function requireSoundKeys(where: string, text: string): void {
  const open: Set<string>[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === brace.open) open.push(new Set());
    else if (character === brace.close) open.pop();
    else if (character === quote) {
      const end = endOfString(text, at);
      if (isName(text, end)) addKey(where, open.at(-1), JSON.parse(text.slice(at, end)) as string);
      at = end - 1;
    }
  }
}

const quote = 0x22;
const backslash = 0x5c;
const brace = { open: 0x7b, close: 0x7d } as const;

/** One past the closing quote of the string that opens at `at`. */
function endOfString(text: string, at: number): number {
  let end = at + 1;
  while (text.charCodeAt(end) !== quote) end += text.charCodeAt(end) === backslash ? 2 : 1;
  return end + 1;
}

/** Whether a colon follows. */
function isName(text: string, end: number): boolean {
  let at = end;
  while (text.charCodeAt(at) <= 0x20) at++;
  return text[at] === ':';
}

function addKey(where: string, seen: Set<string> | undefined, key: string): void {
  if (forbiddenKeys.has(key)) {
    throw new FrameloomError('load-failed', `${where} uses the name ${show(key)}, which is not allowed.`);
  }
  if (seen?.has(key)) {
    throw new FrameloomError('load-failed', `${where} has the name ${show(key)} twice. Names must differ.`);
  }
  seen?.add(key);
}
