/** Ends the check with a message: what the file is instead, and what to do. */
export type Refuse = (got: string, advice: string) => never;

type Fields = Readonly<Record<string, unknown>>;

/** Numbers of an element by accessor type, bytes of a number by component type. */
const elementNumbers: ReadonlyMap<unknown, number> = new Map([
  ['SCALAR', 1],
  ['VEC2', 2],
  ['VEC3', 3],
  ['VEC4', 4],
  ['MAT2', 4],
  ['MAT3', 9],
  ['MAT4', 16],
]);
const componentBytes: ReadonlyMap<unknown, number> = new Map([
  [5120, 1],
  [5121, 1],
  [5122, 2],
  [5123, 2],
  [5125, 4],
  [5126, 4],
]);

/** Bytes that a document may ask for without bringing them: sparse and compressed data. */
const mostMade = 512 * 2 ** 20;
const again = 'Export it again as glTF 2.0, or check it with a glTF validator.';

/**
 * Checks what a loader would allocate or follow without looking: accessors against their buffer views, those against their
 * buffers, and that nodes form trees.
 */
export function checkDocument(json: Fields, refuse: Refuse): void {
  const views = listOf(json, 'bufferViews', refuse);
  const buffers = listOf(json, 'buffers', refuse);
  let made = 0;
  const make = (bytes: number): void => {
    made += bytes;
    if (made > mostMade) {
      refuse(`it asks for ${Math.round(made / 1e6)} MB of data that it does not hold`, again);
    }
  };
  views.forEach((view, i) => {
    const end =
      count(view, 'byteOffset', `bufferViews[${i}]`, refuse, 0) +
      count(view, 'byteLength', `bufferViews[${i}]`, refuse);
    const buffer = buffers[Number(view['buffer'])];
    if (!buffer) return refuse(`bufferViews[${i}] names a buffer that is not there`, again);
    if (end > count(buffer, 'byteLength', 'a buffer', refuse))
      refuse(`bufferViews[${i}] ends beyond its buffer`, again);
    const packed = (view['extensions'] as Fields | undefined)?.['EXT_meshopt_compression'] as
      | Fields
      | undefined;
    if (packed) {
      const stride = count(packed, 'byteStride', `bufferViews[${i}]`, refuse);
      make(stride * count(packed, 'count', `bufferViews[${i}]`, refuse));
    }
  });
  listOf(json, 'accessors', refuse).forEach((accessor, i) => {
    const where = `accessors[${i}]`;
    const { type, componentType, bufferView } = accessor;
    const numbers = elementNumbers.get(type);
    const each = componentBytes.get(componentType);
    if (numbers === undefined) return refuse(`${where} has the type ${shown(type)}`, again);
    if (each === undefined) return refuse(`${where} has the component type ${shown(componentType)}`, again);
    const elements = count(accessor, 'count', where, refuse);
    if (bufferView === undefined || accessor['sparse'] !== undefined) make(elements * numbers * each);
    if (bufferView === undefined) return undefined;
    const view = views[Number(bufferView)];
    if (!view) return refuse(`${where} names a buffer view that is not there`, again);
    const stride = count(view, 'byteStride', where, refuse, numbers * each) || numbers * each;
    const offset = count(accessor, 'byteOffset', where, refuse, 0);
    const end = offset + (elements === 0 ? 0 : stride * (elements - 1) + numbers * each);
    if (end > Number(view['byteLength']))
      refuse(`${where} has ${elements} elements, more than its buffer view holds`, again);
    return undefined;
  });
  checkNodes(listOf(json, 'nodes', refuse), refuse);
}

/** A node below two others, or below itself, would be followed without end. */
function checkNodes(nodes: readonly Fields[], refuse: Refuse): void {
  const parents = new Map<number, number>();
  nodes.forEach((node, i) => {
    const { children } = node;
    for (const child of Array.isArray(children) ? (children as unknown[]) : []) {
      if (!nodes[Number(child)]) refuse(`nodes[${i}] has a child that is not there`, again);
      if (parents.has(Number(child))) refuse(`nodes[${Number(child)}] is a child of two nodes`, again);
      parents.set(Number(child), i);
    }
  });
  const deepest = 1000;
  nodes.forEach((_, i) => {
    let depth = 0;
    for (let at: number | undefined = i; at !== undefined; at = parents.get(at)) {
      if (++depth > deepest) refuse(`nodes[${i}] is nested more than ${deepest} deep`, again);
    }
  });
}

function listOf(json: Fields, name: string, refuse: Refuse): readonly Fields[] {
  const list = json[name] ?? [];
  const isSound = Array.isArray(list) && list.every((item) => typeof item === 'object' && item !== null);
  return isSound ? (list as Fields[]) : refuse(`“${name}” is not a list of objects`, again);
}

function count(of: Fields, name: string, where: string, refuse: Refuse, missing?: number): number {
  const value = of[name] ?? missing;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  return refuse(`${name} of ${where} is ${shown(value)}`, again);
}

function shown(value: unknown): string {
  return typeof value === 'object' && value !== null ? 'an object' : `“${String(value).slice(0, 40)}”`;
}
