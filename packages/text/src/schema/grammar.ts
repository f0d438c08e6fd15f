/** What may come: a character of a kind, parts in turn, one of several, one again and again, or what is named elsewhere. */
export type Grammar =
  | { readonly kind: 'character'; readonly test: (character: string) => boolean }
  | { readonly kind: 'sequence'; readonly parts: readonly Grammar[] }
  | { readonly kind: 'choice'; readonly options: readonly Grammar[] }
  | { readonly kind: 'repeat'; readonly part: Grammar; readonly min: number; readonly max: number }
  | { readonly kind: 'reference'; readonly get: () => Grammar };

/** Parts that are still to come, the next one first; undefined at the end. Equal stacks are one object. */
type Stack = { readonly id: number; readonly top: Grammar; readonly below: Stack | undefined } | undefined;

/** Where a text may be in a grammar. Equal states are one object. */
export type State = {
  /** Whether the text may end here. */
  readonly isEnd: boolean;
  /** Whether it may go on. */
  readonly canGoOn: boolean;
  /** The state behind one more character; undefined where it cannot come. */
  step(character: string): State | undefined;
};

export function sequence(...parts: readonly Grammar[]): Grammar {
  return { kind: 'sequence', parts };
}

export function choice(...options: readonly Grammar[]): Grammar {
  return { kind: 'choice', options };
}

export function repeat(part: Grammar, min = 0, max: number = Infinity): Grammar {
  return { kind: 'repeat', part, min, max };
}

/** One of these characters. */
export function characters(all: string): Grammar {
  return { kind: 'character', test: (one) => all.includes(one) };
}

export function literal(text: string): Grammar {
  return sequence(...Array.from(text, (one) => characters(one)));
}

/** Nothing that is nested deeper is followed: a grammar that calls itself before any character. */
const deepest = 200;

/** The state at the beginning of a grammar: all ways through it are followed at once. */
export function beginningOf(grammar: Grammar): State {
  const stacks = new Map<Grammar, Map<Stack, NonNullable<Stack>>>();
  const states = new Map<string, State>();
  const fewer = new Map<Grammar, Grammar>();
  let count = 0;

  function push(top: Grammar, below: Stack): Stack {
    const known = stacks.get(top) ?? new Map<Stack, NonNullable<Stack>>();
    stacks.set(top, known);
    const found = known.get(below) ?? { id: ++count, top, below };
    known.set(below, found);
    return found;
  }

  /** The same with one repetition less. */
  function lessOne(grammar: Grammar & { kind: 'repeat' }): Grammar {
    if (grammar.min === 0 && grammar.max === Infinity) return grammar;
    const { part, min, max } = grammar;
    const found = fewer.get(grammar) ?? repeat(part, Math.max(0, min - 1), max - 1);
    fewer.set(grammar, found);
    return found;
  }

  /** Adds the stacks with a character on top that a stack leads to. */
  function expand(stack: Stack, found: Set<Stack>, depth: number): void {
    if (stack === undefined || stack.top.kind === 'character') {
      found.add(stack);
      return;
    }
    if (depth > deepest) return;
    const { top, below } = stack;
    const follow = (next: Stack): void => expand(next, found, depth + 1);
    if (top.kind === 'sequence')
      follow(top.parts.reduceRight<Stack>((rest, part) => push(part, rest), below));
    else if (top.kind === 'choice') for (const option of top.options) follow(push(option, below));
    else if (top.kind === 'reference') follow(push(top.get(), below));
    else {
      if (top.min === 0) follow(below);
      if (top.max > 0) follow(push(top.part, push(lessOne(top), below)));
    }
  }

  function stateOf(found: ReadonlySet<Stack>): State {
    const all = [...found];
    const key = all
      .map((stack) => stack?.id ?? 0)
      .toSorted((a, b) => a - b)
      .join();
    const known = states.get(key);
    if (known) return known;
    const steps = new Map<string, State | undefined>();
    const state: State = {
      isEnd: found.has(undefined),
      canGoOn: all.some((stack) => stack !== undefined),
      step(character) {
        if (steps.has(character)) return steps.get(character);
        const next = new Set<Stack>();
        for (const stack of all) {
          if (stack?.top.kind === 'character' && stack.top.test(character)) expand(stack.below, next, 0);
        }
        const result = next.size > 0 ? stateOf(next) : undefined;
        steps.set(character, result);
        return result;
      },
    };
    states.set(key, state);
    return state;
  }

  const first = new Set<Stack>();
  expand(push(grammar, undefined), first, 0);
  return stateOf(first);
}
