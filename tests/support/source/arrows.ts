// The packages and their arrows, read from the drawing in .github/CONTRIBUTING.md.
import { readText } from './files.ts';

/** What a package may import: other packages by folder name, and packages from npm. */
export type Arrows = { workspace: string[]; external: string[] };

/** The arrows of every package in the drawing. */
export function readArrows(): ReadonlyMap<string, Arrows> {
  const drawing = /```mermaid\n([\s\S]*?)```/.exec(readText('.github/CONTRIBUTING.md'))?.[1] ?? '';
  const found = new Map<string, Arrows>();
  const of = (name: string): Arrows => {
    const arrows = found.get(name) ?? { workspace: [], external: [] };
    found.set(name, arrows);
    return arrows;
  };
  for (const line of drawing.trim().split('\n').slice(1)) {
    const inside = /^\s*(\w+) --> (\w+(?: & \w+)*)$/.exec(line);
    const outside = /^\s*(\w+) -\. "?([^\s"]+)"? \.-> npm$/.exec(line);
    if (inside) {
      const targets = inside[2]!.split(' & ');
      of(inside[1]!).workspace.push(...targets);
      targets.forEach(of);
    } else if (outside) of(outside[1]!).external.push(outside[2]!);
    else throw new Error(`CONTRIBUTING.md: '${line.trim()}' is not an arrow.`);
  }
  return found;
}
