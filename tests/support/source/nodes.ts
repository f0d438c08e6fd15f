// Walking the tree that Vite's parser makes.

/** A node of the syntax tree; `start` and `end` are offsets. */
export type Node = { type: string; start: number; end: number; [key: string]: unknown };

/** Calls `seen` with every node under `node`, itself included. */
export function visit(node: unknown, seen: (node: Node) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if ('type' in node) seen(node as Node);
  for (const value of Object.values(node)) visit(value, seen);
}

/** Text of a string or template literal, substitutions left out. */
export function literalText(node: Node): string | undefined {
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  if (node.type !== 'TemplateLiteral') return undefined;
  return (node['quasis'] as { value: { raw: string } }[]).map(({ value }) => value.raw).join(' ');
}

/** Line number, from 1, by offset. */
export function lineCounter(text: string): (offset: number) => number {
  return (offset) => text.slice(0, offset).split('\n').length;
}
