import { LevelTexture, upscale } from '@frameloom/three';
import { createControls, createPacer, loadLevel, type Level } from '@frameloom/world';
import { pass } from 'three/tsl';
import * as THREE from 'three/webgpu';
import { el } from '../shared/dom.ts';
import { createResolution } from '../shared/resolution.ts';
import { createStage, type Stage } from '../shared/stage.ts';
import { stills } from '../shared/stills.ts';
import { showMessage, showStartError, textOf } from '../shared/ui/message.ts';
import { placeCamera } from './camera.ts';
import { createPanel, type Panel } from './panel.ts';
import { createRoom } from './room.ts';

const container = document.querySelector<HTMLElement>('#page')!;
const query = new URLSearchParams(location.search);
void start();

async function start(): Promise<void> {
  const view = el('div', { class: 'view' });
  container.replaceChildren(view);
  const again = { text: 'Start again', run: () => void start() };
  try {
    await run(view, (title, text) => void showMessage(view, title, [text], [again]));
  } catch (error) {
    showStartError({ page: container, view, still: stills.arcade }, error, again.run);
  }
}

async function run(view: HTMLElement, fail: (title: string, text: string) => void): Promise<void> {
  let playing: Level | undefined;
  const stage = await createStage(view, {
    onLost(message) {
      // The renderer does not come back, so the level need not.
      playing?.dispose();
      fail('The GPU was taken away', message);
    },
    onError: (error) => fail('The picture stopped', textOf(error)),
  });
  const scale = Number(query.get('scale'));
  const resolution = createResolution(stage, scale > 0 ? Math.min(1, scale) : 'auto', () => {});
  const level = (playing = await loadLevel(stage.gpu, 'wick'));
  const screen = new LevelTexture(stage.gpu, level);
  const { scene, cabinet } = createRoom(screen);
  const camera = new THREE.PerspectiveCamera(42, 1, 0.1, 30);
  const pipeline = new THREE.RenderPipeline(stage.renderer);
  pipeline.outputNode = query.has('plain')
    ? pass(scene, camera)
    : upscale(scene, camera, { quality: 'performance' });

  const game = createGame(stage, level, (action) => {
    screen.step(action);
    cabinet.push(...(sticks[level.info.actions[action]!.name] ?? [0, 0]));
  });
  const panel: Panel = createPanel(resolution.control, () => level.reset());
  view.append(game.invitation);
  container.append(panel.root);
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  let seconds = 0;
  stage.start((milliseconds) => {
    if (!isStill) seconds += milliseconds / 1000;
    game.advance();
    placeCamera(camera, stage.canvas.width / stage.canvas.height, seconds);
    pipeline.render();
    resolution.frame(true);
    panel.count(level.stepCount);
  });
}

/** How far each action bends the stick. */
const sticks: Readonly<Record<string, readonly [number, number]>> = {
  up: [0, 1],
  right: [1, 0],
  down: [0, -1],
  left: [-1, 0],
};

/** Takes the level's steps as they are due, from the first key, button or touch on. */
function createGame(
  stage: Stage,
  level: Level,
  step: (action: number) => void,
): { invitation: HTMLElement; advance(): void } {
  const controls = createControls(level.info.actions, stage.canvas);
  const pacer = createPacer(level.info.fps, 1);
  let unfinished = 0;
  let isPlaying = false;
  const play = (): void => {
    isPlaying = true;
    invitation.remove();
    pacer.restart();
  };
  const invitation = el(
    'button',
    { type: 'button', class: 'button primary invitation', onclick: play },
    'Play: press an arrow key, or tap here',
  );
  stage.canvas.addEventListener('pointerup', play, { once: true });
  return {
    invitation,
    advance() {
      const action = controls.read();
      if (!isPlaying && action > 0) play();
      if (!isPlaying || unfinished >= 2 || pacer.due(performance.now()) === 0) return;
      step(action);
      unfinished++;
      const finish = (): number => unfinished--;
      void stage.gpu.device.queue.onSubmittedWorkDone().then(finish, finish);
    },
  };
}
