const longestText = 60;
const longestValue = 120;

/**
 * How a value reads in an error message: short whatever it is, on one line, and never throwing.
 *
 * @returns At most 120 characters.
 */
export function show(value: unknown): string {
  return cut(describe(value, true), longestValue);
}

/** An address as messages name it: at most 120 characters, since `data:` ones hold a whole file. */
export function showAddress(url: URL): string {
  return url.protocol === 'data:' ? cut(url.href, 40) : cut(url.href, longestValue);
}

/** `text`, or its start and an ellipsis. */
export function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function describe(value: unknown, isOutermost: boolean): string {
  if (typeof value === 'string') return JSON.stringify(cut(value, longestText));
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) {
    if (!isOutermost || value.length > 8) return `an array of ${value.length}`;
    return `[${value.map((item) => describe(item, false)).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) return describeObject(value);
  return String(value);
}

function describeObject(value: object): string {
  try {
    const name: unknown = value.constructor?.name;
    if (name === 'Object') return 'an object';
    return `an object (${typeof name === 'string' ? cut(name, 40) : 'no prototype'})`;
  } catch {
    return 'an object';
  }
}
