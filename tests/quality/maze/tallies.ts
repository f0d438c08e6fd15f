import type { Judgement } from './rules.ts';

/** Shares that are counted at a length of rollout. */
export type Share = 'tileAccuracy' | 'player' | 'walls' | 'chaserCount';

type Count = { right: number; all: number };

/** Figures at one length of rollout. */
export type StepFigures = Record<Share | 'pellets' | 'psnr', number>;

export type StepTally = {
  add(name: Share, isRight: boolean): void;
  /** An ember or lantern that is truly there, and one that is shown. */
  pellet(expected: boolean, got: boolean): void;
  psnr(decibels: number): void;
  figures(): StepFigures;
};

export type Tallies = {
  at(steps: number): StepTally;
  /** One step of the longest rollout; undefined where the predicted state is none that the game knows. */
  events(judgement: Judgement | undefined, rightCount: boolean): void;
  /** One step that is asked about lives only. */
  lives(judgement: Judgement | undefined): void;
  actions(agree: boolean): void;
  report(): {
    steps: Record<string, StepFigures>;
    events: Record<'lives' | 'score' | 'player' | 'cells' | 'chasers', number> & {
      livesSeen: number;
      scoreSeen: number;
    };
    actionAgreement: number;
  };
};

const shareOf = ({ right, all }: Count): number => (all === 0 ? Number.NaN : right / all);

export function createTallies(): Tallies {
  const steps = new Map<number, StepTally>();
  const counts = new Map<string, Count>();
  const count = (name: string, isRight: boolean | undefined): void => {
    const found = counts.get(name) ?? { right: 0, all: 0 };
    counts.set(name, found);
    if (isRight === undefined) return;
    found.all++;
    if (isRight) found.right++;
  };
  const get = (name: string): number => shareOf(counts.get(name) ?? { right: 0, all: 0 });
  let longest = 0;
  return {
    at(length) {
      const found = steps.get(length) ?? createStepTally();
      steps.set(length, found);
      longest = Math.max(longest, length);
      return found;
    },
    events(judgement, rightCount) {
      count('count', rightCount);
      for (const name of ['lives', 'score', 'player', 'cells', 'chasers'] as const) {
        count(name, judgement ? judgement[name] : false);
      }
    },
    lives: (judgement) => count('lives', judgement ? judgement.lives : false),
    actions: (agree) => count('actions', agree),
    report() {
      const entries = [...steps].toSorted(([a], [b]) => a - b);
      return {
        steps: Object.fromEntries(
          entries.map(([length, tally]) => [
            length,
            // The longest rollout is watched from its first step to its last.
            { ...tally.figures(), ...(length === longest && { chaserCount: get('count') }) },
          ]),
        ),
        events: {
          lives: get('lives'),
          score: get('score'),
          player: get('player'),
          cells: get('cells'),
          chasers: get('chasers'),
          livesSeen: counts.get('lives')?.all ?? 0,
          scoreSeen: counts.get('score')?.all ?? 0,
        },
        actionAgreement: get('actions'),
      };
    },
  };
}

function createStepTally(): StepTally {
  const shares: Record<Share, Count> = {
    tileAccuracy: { right: 0, all: 0 },
    player: { right: 0, all: 0 },
    walls: { right: 0, all: 0 },
    chaserCount: { right: 0, all: 0 },
  };
  let [hits, misses, phantoms, decibels, pictures] = [0, 0, 0, 0, 0];
  return {
    add(name, isRight) {
      shares[name].all++;
      if (isRight) shares[name].right++;
    },
    pellet(expected, got) {
      if (expected && got) hits++;
      else if (expected) misses++;
      else if (got) phantoms++;
    },
    psnr(value) {
      decibels += value;
      pictures++;
    },
    figures: () => ({
      psnr: decibels / pictures,
      tileAccuracy: shareOf(shares.tileAccuracy),
      player: shareOf(shares.player),
      pellets: (2 * hits) / (2 * hits + misses + phantoms),
      walls: shareOf(shares.walls),
      chaserCount: shareOf(shares.chaserCount),
    }),
  };
}
