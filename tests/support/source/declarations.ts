// Top-level declarations of a parsed module.
import type { Node } from './nodes.ts';

/** How a name is declared. */
export type ExportKind = 'function' | 'class' | 'const' | 'type' | 'interface' | 're-export' | 'all';

export type Declared = { kind: ExportKind; start: number };
const kinds: Readonly<Record<string, ExportKind>> = {
  FunctionDeclaration: 'function',
  TSDeclareFunction: 'function',
  ClassDeclaration: 'class',
  TSTypeAliasDeclaration: 'type',
  TSInterfaceDeclaration: 'interface',
};

/** Top-level declarations by name; overloads share one. `start` is the statement's, where a doc comment would end. */
export function declarations(body: readonly unknown[]): Map<string, Declared[]> {
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
