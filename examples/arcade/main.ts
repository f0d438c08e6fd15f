import { LevelTexture, upscale } from '@frameloom/three';
import { createControls, createPacer, loadLevel, type Level } from '@frameloom/world';
import { pass } from 'three/tsl';
import * as THREE from 'three/webgpu';
import { el } from '../shared/dom.ts';
import { createStage } from '../shared/stage.ts';
import { stills } from '../shared/stills.ts';
import { showMessage, showStartError, textOf } from '../shared/ui/message.ts';
import { createRoom } from './room.ts';

const container = document.querySelector<HTMLElement>('#page')!;
void start();

async function start(): Promise<void> {
  container.replaceChildren();
  const again = { text: 'Start again', run: () => void start() };
  try {
    await run((title, text) => void showMessage(container, title, [text], [again]));
  } catch (error) {
    showStartError({ page: container, still: stills.arcade }, error, again.run);
  }
}

async function run(fail: (title: string, text: string) => void): Promise<void> {
  const query = new URLSearchParams(location.search);
  let playing: Level | undefined;
  const stage = await createStage(container, {
    scale: Number(query.get('scale') ?? 1) || 1,
    onLost(message) {
      // The renderer does not come back, so the level need not.
      playing?.dispose();
      fail('The GPU was taken away', message);
    },
    onError: (error) => fail('The picture stopped', textOf(error)),
  });
  const level = (playing = await loadLevel(stage.gpu, 'wick'));
  const screen = new LevelTexture(stage.gpu, level);
  const { scene, cabinet } = createRoom(screen);
  const camera = new THREE.PerspectiveCamera(42, 1, 0.1, 30);
  const pipeline = new THREE.RenderPipeline(stage.renderer);
  pipeline.outputNode = query.has('plain')
    ? pass(scene, camera)
    : upscale(scene, camera, { quality: 'performance' });

  const steps = el('output', {}, '0');
  const rate = el('output', {}, '…');
  container.append(
    el(
      'div',
      { class: 'arcade-note' },
      el('h1', {}, 'Neural arcade'),
      el(
        'p',
        {},
        'The game on the screen is predicted by a network, the room around it is upscaled: one GPU, nothing read back. Arrow keys, a gamepad or swipes play.',
      ),
      el(
        'p',
        {},
        'Steps ',
        steps,
        ' · pictures per second ',
        rate,
        ' · ',
        el('a', { href: '../level/' }, 'the level alone'),
      ),
    ),
  );
  const controls = createControls(level.info.actions, stage.canvas);
  const pacer = createPacer(level.info.fps, 1);
  const sticks: Readonly<Record<string, readonly [number, number]>> = {
    up: [0, 1],
    right: [1, 0],
    down: [0, -1],
    left: [-1, 0],
  };
  let [seconds, pictures, since, unfinished] = [0, 0, performance.now(), 0];
  stage.start((milliseconds) => {
    seconds += milliseconds / 1000;
    if (unfinished < 2 && pacer.due(performance.now()) > 0) {
      const action = controls.read();
      screen.step(action);
      cabinet.push(...(sticks[level.info.actions[action]!.name] ?? [0, 0]));
      unfinished++;
      const finish = (): number => unfinished--;
      void stage.gpu.device.queue.onSubmittedWorkDone().then(finish, finish);
    }
    camera.aspect = stage.canvas.width / stage.canvas.height;
    camera.updateProjectionMatrix();
    // Far enough for the whole screen also on a phone held upright.
    const away = 1.15 * Math.max(1, 1.1 / camera.aspect);
    camera.position.set(0.22 * Math.sin(seconds * 0.35), 1.5 + 0.05 * Math.sin(seconds * 0.23), away);
    camera.lookAt(0, 1.32, 0);
    pipeline.render();
    pictures++;
    if (performance.now() - since < 500) return;
    steps.textContent = level.stepCount.toLocaleString('en');
    rate.textContent = ((pictures * 1000) / (performance.now() - since)).toFixed(0);
    [pictures, since] = [0, performance.now()];
  });
}
