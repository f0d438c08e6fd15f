import type { CameraRig } from '../camera/rig.ts';
import { el, icon } from '../dom.ts';

const icons = {
  pause: 'M8 5v14M16 5v14',
  play: 'M7 4.5 19 12 7 19.5Z',
  step: 'M6 5l9 7-9 7ZM18.5 5v14',
  camera:
    'M3 8.5a1.5 1.5 0 0 1 1.5-1.5H8l1.5-2h5L16 7h3.5A1.5 1.5 0 0 1 21 8.5v9a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 17.5ZM12 16a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4Z',
  loupe: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.2 15.2 20.5 20.5M10.5 7.8v5.4M7.8 10.5h5.4',
  save: 'M12 4v11M7.5 11l4.5 4.5L16.5 11M5 20h14',
  full: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  panel: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.8v4.4M9 14.8v4.4',
};

/** What the toolbar and the keys change. */
export type PlaySettings = { split: number; speed: number; paused: boolean; panel: boolean };
export type PlayStore = {
  readonly value: Readonly<PlaySettings>;
  set(patch: Partial<PlaySettings>): void;
  watch(listener: (value: Readonly<PlaySettings>) => void): () => void;
};

export type ToolbarInput = {
  store: PlayStore;
  clock: { step(): void };
  /** Default: 0, and a tenth to twice the speed. */
  speeds?: readonly number[];
  rig: CameraRig;
  loupe: { readonly on: boolean; toggle(): void; onChange(listener: () => void): void };
  /** Whether the visitor may choose between a flight and their own camera. */
  screenshot(): void;
  fullscreen: HTMLElement;
};

/** The row of buttons under the picture. */
export function createToolbar(container: HTMLElement, input: ToolbarInput): () => void {
  const { store, clock, rig, loupe, speeds = [0, 0.1, 0.25, 0.5, 1, 2] } = input;
  const pause = button('Pause', icons.pause, 'Space', () => store.set({ paused: !store.value.paused }));
  const step = button('One frame', icons.step, '.', () => {
    store.set({ paused: true });
    clock.step();
  });
  const speed = el(
    'select',
    {
      'aria-label': 'Speed',
      title: 'Speed of the world',
      onchange: () => store.set({ speed: Number(speed.value) }),
    },
    ...speeds.map((value) => el('option', { value }, speedText(value))),
  );
  const camera = button('Free camera', icons.camera, 'F', () => rig.setFree(!rig.free));
  const glass = button('Magnifier', icons.loupe, 'hold Z', () => loupe.toggle());
  const save = button('Save the picture', icons.save, 'P', input.screenshot);
  const full = button('Full screen', icons.full, '', () => void toggleFullscreen(input.fullscreen));
  const panel = button('Controls', icons.panel, 'H', () => store.set({ panel: !store.value.panel }));
  full.hidden = !document.fullscreenEnabled;

  const bar = el('div', { class: 'toolbar', role: 'toolbar', 'aria-label': 'Picture' });
  bar.append(pause, step, speed, camera, glass, save, full, panel);
  container.append(bar);

  const showCamera = (): void => press(camera, rig.free);
  rig.onChange(showCamera);
  loupe.onChange(() => press(glass, loupe.on));
  showCamera();
  return store.watch((settings) => {
    pause.replaceChildren(icon(settings.paused ? icons.play : icons.pause));
    pause.setAttribute('aria-label', settings.paused ? 'Play' : 'Pause');
    pause.title = `${settings.paused ? 'Play' : 'Pause'} (Space)`;
    speed.value = String(settings.speed);
    press(panel, settings.panel);
  });
}

function speedText(value: number): string {
  if (value === 0) return 'Frozen';
  return value === 0.125 ? '⅛×' : `${value}×`;
}

/** Enters or leaves full screen. */
export async function toggleFullscreen(element: HTMLElement): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await element.requestFullscreen();
}

function button(label: string, drawing: string, key: string, run: () => void): HTMLButtonElement {
  const title = key === '' ? label : `${label} (${key})`;
  return el('button', { type: 'button', 'aria-label': label, title, onclick: run }, icon(drawing));
}

function press(target: HTMLElement, on: boolean): void {
  target.setAttribute('aria-pressed', String(on));
}
