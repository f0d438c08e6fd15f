// What a schema lets through, character by character.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createConstraint } from '../../../packages/text/src/schema/constraint.ts';
import { beginningOf, type State } from '../../../packages/text/src/schema/grammar.ts';
import { grammarOf } from '../../../packages/text/src/schema/json-schema.ts';
import { createTokenizer } from '../../../packages/text/src/tokenizer/tokenizer.ts';
import { createRandom } from '../gpu/files.ts';

const line = {
  type: 'object',
  properties: {
    who: { enum: ['fox', 'king'] },
    says: { type: 'string', minLength: 1, maxLength: 12 },
    mood: { type: 'integer' },
    gifts: { type: 'array', items: { type: ['string', 'null'], maxLength: 5 }, maxItems: 2 },
  },
  required: ['who', 'says'],
};
const tree = {
  $ref: '#/$defs/node',
  $defs: {
    node: {
      properties: { name: { const: 'n' }, children: { items: { $ref: '#/$defs/node' } } },
      required: ['name'],
    },
  },
};

function follow(schema: unknown, text: string): State | undefined {
  let state: State | undefined = beginningOf(grammarOf(schema));
  for (const character of text) state = state?.step(character);
  return state;
}

test.each<[string, unknown, string]>([
  ['the least', line, '{"who":"fox","says":"a"}'],
  ['all, with spaces', line, '{"who": "king", "says": "\\"\\u00e9\\n é", "mood": -12, "gifts": ["a", null]}'],
  ['an optional one left out', line, '{"who":"fox","says":"a","gifts":[]}'],
  ['what refers to itself', tree, '{"name":"n","children":[{"name":"n"},{"name":"n","children":[]}]}'],
  ['a number', { type: 'number' }, '-0.5e-7'],
  ['anything', true, '{"a":[1,true,{"b":"c"}],"":null}'],
  ['one of several', { anyOf: [{ type: 'boolean' }, { const: { a: 1 } }] }, '{"a":1}'],
])('%s is let through', (_, schema, text) => {
  JSON.parse(text);
  expect(follow(schema, text)?.isEnd).toBe(true);
});

test.each<[string, unknown, string]>([
  ['another name', line, '{"whom'],
  ['another value', line, '{"who":"c'],
  ['an end before what is required', line, '{"who":"fox"}'],
  ['an empty text', line, '{"who":"fox","says":""'],
  ['a long text', line, '{"who":"fox","says":"abcdefghijklm'],
  ['a third gift', line, '{"who":"fox","says":"a","gifts":[null,null,'],
  ['another order', line, '{"s'],
  ['a fraction of a whole number', { type: 'integer' }, '1.'],
  ['a zero before a number', { type: 'integer' }, '01'],
  ['a line break in a text', { type: 'string' }, '"a\n'],
  ['what follows the end', { type: 'boolean' }, 'true '],
])('%s is not', (_, schema, text) => {
  expect(follow(schema, text.slice(0, -1))).toBeDefined();
  expect(follow(schema, text)).toBeUndefined();
});

test.each<[string, unknown, RegExp]>([
  ['no schema', 7, /must be an object/],
  ['a keyword that is not known', { type: 'string', pattern: 'a+' }, /pattern/],
  ['a type that is none', { type: 'date' }, /date/],
  ['a reference into nothing', { $ref: '#/$defs/x' }, /not in it/],
  ['a required property that is none', { type: 'object', properties: {}, required: ['a'] }, /requires/],
  ['more than at most', { type: 'array', minItems: 3, maxItems: 2 }, /from 3 to 2/],
])('%s is refused', (_, schema, message) => {
  expect(() => grammarOf(schema)).toThrow(message);
});

test('tokens drawn at random among those that are allowed make values of the schema', async () => {
  const json = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../parity/text/tokenizer.json'), 'utf8'),
  ) as object;
  const tokenizer = await createTokenizer('tiny', json as Record<string, unknown>, {});
  const random = createRandom(7);
  for (const schema of [line, tree, { type: 'array', items: line, minItems: 1, maxItems: 3 }]) {
    for (let round = 0; round < 20; round++) {
      const constraint = createConstraint(schema, { tokenizer, vocabulary: 320, ends: new Set([1]) });
      const tokens: number[] = [];
      let isWhole = false;
      while (!isWhole && tokens.length < 400) {
        const mask = constraint.mask();
        const allowed = Array.from({ length: 320 }, (_, token) => token).filter(
          (token) => (mask[token >>> 5]! >>> (token & 31)) & 1,
        );
        const token = allowed[random(allowed.length)]!;
        tokens.push(token);
        isWhole = constraint.push(token);
      }
      const text = tokenizer.decode(tokens);
      if (isWhole) expect(follow(schema, text)?.isEnd, text).toBe(true);
      if (isWhole) JSON.parse(text);
      // Only what nests without end may go on for so long.
      else expect(schema).toBe(tree);
    }
  }
});
