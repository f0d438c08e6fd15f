import type { FrameBudget, Gpu } from '@frameloom/gpu';
import type { TextModel } from '@frameloom/text';
import { el } from '../shared/dom.ts';
import { table } from '../shared/ui/cost-table.ts';
import { megabytes, milliseconds } from '../shared/ui/format.ts';
import type { Writer } from './writer.ts';

/** What the model costs, as a table. */
export type Cost = {
  readonly root: HTMLElement;
  show(loaded: { name: string; model: TextModel; writer: Writer } | undefined, budget: FrameBudget): void;
};

export function createCost(gpu: Gpu): Cost {
  const root = el('div', { class: 'cost' });
  return {
    root,
    show(loaded, budget) {
      const rows: [string, string][] = [];
      if (loaded) {
        const { model, writer } = loaded;
        const { usage, timings } = writer.last ?? {};
        rows.push(['Tokens a second', writer.isWriting ? writer.rate.toFixed(1) : '–']);
        if (usage && timings) {
          rows.push(['Last tale', `${usage.completionTokens} tokens`]);
          rows.push(['· first after', `${Math.round(timings.firstTokenMs)} ms`]);
        }
        rows.push(['Weights', megabytes(model.weightBytes)]);
        rows.push(['With its cache', megabytes(textBytes(gpu))]);
      }
      rows.push(['Budget a frame', milliseconds(budget.budgetMs)]);
      const { share } = budget.stats;
      rows.push(['· of it used', `${Math.round(100 * share)} %`]);
      rows.push(['GPU', gpu.adapterName + (gpu.tier === 'software' ? ', in software: slow' : '')]);
      root.replaceChildren(table(loaded?.name ?? 'Loading the storyteller …', rows));
    },
  };
}

/** A model in a few words. */
export function describeModel({ shape, weightBytes, maxContext }: TextModel): string {
  return `${shape.layers} layers of ${shape.width}, ${megabytes(weightBytes)}, texts of ${maxContext} tokens.`;
}

/** Bytes of GPU memory that language models hold. */
function textBytes(gpu: Gpu): number {
  const owners = Object.entries(gpu.memory.byOwner()).filter(([owner]) => owner.startsWith('text'));
  return owners.reduce((sum, [, bytes]) => sum + bytes, 0);
}
