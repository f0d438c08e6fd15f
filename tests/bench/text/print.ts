import { idleP99 } from '../budget/idle.ts';
import { table } from '../print.ts';
import type { TextReport } from './page.ts';

/** Goals for p99, times that of idle frames: while a model writes, and while it reads a long prompt. */
const [writing, reading] = [1.1, 1.5];

/** The report as text for a terminal. */
export function formatTextReport(report: TextReport): string {
  const { adapter, tier, size, frames, budgetMs, copy, phases, alone, promptTokens } = report;
  const idle = idleP99(phases);
  const verdicts = phases
    .filter(({ name }) => / (writes|reads)$/.test(name) && !name.startsWith('transformers'))
    .map(({ name, times }) => {
      const goal = name.endsWith('writes') ? writing : reading;
      return `${name}: p99 within ${goal} of idle: ${times.p99 <= goal * idle ? 'yes' : 'no'}`;
    });
  return [
    `adapter    ${adapter} (tier: ${tier})`,
    `frames     ${frames} of the market scene in each row, ${size.width}×${size.height} with the upscaler; budget ${budgetMs.toFixed(1)} ms`,
    ...(tier === 'software'
      ? ['A software GPU: the budget is the same part of the idle frame as of 16.7 ms.']
      : []),
    '',
    ...table([
      ['', 'p50 ms', 'p95 ms', 'p99 ms', 'p99 / idle', 'tokens/s'],
      ...phases.map(({ name, times, tokens }) => [
        name,
        times.p50.toFixed(1),
        times.p95.toFixed(1),
        times.p99.toFixed(1),
        `${(times.p99 / idle).toFixed(2)}×`,
        tokens > 0 ? tokens.toFixed(1) : '–',
      ]),
    ]),
    '',
    ...table([
      ['alone', 'MB', 'writes/s', 'of copy bandwidth', 'prompt', 'reads/s', 'first token ms'],
      ...alone.map(({ name, weightBytes, decode, prefill, firstMs }) => [
        name,
        (weightBytes / 1e6).toFixed(1),
        decode.toFixed(1),
        `${((100 * weightBytes * decode) / copy).toFixed(0)} %`,
        String(promptTokens[name] ?? promptTokens['storyteller']),
        prefill.toFixed(0),
        firstMs.toFixed(0),
      ]),
    ]),
    '',
    ...verdicts,
    ...comparison(report),
  ].join('\n');
}

/** How many times the tokens of the peer, which was given the bits of the same file. */
function comparison({ alone, peer }: TextReport): string[] {
  if (peer === undefined) return [];
  const [own, other] = ['storyteller', peer].map((name) => alone.find((one) => one.name === name));
  if (!own || !other) return [`could not be compared: ${peer}`];
  const times = (mine: number, theirs: number): string => `${(mine / theirs).toFixed(1)}×`;
  return [
    `${peer}: storyteller writes ${times(own.decode, other.decode)} and reads ${times(own.prefill, other.prefill)} its tokens a second`,
  ];
}
