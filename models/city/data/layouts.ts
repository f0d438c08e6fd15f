/** Numbers of layouts from a command line, `41,101-124`. Throws an Error that names what is no number. */
export function readLayouts(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [first, last] = part.split('-');
    const [from, to] = [Number(first), Number(last ?? first)];
    if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to < from || part.trim() === '')
      throw new Error(`record: layouts are numbers such as 41,101-124; got ${part}`);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}
