/** What a shader does to a binding; `name` is the variable's. */
export type Access = { name: string; reads: boolean; writes: boolean };

/** Access by `group,binding`. Samplers are left out: they move nothing. */
export type ShaderAccess = ReadonlyMap<string, Access>;

const aliases = /\balias\s+(\w+)\s*=\s*([^;]+);/g;
const attributes =
  /((?:@(?:group|binding)\s*\(\s*\d+\s*\)\s*){2})var\s*(?:<([^>]*)>)?\s*(\w+)\s*:\s*([^;]+);/g;

/** Reads off the declarations of a WGSL text which bindings it can read and write. */
export function readAccess(code: string): ShaderAccess {
  const found = new Map<string, Access>();
  const meanings = new Map([...code.matchAll(aliases)].map(([, name = '', type = '']) => [name, type]));
  for (const [, place = '', space = '', name = '', declared = ''] of code.matchAll(attributes)) {
    const type = meanings.get(declared.trim()) ?? declared;
    const group = /@group\s*\(\s*(\d+)/.exec(place)?.[1];
    const binding = /@binding\s*\(\s*(\d+)/.exec(place)?.[1];
    if (group === undefined || binding === undefined || type.startsWith('sampler')) continue;
    // A storage texture names its access in its type, a buffer in its address space; without a word it is read.
    const words = type.startsWith('texture_storage') ? type : space;
    const both = /\bread_write\b/.test(words);
    const writes = both || /\bwrite\b/.test(words);
    found.set(`${group},${binding}`, { name, reads: both || !writes, writes });
  }
  return found;
}
