const entities: readonly (readonly [entity: string, text: string])[] = [
  ['&quot;', '"'],
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
];

/**
 * Words and punctuation of a line by the rules of `mteval-v13a`, the script of the WMT evaluations and the default of sacrebleu:
 * symbols are words of their own, periods and commas unless they stand between digits, dashes behind digits.
 */
export function tokens13a(line: string): string[] {
  let text = line.trimEnd().replaceAll('<skipped>', '').replaceAll('-\n', '').replaceAll('\n', ' ');
  for (const [entity, plain] of entities) text = text.replaceAll(entity, plain);
  return wordsOf(
    ` ${text} `
      .replaceAll(/[!-&(-+/:-@[-`{-~]/g, ' $& ')
      .replaceAll(/([^0-9])([.,])/g, '$1 $2 ')
      .replaceAll(/([.,])([^0-9])/g, ' $1 $2')
      .replaceAll(/([0-9])(-)/g, '$1 $2 '),
  );
}

/** What stands between white space. */
export function wordsOf(line: string): string[] {
  return line.split(/\s+/).filter((word) => word !== '');
}
