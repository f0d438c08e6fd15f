/** Words that end with a period and no sentence: titles, initials and a few more. */
const shortened = /(?:^|[\s("'“‘])(?:Mrs?|Ms|Dr|Prof|St|Jr|Sr|vs|etc|\p{Lu})\.\s*$/u;

let segmenter: Intl.Segmenter | undefined;

/** Sentences of a text by the rules of Unicode (UAX 29), blank ones left out; together they are the text but for blanks. */
export function sentencesOf(text: string): string[] {
  segmenter ??= new Intl.Segmenter('und', { granularity: 'sentence' });
  const sentences: string[] = [];
  let isOpen = false;
  for (const { segment } of segmenter.segment(text)) {
    if (isOpen) sentences[sentences.length - 1] += segment;
    else if (segment.trim() !== '') sentences.push(segment);
    isOpen = shortened.test(segment);
  }
  return sentences;
}
