// Strings moves together to a camera path: shots with cuts, sudden stops, and rests in which the world rests too.
import * as THREE from 'three/webgpu';
import type { Random } from '@frameloom/scenes/kit';
import type { Size } from '@frameloom/upscale';
import { moveMakers, rest, type Move, type Rig } from './moves.ts';
import type { Path, PathFrame, View } from './types.ts';

/** Plans `count` frames through the views of a world. */
export function planPath(
  random: Random,
  world: { views: readonly View[]; near: number; far: number },
  count: number,
  displaySize: Size,
): Path {
  const frameTime = random.next() < 0.7 ? 1000 / 60 : 1000 / 30;
  const pace = random.pick([0.5, 1, 1, 1, 2]);
  let seconds = random.range(0, 20);
  let rig = openView(random, random.pick(world.views));
  const frames: PathFrame[] = [];
  const names: string[] = [];
  for (const part of cutIntoParts(random, count)) {
    if (part.cut) rig = openView(random, random.pick(world.views));
    // A sequence that began with motion often ends in a complete stop.
    const stops = part.last && names.length > 0 && random.next() < 0.4;
    const move = stops ? rest() : drawMove(random, displaySize.height);
    const tremble =
      move.name !== 'rest' && random.next() < 0.12 ? drawShake(random, displaySize.height) : undefined;
    const frozen = move.name === 'rest' && random.next() < 0.5;
    names.push((part.cut ? 'cut, ' : '') + (frozen ? 'standstill' : move.name) + (tremble ? ' + shake' : ''));
    for (let i = 0; i < part.length; i++) {
      if (frames.length > 0) {
        if (!frozen) seconds += (frameTime / 1000) * pace;
        if (!(part.cut && i === 0)) {
          move.advance(rig, i);
          tremble?.advance(rig, i);
        }
      }
      frames.push({
        position: rig.position.toArray(),
        target: rig.target.toArray(),
        roll: rig.roll,
        fov: rig.fov,
        seconds,
        cut: frames.length === 0 || (part.cut && i === 0),
      });
    }
  }
  return { near: world.near, far: world.far, frameTime, frames, summary: names.join(', ') };
}

type Part = { length: number; cut: boolean; last: boolean };

/** One to three parts of at least five frames; every third border is a cut. */
function cutIntoParts(random: Random, count: number): Part[] {
  const wanted = random.pick([1, 2, 2, 2, 3]);
  const most = Math.max(1, Math.min(wanted, Math.floor(count / 5)));
  const borders = Array.from({ length: most - 1 }, (_, i) =>
    Math.round((count * (i + 1)) / most + random.range(-0.15, 0.15) * (count / most)),
  );
  return [0, ...borders].map((start, i, starts) => ({
    length: (starts[i + 1] ?? count) - start,
    cut: i > 0 && random.next() < 0.35,
    last: i === starts.length - 1,
  }));
}

function drawMove(random: Random, height: number): Move {
  const total = moveMakers.reduce((sum, { weight }) => sum + weight, 0);
  let at = random.next() * total;
  for (const { weight, make } of moveMakers) {
    at -= weight;
    if (at < 0) return make(random, height);
  }
  return rest();
}

function drawShake(random: Random, height: number): Move {
  const { make } = moveMakers[5]!;
  return make(random, height);
}

function openView(random: Random, view: View): Rig {
  const position = new THREE.Vector3(...view.position);
  const target = new THREE.Vector3(...view.target);
  const reach = position.distanceTo(target) * 0.08;
  const near = (): THREE.Vector3 =>
    new THREE.Vector3(
      random.range(-reach, reach),
      random.range(-reach, reach) * 0.5,
      random.range(-reach, reach),
    );
  const [narrow, wide] = view.fov ?? [14, 50];
  return {
    position: position.add(near()),
    target: target.add(near()),
    roll: random.next() < 0.1 ? random.range(-0.2, 0.2) : 0,
    fov: narrow * (wide / narrow) ** random.next(),
  };
}
