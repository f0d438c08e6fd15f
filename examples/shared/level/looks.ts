import type { Gpu } from '@frameloom/gpu';
import { createCanvasView, type CanvasView, type Level } from '@frameloom/world';
import { el } from '../dom.ts';
import { textOf } from '../ui/message.ts';

/** A way to show a level's picture. */
export type Look = {
  /** In the address. */
  name: string;
  /** On its button. */
  title: string;
  /**
   * Makes it when it is first chosen. It draws `level.output`, or what else it makes of the level, on a canvas that is configured for
   * the device of `gpu` in the preferred format, and goes on with the next device after a loss.
   */
  create(gpu: Gpu, canvas: HTMLCanvasElement, level: Level): Promise<CanvasView>;
};

/** The looks of a level, one of which shows. */
export type Looks = {
  /** The buttons; none where there is nothing to choose. */
  readonly root: HTMLElement;
  /** Draws what is chosen. */
  readonly view: CanvasView;
  /** Shows another look as soon as it is loaded; unknown names change nothing. */
  choose(name: string): Promise<void>;
};

const pixels: Look = {
  name: 'pixels',
  title: 'Own pixels',
  create: (gpu, canvas, level) => createCanvasView(gpu, canvas, () => level.output, 'level picture'),
};

/** @param say Says why a look cannot be shown, and that it loads. */
export async function createLooks(
  { gpu, canvas, level }: { gpu: Gpu; canvas: HTMLCanvasElement; level: Level },
  others: readonly Look[],
  { say, chosen }: { say(text: string): void; chosen(name: string): void },
): Promise<Looks> {
  const all = [pixels, ...others];
  const made = new Map<Look, Promise<CanvasView>>();
  const make = (look: Look): Promise<CanvasView> => {
    const known = made.get(look);
    if (known) return known;
    const next = look.create(gpu, canvas, level).then((created) => {
      // After a loss: what was chosen, over what the others draw by themselves.
      gpu.onRebuild(() => view.draw());
      return created;
    });
    made.set(look, next);
    return next;
  };
  let view = await make(pixels);
  let wanted = pixels;
  const buttons = all.map((look) =>
    el('button', { type: 'button', onclick: () => void choose(look) }, look.title),
  );
  const mark = (): void =>
    buttons.forEach((button, i) => button.setAttribute('aria-pressed', String(all[i] === wanted)));
  async function choose(look: Look): Promise<void> {
    const before = wanted;
    wanted = look;
    mark();
    try {
      if (!made.has(look)) say(`Loading: ${look.title}`);
      const next = await make(look);
      if (wanted !== look) return;
      view = next;
      say('');
      chosen(look.name);
      view.draw();
    } catch (error) {
      made.delete(look);
      if (wanted !== look) return;
      wanted = before;
      mark();
      say(`${look.title}: ${textOf(error)}`);
    }
  }
  mark();
  return {
    root: el(
      'span',
      { class: 'level-looks', role: 'group', 'aria-label': 'Picture', hidden: others.length === 0 },
      ...buttons,
    ),
    view: { draw: () => view.draw(), dispose() {} },
    async choose(name) {
      const look = all.find((one) => one.name === name);
      if (look && look !== wanted) await choose(look);
    },
  };
}
