import type { TinyGame } from '@frameloom/scenes/tiny';

/** What teaches a network the recorded game, for a terminal at the top of the repository. */
export function commandsOf({ name }: Pick<TinyGame, 'name'>): string {
  return [
    `node models/circuit/record.mjs --game ${name} --out check.episodes --episodes 16 --steps 320 --seed 900001 --bots good,fair`,
    `node models/circuit/record.mjs --game ${name} --out starts.episodes --episodes 8 --steps 60 --seed 950001 --starts`,
    `python -m models.circuit.train --data ${name}.episodes --validation check.episodes --out run --minutes 60 ` +
      '--channels 24 32 64 96 --memory 8 --embed 6 --fine 8 --paint 16',
    `python -m models.circuit.export run --starts starts.episodes --title ${name} --fps 15 --out ${name}`,
  ].join('\n');
}
