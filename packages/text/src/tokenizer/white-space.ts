import type { JsonObject } from '@frameloom/gpu/files';

/** How GPT-2 cuts texts, which the byte-level pre-tokeniser does by itself. */
const gpt2 = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;

/**
 * A pre-tokeniser whose patterns mean Unicode's white space by `\s`, as tokenizers does: JavaScript counts the byte order mark and
 * leaves out U+0085.
 */
export function withWhiteSpace(pre: unknown): unknown {
  if (typeof pre !== 'object' || pre === null) return pre;
  const fields = pre as JsonObject;
  if (fields['type'] === 'Sequence' && Array.isArray(fields['pretokenizers'])) {
    return { ...fields, pretokenizers: (fields['pretokenizers'] as unknown[]).map(withWhiteSpace) };
  }
  if (
    fields['type'] === 'ByteLevel' &&
    fields['use_regex'] !== false &&
    fields['add_prefix_space'] !== true
  ) {
    const split = { type: 'Split', pattern: { Regex: gpt2 }, behavior: 'Isolated', invert: false };
    return { type: 'Sequence', pretokenizers: [withWhiteSpace(split), { ...fields, use_regex: false }] };
  }
  const pattern = fields['pattern'] as JsonObject | null | undefined;
  const regex = fields['type'] === 'Split' ? pattern?.['Regex'] : undefined;
  if (typeof regex !== 'string') return pre;
  const spaces = regex.replaceAll(
    /(?<!\\)((?:\\\\)*)\\([sS])/g,
    (_, before: string, kind: string) => `${before}\\${kind === 's' ? 'p' : 'P'}{White_Space}`,
  );
  return { ...fields, pattern: { Regex: spaces } };
}
