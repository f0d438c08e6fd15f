// Seeded damage to files.
const words =
  '-1 0 1 8 4294967296 9007199254740993 -0 1e999 1.5 null true [] {} "F32" "F16" "I64" "" [0,8] [8,0] [[]] "__proto__" "constructor": \\u0000 "'.split(
    ' ',
  );

/** One to three of: a flipped bit, a random byte, a cut, a doubled part, a word that matters in JSON written over the text. */
export function damage(source: Uint8Array, random: (limit: number) => number): Uint8Array<ArrayBuffer> {
  let bytes = [...source];
  for (let n = random(3); n >= 0; n--) {
    const at = random(bytes.length || 1);
    const kind = random(6);
    if (kind === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
    else if (kind === 1) bytes[at] = random(256);
    else if (kind === 2) bytes = bytes.slice(0, at);
    else if (kind === 3) bytes.splice(at, 0, ...bytes.slice(at, at + random(40)));
    else bytes.splice(at, random(12), ...new TextEncoder().encode(words[random(words.length)]));
  }
  return Uint8Array.from(bytes);
}
