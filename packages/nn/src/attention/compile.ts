import type { Pass } from '@frameloom/gpu';
import { blockBytes } from '../matrix.ts';
import type { OperatorBase, OperatorOptions } from '../operator.ts';
import combineCode from './combine.wgsl?raw';
import decodeCode from './decode.wgsl?raw';
import pageKeys from './page-keys.wgsl?raw';
import rowKeys from './row-keys.wgsl?raw';
import shapeLibrary from './shape.wgsl?raw';
import tileCode from './tile.wgsl?raw';

/** Options of `createAttention`. */
export type AttentionOptions = OperatorOptions & {
  /** Heads of queries. */
  heads: number;
  /** Heads of keys and values, of which `heads` is a multiple. Default: as many as heads. */
  kvHeads?: number;
  /** Numbers of a head: a multiple of 4, at most 512. */
  headColumns: number;
  /** Whether a query sees keys up to its own position only. Default false. */
  causal?: boolean;
  /** Keys that a query sees, up to and with its own position. Default: all. */
  window?: number | undefined;
  /** Multiplies scores. Default: 1 / √headColumns. */
  scale?: number;
  /** Where keys and values lie: in matrices, or in the pages of a cache. Default `'rows'`. */
  source?: 'rows' | 'pages';
  /** The most rows that will be recorded at once; 1 saves compiling what many rows need. Default: any number. */
  maxRows?: number;
  /** The fewest rows that are usual; 2 saves compiling what one row needs, and one row takes longer then. Default 1. */
  minRows?: number;
};

/** Options with their defaults. */
export type AttentionShape = {
  readonly [Name in Exclude<keyof AttentionOptions, keyof OperatorOptions>]-?: NonNullable<
    AttentionOptions[Name]
  >;
};

/** The shaders of an attention, and what they divide the work by. */
export type AttentionPasses = {
  readonly tile: Pass | undefined;
  /** Missing where single rows are not usual. */
  readonly decode: Pass | undefined;
  readonly combine: Pass | undefined;
  /** Queries of a workgroup of `tile`. */
  readonly queryRows: number;
  /** Query heads of a workgroup of `decode`. */
  readonly groupHeads: number;
};

/** Query heads that an invocation keeps sums of. */
const mostGroupHeads = 8;

export async function compileAttention(
  { compile, format }: OperatorBase,
  shape: AttentionShape,
): Promise<AttentionPasses> {
  const { heads, kvHeads, headColumns, causal, source, maxRows, minRows } = shape;
  const ratio = heads / kvHeads;
  const groupHeads = largestDivisor(ratio, headColumns > 256 ? 1 : mostGroupHeads);
  const { queryRows, tileKeys } = tileOf(headColumns, blockBytes(format));
  const common = {
    libraries: { shape: shapeLibrary, keys: source === 'pages' ? pageKeys : rowKeys },
  };
  const prelude = (sizes: Readonly<Record<string, number>>): string =>
    [
      `const causal = ${causal};`,
      ...Object.entries({ heads, ratio, headBlocks: headColumns / 4, ...sizes }).map(
        ([name, size]) => `const ${name} = ${size}u;`,
      ),
    ].join('\n');
  const [tile, decode, combine] = await Promise.all([
    maxRows > 1
      ? compile({
          ...common,
          file: 'tile.wgsl',
          code: tileCode,
          prelude: prelude({ queryRows, tileKeys }),
        })
      : undefined,
    ...(minRows > 1
      ? []
      : [
          compile({ ...common, file: 'decode.wgsl', code: decodeCode, prelude: prelude({ groupHeads }) }),
          compile({ ...common, file: 'combine.wgsl', code: combineCode, prelude: prelude({}) }),
        ]),
  ]);
  return { tile, decode, combine, queryRows, groupHeads };
}

/** Queries and keys of a tile: 16 and up to 32, fewer where heads are so wide that tiles would not fit. */
function tileOf(headColumns: number, bytesOfBlock: number): { queryRows: number; tileKeys: number } {
  const rowBytes = (headColumns / 4 + 1) * bytesOfBlock;
  const most = (limit: number, bytes: number): number =>
    Math.min(limit, 2 ** Math.floor(Math.log2(bytes / rowBytes)));
  return { queryRows: most(16, 17 * 1024), tileKeys: most(32, 9 * 1024) };
}

function largestDivisor(of: number, limit: number): number {
  for (let divisor = Math.min(of, limit); divisor > 1; divisor--) if (of % divisor === 0) return divisor;
  return 1;
}
