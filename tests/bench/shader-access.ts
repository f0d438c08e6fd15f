/** What a shader does to a binding. */
export type Access = { reads: boolean; writes: boolean };

/** Access by `group,binding`. Samplers are left out: they move nothing. */
export type ShaderAccess = ReadonlyMap<string, Access>;

const attributes = /((?:@(?:group|binding)\s*\(\s*\d+\s*\)\s*){2})var\s*(?:<([^>]*)>)?\s*\w+\s*:\s*([^;]+);/g;

/** Reads off the declarations of a WGSL text which bindings it can read and write. */
export function readAccess(code: string): ShaderAccess {
  const found = new Map<string, Access>();
  for (const [, place = '', space = '', type = ''] of code.matchAll(attributes)) {
    const group = /@group\s*\(\s*(\d+)/.exec(place)?.[1];
    const binding = /@binding\s*\(\s*(\d+)/.exec(place)?.[1];
    if (group === undefined || binding === undefined || type.startsWith('sampler')) continue;
    // A storage texture names its access in its type, a buffer in its address space; without a word it is read.
    const words = type.startsWith('texture_storage') ? type : space;
    const both = /\bread_write\b/.test(words);
    const writes = both || /\bwrite\b/.test(words);
    found.set(`${group},${binding}`, { reads: both || !writes, writes });
  }
  return found;
}
