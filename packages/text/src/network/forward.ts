import {
  sliceColumns,
  sliceRows,
  type KvCache,
  type Linear,
  type LinearMatrices,
  type Matrix,
} from '@frameloom/nn';
import type { TextShape } from '../model/shape.ts';
import type { LayerWeights, LinearWeights, TextWeights } from './load-weights.ts';
import type { TextOperators } from './operators.ts';
import { cutRange, type Piece, type SliceLimit } from './pieces.ts';
import { firstRows, type Scratch } from './scratch.ts';

/** All that a step needs beside its tokens. */
export type TextNetwork = {
  shape: TextShape;
  weights: TextWeights;
  operators: TextOperators;
  scratch: Scratch;
  limit: SliceLimit;
};

/** Tokens that follow each other in one text. */
export type Step = {
  /** u32: the token of each position. */
  ids: GPUBuffer;
  /** Of the first. */
  position: number;
  /** At most `scratch.tileRows`. */
  rows: number;
  /** u32: pages of the text. */
  pages: GPUBuffer;
  /** The cache at the time of recording. */
  cache(): KvCache;
};

/** Work that takes tokens through all layers: their keys and values are in the cache then, their states in `scratch.hidden`. */
export function forward(network: TextNetwork, step: Step): Piece[] {
  const { shape, weights } = network;
  const scratch = firstRows(network.scratch, step.rows);
  const pieces = embed(network, scratch, step);
  for (let layer = 0; layer < shape.layers; layer++) {
    const place = { ...network, scratch, step, layer, layerWeights: weights.layers[layer]! };
    pieces.push(...attend(place), ...feedForward(place));
  }
  return pieces;
}

/** Work that makes logits of a row of the step before, in `scratch.logits` or in `logits`. */
export function logitsOf(
  network: TextNetwork,
  row: number,
  logits: Matrix = network.scratch.logits,
): Piece[] {
  const { weights, operators, scratch } = network;
  const range = { start: row, count: logits.rows };
  const [hidden, normed] = [sliceRows(scratch.hidden, range), sliceRows(scratch.normed, range)];
  const norm = pieceOf(operators.norm.costs(logits.rows, hidden.columns), (target) =>
    operators.norm.record(target, { input: hidden, ...weights.norm, output: normed }),
  );
  const head = { weights: weights.head };
  return [norm, ...linear(network, operators.linear(weights.head), head, { input: normed, output: logits })];
}

type Place = TextNetwork & { step: Step; layer: number; layerWeights: LayerWeights };

function embed({ weights, operators, shape }: TextNetwork, scratch: Scratch, step: Step): Piece[] {
  const { ids, position, rows } = step;
  const { hidden, added, positions } = scratch;
  const { embedding, positionEmbedding, add } = operators;
  const pieces = [
    pieceOf(embedding.costs(rows, weights.embedding), (target) =>
      embedding.record(target, { table: weights.embedding, ids, firstId: position, output: hidden }),
    ),
  ];
  const table = weights.positions;
  if (!positionEmbedding || !table) return pieces;
  const costs = { bytes: 0, macs: rows * shape.width };
  const record: Piece['record'] = (target) => {
    positionEmbedding.record(target, { table, ids: positions!, firstId: position, output: added! });
    add!.record(target, { input: hidden, other: added!, output: hidden });
  };
  return [...pieces, pieceOf(costs, record)];
}

