import { matrixOf, recordRows } from '../layer/matrix-layer.ts';
import type { CompiledLayer, Edge, LayerBase, LayerContext } from '../layer/operator.ts';
import { sliceColumns, type Matrix } from '../matrix.ts';
import { channelsOf, sizeOf } from '../network/shape.ts';
import { createBase } from '../operator.ts';
import { formatOf } from '../precision.ts';
import { buildAttention } from './attention.ts';
import { headColumnsOf } from './heads.ts';

/** What a layer's description says of it. */
export type AttentionFields = {
  /** Heads of queries. */
  heads: number;
  /** Heads of keys and values, which divide `heads`. Default: as many. */
  kvHeads?: number;
  /** Whether row r sees the keys up to row r only. Default false. */
  causal?: boolean;
  /** Keys that a row sees, up to and with its own. Default: all. */
  window?: number;
  /** Default: 1 / √(columns of a head). */
  scale?: number;
};

/** Queries of a tile at most: parts of a layer that is cut by rows begin at multiples of it. */
const tileRows = 16;

/** Compiles the attention of a network. Layers of the same options share their shaders. */
export async function compileAttentionLayer(
  context: LayerContext<LayerBase>,
  fields: AttentionFields,
): Promise<CompiledLayer> {
  const { gpu, inputs, output, precision } = context;
  const { heads, kvHeads = heads, causal = false, window, scale } = fields;
  const format = formatOf(precision);
  const headColumns = headColumnsOf({ heads, kvHeads, isOne: inputs.length === 1 }, channelsOf(inputs[0]!));
  // Of many rows a part may still be one.
  const isSingle = output.kind === 'matrix' && output.rows === 1;
  const rows = isSingle ? { maxRows: 1 } : { minRows: 2 };
  const options = {
    heads,
    kvHeads,
    headColumns,
    causal,
    window,
    ...(scale !== undefined && { scale }),
    ...rows,
  };
  const attention = await context.share('attention', options, (place) =>
    buildAttention(createBase(gpu, place), options),
  );
  const [queryColumns, keyColumns] = [heads * headColumns, kvHeads * headColumns];
  const read = ([first, keys, values]: readonly Edge[]): Record<'queries' | 'keys' | 'values', Matrix> => {
    if (keys) {
      return {
        queries: matrixOf(first!, queryColumns, format),
        keys: matrixOf(keys, keyColumns, format),
        values: matrixOf(values!, keyColumns, format),
      };
    }
    const all = matrixOf(first!, queryColumns + 2 * keyColumns, format);
    return {
      queries: sliceColumns(all, 0, queryColumns),
      keys: sliceColumns(all, queryColumns, keyColumns),
      values: sliceColumns(all, queryColumns + keyColumns, keyColumns),
    };
  };
  return {
    bytes: 0,
    rowStep: tileRows,
    macs(frame) {
      const keys = sizeOf(inputs[1] ?? inputs[0]!, frame).height;
      return attention.costs(sizeOf(output, frame).height, keys).macs;
    },
    record(target, { inputs: edges, output: written, rows: part }) {
      const matrices = { ...read(edges), output: matrixOf(written, queryColumns, format) };
      recordRows(written, part, (range) => attention.record(target, { ...matrices, range }));
    },
  };
}
