/** How a value reads in an error message: short, and never throwing. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value))
    return value.length > 8 ? `an array of ${value.length}` : `[${value.map(show).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return 'an object';
}

/** An address as messages name it: `data:` ones hold a whole file. */
export function showAddress(url: URL): string {
  return url.protocol === 'data:' ? `${url.href.slice(0, 40)}…` : url.href;
}
