// A module's public names, re-exports followed to their declarations.
import { join } from 'node:path';
import { readManifest } from './files.ts';
import { type Export, readModule, uniqueByName } from './module.ts';
import { resolveRelative } from './imports.ts';

/** Every name that a module offers, with re-exports followed to the declaration. */
export function publicExports(entry: string): Export[] {
  const found = readModule(entry).exports.flatMap((item): Export[] => {
    if (!item.from) return [item];
    const target = resolveRelative(entry, item.from.specifier) ?? entryOf(item.from.specifier);
    if (!target) return [{ ...item, documented: true }];
    const inner = publicExports(target);
    if (item.kind === 'all') return inner.filter(({ name }) => name !== 'default');
    const match = inner.find(({ name }) => name === item.from?.name);
    if (!match) throw new Error(`${entry}: ${item.from.name} is not exported by ${target}.`);
    const erased = item.from.typeOnly && match.kind !== 'interface';
    return [{ ...match, name: item.name, kind: erased ? 'type' : match.kind }];
  });
  return uniqueByName(found).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The file of one of our packages' entries, whose names another may export again. */
function entryOf(specifier: string): string | undefined {
  const [, name, subpath = ''] = /^@frameloom\/([^/]+)(\/.+)?$/.exec(specifier) ?? [];
  const file = name && readManifest(`packages/${name}`).exports?.[`.${subpath}`];
  return file && join(`packages/${name}`, file);
}
