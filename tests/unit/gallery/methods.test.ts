import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { shownMethods } from '../../../examples/shared/settings.ts';

test('every page tells the same number of methods', () => {
  const words = ['six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
  const number = words[shownMethods.length - 6];
  for (const file of ['index.html', 'market/index.html', 'README.md']) {
    const text = readFileSync(new URL(`../../../examples/${file}`, import.meta.url), 'utf8');
    const told = text.match(/\b(six|seven|eight|nine|ten|eleven|twelve)(?= (other )?(methods|ways)\b)/gi);
    expect({ file, told: told?.map((word) => word.toLowerCase()) }).toEqual({ file, told: [number] });
  }
});
