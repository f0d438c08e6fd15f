import type { PassTimer } from '@frameloom/gpu';
import { blocksOf, type CellsParts } from './parts.ts';

/** Records one step: features of movers and bar, the networks that choose, and what follows from their choice. */
export function recordStep(
  { layout, sizes, networks, passes, buffers }: CellsParts,
  encoder: GPUCommandEncoder,
  action: number,
  timer: PassTimer | undefined,
): void {
  const { state, tables, maps, moves, barPairs } = buffers;
  const { features, kinds, barCells } = layout;
  passes.sense.record(
    encoder,
    {
      params: buffers.actions[action]!,
      state,
      cellSense: tables.cellSense,
      barSense: tables.barSense,
      features: maps.features.buffer,
    },
    { width: blocksOf(features.mover.channels) * kinds },
    timer,
  );
  networks.movers.record(
    encoder,
    { features: maps.features },
    { choice: maps.choice, message: maps.message, write: maps.write },
    sizes.movers,
    timer,
  );
  passes.tell?.record(
    encoder,
    {
      state,
      barState: tables.barState,
      message: maps.message.buffer,
      features: maps.barFeatures.buffer,
    },
    { width: blocksOf(features.bar.channels) * barCells },
    timer,
  );
  networks.bar?.record(encoder, { features: maps.barFeatures }, { codes: maps.barCodes }, sizes.bar, timer);
  passes.act.record(
    encoder,
    {
      state,
      choice: maps.choice.buffer,
      write: maps.write.buffer,
      barCodes: maps.barCodes.buffer,
      moves,
      barPairs,
    },
    { workgroups: [1, 1, 1] },
    timer,
  );
}