function attend(place: Place): Piece[] {
  const { shape, operators, scratch, step, layer, layerWeights, limit } = place;
  const { heads, kvHeads, headColumns } = shape;
  const { rows, position } = step;
  const { hidden, normed, qkv, attended } = scratch;
  const { inputNorm, out, outNorm } = layerWeights;
  const [queryColumns, keyColumns] = [heads * headColumns, kvHeads * headColumns];
  const part = (start: number, count: number): Matrix => sliceColumns(qkv, start, count);
  const queries = part(0, queryColumns);
  const keys = part(queryColumns, keyColumns);
  const values = part(queryColumns + keyColumns, keyColumns);
  const attention = operators.attentions[layer]!;
  const keyCount = position + rows;
  const costs = attention.costs(rows, Math.min(keyCount, shape.layerKinds[layer]!.window ?? keyCount));
  const attentions = cutRange(rows, 16, costs, limit).map((range): Piece => {
    const share = range.count / rows;
    return pieceOf({ bytes: costs.bytes * share, macs: costs.macs * share }, (target) => {
      const cache = { ...step.cache().layers[layer]!, pages: step.pages };
      const maxPositions = step.pages.size * 16;
      const source = { cache: { ...cache, maxPositions }, keyCount, position };
      attention.record(target, { queries, ...source, output: attended, range });
    });
  });
  return [
    pieceOf(operators.norm.costs(rows, shape.width), (target) =>
      operators.norm.record(target, { input: hidden, ...inputNorm, output: normed }),
    ),
    ...linearOf(place, layerWeights.qkv, { input: normed, output: qkv }),
    pieceOf({ bytes: 0, macs: 4 * rows * (queryColumns + keyColumns) }, (target) => {
      turn(place, target, { queries, keys, both: part(0, queryColumns + keyColumns) });
      const appended = { layer, keys, values, position, pages: step.pages };
      step.cache().append(target, appended);
    }),
    ...attentions,
    ...addTo(place, out, attended, outNorm),
  ];
}

/** Norms of heads, and the turn by position, of queries and keys. */
function turn(
  { shape, operators, step, layer, layerWeights }: Place,
  target: GPUComputePassEncoder,
  { queries, keys, both }: { queries: Matrix; keys: Matrix; both: Matrix },
): void {
  const { queryNorm, keyNorm } = layerWeights;
  const { heads, kvHeads } = shape;
  if (queryNorm && keyNorm) {
    operators.headNorm!.record(target, { input: queries, ...queryNorm, groups: heads, output: queries });
    operators.headNorm!.record(target, { input: keys, ...keyNorm, groups: kvHeads, output: keys });
  }
  operators.ropes[layer]?.record(target, { input: both, position: step.position });
}

function feedForward(place: Place): Piece[] {
  const { shape, operators, scratch, step, layerWeights } = place;
  const { hidden, normed, up } = scratch;
  return [
    pieceOf(operators.norm.costs(step.rows, shape.width), (target) =>
      operators.norm.record(target, { input: hidden, ...layerWeights.mlpNorm, output: normed }),
    ),
    ...linearOf(place, layerWeights.up, { input: normed, output: up }, shape.activation),
    ...addTo(place, layerWeights.down, up, layerWeights.downNorm),
  ];
}

/** A linear layer that adds to the hidden state, by way of a norm where there is one. */
function addTo(place: Place, layer: LinearWeights, input: Matrix, norm: LayerWeights['outNorm']): Piece[] {
  const { operators, scratch, shape, step } = place;
  const { hidden, added } = scratch;
  if (!norm) return linearOf(place, layer, { input, residual: hidden, output: hidden });
  return [
    ...linearOf(place, layer, { input, output: added! }),
    pieceOf(operators.norm.costs(step.rows, shape.width), (target) => {
      operators.norm.record(target, { input: added!, ...norm, output: added! });
      operators.add!.record(target, { input: hidden, other: added!, output: hidden });
    }),
  ];
}

type Ends = Pick<LinearMatrices, 'input' | 'residual' | 'output'>;

function linearOf(
  place: TextNetwork,
  layer: LinearWeights,
  ends: Ends,
  activation?: TextShape['activation'],
): Piece[] {
  return linear(place, place.operators.linear(layer.weights, activation), layer, ends);
}

function linear({ limit }: TextNetwork, operator: Linear, layer: LinearWeights, ends: Ends): Piece[] {
  const { weights } = layer;
  const { rows } = ends.input;
  const costs = operator.costs(rows, weights);
  return cutRange(weights.rows, 4, costs, limit).map((outputs) => {
    const share = outputs.count / weights.rows;
    return pieceOf({ bytes: costs.bytes * share, macs: costs.macs * share }, (target) =>
      operator.record(target, { ...ends, ...layer, outputs }),
    );
  });
}

function pieceOf({ bytes, macs }: { bytes: number; macs: number }, record: Piece['record']): Piece {
  return { bytes, macs, record };
}
