/** Marks this copy of the package; another copy has another object. */
const copy: object = {};

const key = '@frameloom/gpu';

/** Warns once where two copies of the package run on one page: they would keep two accounts of one device. */
export function warnAboutSecondCopy(): void {
  const scope = globalThis as { [name: symbol]: object | undefined };
  const first = (scope[Symbol.for(key)] ??= copy);
  if (first === copy || scope[Symbol.for(`${key}/warned`)]) return;
  scope[Symbol.for(`${key}/warned`)] = copy;
  console.warn(
    'Frameloom: two copies of @frameloom/gpu are loaded. Deduplicate the package; objects can not be shared.',
  );
}
