/** What a linked shader declares, as far as passes need to know it. */
export type ShaderInterface = {
  /** Binding numbers of group 0 by variable name: all that are declared. */
  declared: ReadonlyMap<string, number>;
  /** Those of them that the entry points reach, which are those of a layout made by `layout: 'auto'`. */
  reached: ReadonlyMap<string, number>;
};

type WgslFunction = { name: string; attributes: string; words: ReadonlySet<string> };

const binding =
  /@(?:group\(\s*0\s*\)\s*@binding\(\s*(\d+)\s*\)|binding\(\s*(\d+)\s*\)\s*@group\(\s*0\s*\))\s*var(?:\s*<[^>]*>)?\s+(\w+)\s*:/g;

/** Reads the bindings of group 0 from WGSL text. */
export function reflectBindings(code: string, entryPoints: readonly string[]): ShaderInterface {
  const text = withoutComments(code);
  const declared = new Map<string, number>();
  for (const [, first, second, name] of text.matchAll(binding)) declared.set(name!, Number(first ?? second));
  const functions = new Map(listFunctions(text).map((item) => [item.name, item]));
  const words = new Set<string>();
  const visit = (name: string): void => {
    for (const word of functions.get(name)?.words ?? []) {
      if (words.has(word)) continue;
      words.add(word);
      visit(word);
    }
  };
  entryPoints.forEach(visit);
  return { declared, reached: new Map([...declared].filter(([name]) => words.has(name))) };
}

/**
 * The workgroup size of an entry point. Names in it are looked up among `constants` and the literals that the shader's
 * own constants and overrides are set to. Undefined where that is not enough to know it.
 */
export function readWorkgroupSize(
  code: string,
  entryPoint: string,
  constants: Readonly<Record<string, number>> = {},
): readonly [number, number, number] | undefined {
  const text = withoutComments(code);
  const { attributes } = listFunctions(text).find(({ name }) => name === entryPoint) ?? {};
  const sizes = /@workgroup_size\(([^)]*)\)/.exec(attributes ?? '')?.[1];
  if (sizes === undefined) return undefined;
  const numbers = sizes
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)
    .map((item) => (/^\d/.test(item) ? Number.parseInt(item, 10) : valueOf(text, item, constants)));
  if (numbers.some((value) => value === undefined)) return undefined;
  return [numbers[0] ?? 1, numbers[1] ?? 1, numbers[2] ?? 1];
}

function valueOf(
  text: string,
  name: string,
  constants: Readonly<Record<string, number>>,
): number | undefined {
  if (Object.hasOwn(constants, name)) return constants[name];
  const literal = new RegExp(`\\b(?:const|override)\\s+${name}\\b[^=;]*=\\s*(\\d+)[ui]?\\s*;`).exec(text);
  return literal ? Number(literal[1]) : undefined;
}

function listFunctions(text: string): WgslFunction[] {
  const functions: WgslFunction[] = [];
  for (const match of text.matchAll(/((?:@[\w]+(?:\([^)]*\))?\s*)*)\bfn\s+(\w+)\s*\(/g)) {
    const body = bodyFrom(text, match.index + match[0].length);
    functions.push({ name: match[2]!, attributes: match[1] ?? '', words: wordsOf(body) });
  }
  return functions;
}

/** The text between the braces of the block that opens first after `start`. */
function bodyFrom(text: string, start: number): string {
  const open = text.indexOf('{', start);
  let depth = 0;
  for (let at = open; at >= 0 && at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return text.slice(open, at);
  }
  return '';
}

/** Identifiers of a body, without those that it declares itself: they shadow what is outside. */
function wordsOf(body: string): Set<string> {
  const words = new Set(body.match(/(?<![.\w])[A-Za-z_]\w*/g));
  for (const [, name] of body.matchAll(/\b(?:let|var|const)(?:\s*<[^>]*>)?\s+(\w+)/g)) words.delete(name!);
  return words;
}

/** Comments become spaces; block comments nest. */
function withoutComments(code: string): string {
  let result = '';
  let depth = 0;
  for (let at = 0; at < code.length; at++) {
    const two = code.slice(at, at + 2);
    if (two === '/*' || (two === '*/' && depth > 0)) {
      depth += two === '/*' ? 1 : -1;
      at++;
      result += ' ';
    } else if (depth === 0 && two === '//') {
      const end = code.indexOf('\n', at);
      at = (end < 0 ? code.length : end) - 1;
    } else if (depth === 0) {
      result += code[at];
    }
  }
  return result;
}
