// Reads the repository's own source for the checks in tests/unit/repo and tests/exports, with the parser inside Vite.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';

/** Absolute path of the repository. */
export const repoRoot: string = fileURLToPath(new URL('../..', import.meta.url));

/** An import, re-export or dynamic import of a module. */
export type Import = { specifier: string; typeOnly: boolean; line: number };

/** A name that a module exports. `from` is where a re-export comes from, with the name it has there. */
export type Export = {
  name: string;
  kind: ExportKind;
  documented: boolean;
  from?: { specifier: string; name: string; typeOnly: boolean };
};

export type ExportKind = 'function' | 'class' | 'const' | 'type' | 'interface' | 're-export' | 'all';

/** What the checks need to know about a TypeScript file. */
export type ModuleFacts = {
  path: string;
  text: string;
  imports: Import[];
  exports: Export[];
  strings: SourceString[];
  /** Every identifier in the code, types included. */
  identifiers: ReadonlySet<string>;
};

/** A string or template literal without its substitutions. */
export type SourceString = { text: string; line: number };

const skipped = new Set(['node_modules', 'dist', '.git', '.cache', '.vite', '__pycache__', '.venv', '.whl']);

/** All files under a folder of the repository, as paths from its root with forward slashes. */
export function listFiles(folder = '', accept: (path: string) => boolean = () => true): string[] {
  const start = join(repoRoot, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { withFileTypes: true })
    .filter((entry) => !skipped.has(entry.name))
    .flatMap((entry) => {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (path === 'tests/out') return [];
      if (entry.isDirectory()) return listFiles(path, accept);
      return entry.isFile() && accept(path) ? [path] : [];
    })
    .toSorted();
}

/** TypeScript files under a folder. */
export function listModules(folder: string): string[] {
  return listFiles(folder, (path) => /(?<!\.d)\.ts$/.test(path));
}

/** Folder names of the workspace's packages. */
export function listPackages(): string[] {
  return readdirSync(join(repoRoot, 'packages'))
    .filter((name) => existsSync(join(repoRoot, 'packages', name, 'package.json')))
    .toSorted();
}

/** The packages that go to the registry: all but the private ones. */
export function listPublished(): string[] {
  return listPackages().filter((name) => !readManifest(`packages/${name}`).private);
}

/** The part of a package.json that the checks read. */
export type Manifest = {
  name: string;
  version: string;
  private?: boolean;
  sideEffects?: false | string[];
  exports?: Record<string, string>;
  publishConfig?: { exports?: Record<string, { types: string; default: string }> };
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
};

/** The manifest in a folder of the repository. */
export function readManifest(folder: string): Manifest {
  return JSON.parse(readText(join(folder, 'package.json'))) as Manifest;
}

/** Text of a file, by its path from the repository's root. */
export function readText(path: string): string {
  return readFileSync(join(repoRoot, path), 'utf8');
}

/** Parses a TypeScript file. */
export function readModule(path: string): ModuleFacts {
  const text = readText(path);
  const { program, module, comments, errors } = parseSync(basename(path), text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const docs = comments.filter((comment) => comment.type === 'Block' && comment.value.startsWith('*'));
  const documented = (start: number): boolean =>
    docs.some((doc) => doc.end <= start && text.slice(doc.end, start).trim() === '');
  const line = lineCounter(text);

  const imports: Import[] = module.staticImports.map(({ moduleRequest, entries, start }) => ({
    specifier: moduleRequest.value,
    typeOnly:
      /^import\s+type\b/.test(text.slice(start)) ||
      (entries.length > 0 && entries.every((entry) => entry.isType)),
    line: line(start),
  }));
  for (const { moduleRequest } of module.dynamicImports) {
    const specifier = /^['"`]([^'"`]+)['"`]$/.exec(text.slice(moduleRequest.start, moduleRequest.end))?.[1];
    if (specifier) imports.push({ specifier, typeOnly: false, line: line(moduleRequest.start) });
  }

  const declared = declarations(program.body);
  const exports: Export[] = [];
  for (const statement of module.staticExports) {
    for (const entry of statement.entries) {
      const { moduleRequest, exportName, importName, localName } = entry;
      if (moduleRequest) {
        imports.push({ specifier: moduleRequest.value, typeOnly: entry.isType, line: line(statement.start) });
        exports.push({
          name: exportName.name ?? '*',
          kind: exportName.name ? 're-export' : 'all',
          documented: false,
          from: { specifier: moduleRequest.value, name: importName.name ?? '*', typeOnly: entry.isType },
        });
        continue;
      }
      const found = declared.get(localName.name ?? '') ?? [];
      exports.push({
        name: exportName.name ?? 'default',
        kind: found[0]?.kind ?? 'const',
        documented: found.some(({ start }) => documented(start)),
      });
    }
  }
  const strings: SourceString[] = [];
  const identifiers = new Set<string>();
  visit(program, (node) => {
    if (node.type === 'Identifier') identifiers.add(String(node['name']));
    const literal = literalText(node);
    if (literal !== undefined) strings.push({ text: literal, line: line(node.start) });
  });
  return { path, text, imports, exports: uniqueByName(exports), strings, identifiers };
}

/** Where a relative import leads, as a path from the root; undefined for packages. Queries such as `?raw` are dropped. */
export function resolveRelative(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const target = resolve(repoRoot, dirname(from), specifier.replace(/\?.*$/, ''));
  return relative(repoRoot, target).replaceAll('\\', '/');
}

/** Every name that a module offers, with re-exports followed to the declaration. */
export function publicExports(entry: string): Export[] {
  const found = readModule(entry).exports.flatMap((item): Export[] => {
    if (!item.from) return [item];
    const target = resolveRelative(entry, item.from.specifier);
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

type Declared = { kind: ExportKind; start: number };
type Node = { type: string; start: number; [key: string]: unknown };

const kinds: Readonly<Record<string, ExportKind>> = {
  FunctionDeclaration: 'function',
  TSDeclareFunction: 'function',
  ClassDeclaration: 'class',
  TSTypeAliasDeclaration: 'type',
  TSInterfaceDeclaration: 'interface',
};

/** Top-level declarations by name; overloads share one. `start` is the statement's, where a doc comment would end. */
function declarations(body: readonly unknown[]): Map<string, Declared[]> {
  const found = new Map<string, Declared[]>();
  const add = (name: string, kind: ExportKind, start: number): unknown =>
    found.set(name, [...(found.get(name) ?? []), { kind, start }]);
  for (const statement of body as Node[]) {
    const declaration = (statement['declaration'] ?? statement) as Node;
    if (declaration.type === 'VariableDeclaration') {
      for (const { id } of declaration['declarations'] as { id: { name?: string } }[]) {
        if (id.name) add(id.name, 'const', statement.start);
      }
    } else {
      const name = (declaration['id'] as { name?: string } | null | undefined)?.name;
      const kind = kinds[declaration.type];
      if (name && kind) add(name, kind, statement.start);
    }
  }
  return found;
}

function visit(node: unknown, seen: (node: Node) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if ('type' in node) seen(node as Node);
  for (const value of Object.values(node)) visit(value, seen);
}

function literalText(node: Node): string | undefined {
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  if (node.type !== 'TemplateLiteral') return undefined;
  return (node['quasis'] as { value: { raw: string } }[]).map(({ value }) => value.raw).join(' ');
}

function lineCounter(text: string): (offset: number) => number {
  return (offset) => text.slice(0, offset).split('\n').length;
}

function uniqueByName(exports: Export[]): Export[] {
  return [...new Map(exports.map((item) => [item.name + (item.from?.specifier ?? ''), item])).values()];
}
