// The test bed: scenes that no weight and no constant was tuned on. They judge a result and are used for nothing else.
import { disposeScene } from '@frameloom/scenes/kit';
import type { MeasuredScene, SceneSource } from '../sequences/types.ts';
import { createBedCamera, isCut, placeCamera, secondsAt } from './camera.ts';
import { buildFigures } from './figures.ts';
import { buildGallery } from './gallery.ts';
import { buildHarbour } from './harbour.ts';
import { buildNight } from './night.ts';
import { buildRigging } from './rigging.ts';
import { buildStatues } from './statues.ts';
import type { BedScene } from './types.ts';

const builders: Readonly<Record<string, () => Promise<BedScene>>> = {
  statues: buildStatues,
  gallery: buildGallery,
  figures: buildFigures,
  rigging: buildRigging,
  harbour: buildHarbour,
  night: buildNight,
};

/** Names of the scenes of the test bed, in the order they are reported. */
export const bedNames: readonly string[] = Object.keys(builders);

/** A scene of the test bed by name, or undefined. */
export function bedScene(name: string): SceneSource | undefined {
  const build = Object.hasOwn(builders, name) ? builders[name] : undefined;
  return build && { name, open: async () => open(await build()) };
}

function open({ scene, subject, far, animate }: BedScene): MeasuredScene {
  const camera = createBedCamera(far);
  return {
    scene,
    camera,
    sequence(frame) {
      animate(secondsAt(frame));
      placeCamera(camera, subject, frame);
      scene.updateMatrixWorld();
      return { cut: isCut(frame) };
    },
    dispose: () => disposeScene(scene),
  };
}
