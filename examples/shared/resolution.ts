import { el } from './dom.ts';
import { createPace, paceSteps, type Pace } from './pace.ts';
import type { Stage } from './stage.ts';
import { choice } from './ui/controls.ts';

/** Canvas pixels per device pixel, or `'auto'`: as many as move at a pleasant rate. */
export type Scale = number | 'auto';

/** The resolution that a page draws at: a control, and the choice that a slow GPU makes by itself. */
export type Resolution = {
  readonly control: HTMLElement;
  choose(scale: Scale): void;
  /** After each frame: whether it was drawn. */
  frame(isDrawn: boolean): void;
};

/** Scale of the first frame: a GPU in software takes seconds for a full one. */
export function firstScale(scale: Scale, isSoftware: boolean): number {
  return scale === 'auto' ? (isSoftware ? 0.25 : 1) : scale;
}

/** @param chosen Called when the visitor chooses. */
export function createResolution(stage: Stage, scale: Scale, chosen: (scale: Scale) => void): Resolution {
  const note = el('p', { class: 'pace', role: 'status', hidden: true });
  stage.container.append(note);
  const isSoftware = stage.gpu.tier === 'software';
  let pace: Pace | undefined;
  let timer = 0;

  const control = resolutionChoice((value) => {
    choose(value);
    chosen(value);
  });
  const say = (text: string): void => {
    note.textContent = text;
    note.hidden = false;
    clearTimeout(timer);
    timer = window.setTimeout(() => (note.hidden = true), 8000);
  };
  const apply = (next: number): void => {
    stage.setScale(next);
    control.hint(pace ? `Now ${percent(next)}` : '');
    if (pace && next < 1)
      say(
        `${percent(next)} resolution, so that it moves: ${isSoftware ? 'there is no graphics processor here' : 'this GPU is slow'}.`,
      );
  };
  function choose(next: Scale): void {
    // An address may ask for what the list lacks.
    if (next !== 'auto') control.offer(String(next), percent(next));
    control.show(String(next));
    pace = next === 'auto' ? createPace(firstScale(next, isSoftware), apply) : undefined;
    note.hidden = true;
    apply(firstScale(next, isSoftware));
  }
  choose(scale);
  return {
    control: control.root,
    choose,
    frame(isDrawn) {
      if (isDrawn && !document.hidden) pace?.drawn(performance.now());
      else pace?.skipped();
    },
  };
}

/** The control alone. */
export function resolutionChoice(choose: (scale: Scale) => void): ReturnType<typeof choice> {
  const options = [
    { value: 'auto', text: 'Automatic' },
    ...paceSteps.map((step) => ({ value: String(step), text: percent(step) })),
  ];
  return choice('Resolution', options, (value) => choose(value === 'auto' ? 'auto' : Number(value)));
}

function percent(scale: number): string {
  return `${Math.round(scale * 100)} %`;
}
