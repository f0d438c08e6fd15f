// Facts about a TypeScript file, from the parser inside Vite.
import { basename } from 'node:path';
import { parseSync } from 'vite';
import { type ExportKind, declarations } from './declarations.ts';
import { readText } from './files.ts';
import { lineCounter, literalText, visit } from './nodes.ts';

/** An import, re-export or dynamic import of a module. */
export type Import = { specifier: string; line: number };

/** A name that a module exports. `from` is where a re-export comes from, with the name it has there. */
export type Export = {
  name: string;
  kind: ExportKind;
  documented: boolean;
  from?: { specifier: string; name: string; typeOnly: boolean };
};

/** A function, method or arrow function and the lines it spans. */
export type FunctionFacts = { name: string; line: number; lines: number };

/** What the checks need to know about a TypeScript file. */
export type ModuleFacts = {
  path: string;
  text: string;
  imports: Import[];
  exports: Export[];
  strings: SourceString[];
  functions: FunctionFacts[];
  /** Every identifier in the code, types included. */
  identifiers: ReadonlySet<string>;
};

/** A string or template literal without its substitutions. */
export type SourceString = { text: string; line: number };

/** Parses a TypeScript file. */
export function readModule(path: string): ModuleFacts {
  const text = readText(path);
  const { program, module, comments, errors } = parseSync(basename(path), text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const docs = comments.filter((comment) => comment.type === 'Block' && comment.value.startsWith('*'));
  const documented = (start: number): boolean =>
    docs.some((doc) => doc.end <= start && text.slice(doc.end, start).trim() === '');
  const line = lineCounter(text);

  const imports: Import[] = module.staticImports.map(({ moduleRequest, start }) => ({
    specifier: moduleRequest.value,
    line: line(start),
  }));
  for (const { moduleRequest } of module.dynamicImports) {
    const specifier = /^['"`]([^'"`]+)['"`]$/.exec(text.slice(moduleRequest.start, moduleRequest.end))?.[1];
    if (specifier) imports.push({ specifier, line: line(moduleRequest.start) });
  }

  const declared = declarations(program.body);
  const exports: Export[] = [];
  for (const statement of module.staticExports) {
    for (const entry of statement.entries) {
      const { moduleRequest, exportName, importName, localName } = entry;
      if (moduleRequest) {
        imports.push({ specifier: moduleRequest.value, line: line(statement.start) });
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
  const functions: FunctionFacts[] = [];
  const identifiers = new Set<string>();
  visit(program, (node) => {
    if (node.type === 'Identifier') identifiers.add(String(node['name']));
    const literal = literalText(node);
    if (/Function|^ArrowFunction/.test(node.type) && node['body']) {
      const first = line(node.start);
      const name = (node['id'] as { name?: string } | null | undefined)?.name ?? 'a function';
      functions.push({ name, line: first, lines: line(node.end) - first + 1 });
    }
    if (literal !== undefined) strings.push({ text: literal, line: line(node.start) });
  });
  return { path, text, imports, exports: uniqueByName(exports), strings, functions, identifiers };
}

/** One entry per name; overloads share one. */
export function uniqueByName(exports: Export[]): Export[] {
  return [...new Map(exports.map((item) => [item.name + (item.from?.specifier ?? ''), item])).values()];
}
