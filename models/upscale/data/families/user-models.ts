import * as THREE from 'three/webgpu';
import { clone } from 'three/addons/utils/SkeletonUtils.js';
import type { Random } from '@frameloom/scenes/kit';
import { addCrossers } from './kit/crossers.ts';
import { addGround } from './kit/ground.ts';
import { castShadows, lightScene } from './kit/light.ts';
import { createWorld, viewsAround, type Animation } from './kit/world.ts';
import type { Family } from './types.ts';

/** A glTF file as its loader returns it. */
export type LoadedModel = {
  readonly scene: THREE.Group;
  readonly animations: readonly THREE.AnimationClip[];
};

/** A family of worlds built from given models: a town of many, or a few on a stage. */
export function createModelsFamily(models: readonly LoadedModel[]): Family {
  return {
    name: 'models',
    summary: 'models from files, in rows or on a stage',
    build(random, resources) {
      const scene = new THREE.Scene();
      const light = lightScene(scene, random, resources, { reach: 9, reflections: 0.5 });
      addGround(scene, random, resources);
      const animations: Animation[] = [];
      const isTown = models.length > 3 && random.next() < 0.7;
      const side = isTown ? 3 + random.int(4) : 1 + random.int(2);
      const pitch = isTown ? random.range(0.95, 1.6) : random.range(2, 3);
      for (let x = 0; x < side; x++) {
        for (let z = 0; z < side; z++) {
          if (random.next() < 0.1) continue;
          const placed = placeModel(
            scene,
            random,
            random.pick(models),
            isTown ? 1.4 : random.range(1.5, 2.5),
          );
          placed.holder.position.set(
            (x - (side - 1) / 2) * pitch * 1.4,
            0.02, // off the ground, which it would fight with
            (z - (side - 1) / 2) * pitch * 1.4,
          );
          if (placed.animate) animations.push(placed.animate);
        }
      }
      animations.push(
        ...addCrossers(scene, random, { count: 1 + random.int(4), reach: 3, size: [0.08, 0.4] }),
      );
      castShadows(scene, light);
      return createWorld({
        random,
        scene,
        animations,
        followers: light.followers,
        extras: [light.environment],
        views: viewsAround(random, [0, 0.6, 0], { distance: [3, 7], height: [0.4, 4] }),
      });
    },
  };
}

/** Puts a copy of a model on the ground, `size` metres wide, turned by quarters; most models turn, some play. */
function placeModel(
  scene: THREE.Scene,
  random: Random,
  model: LoadedModel,
  size: number,
): { holder: THREE.Group; animate?: Animation } {
  const copy = clone(model.scene);
  const box = new THREE.Box3().setFromObject(copy, true);
  const extent = box.getSize(new THREE.Vector3());
  const scale = size / Math.max(extent.x, extent.z, extent.y * 0.5, 1e-6);
  const centre = box.getCenter(new THREE.Vector3());
  copy.position.sub(new THREE.Vector3(centre.x, box.min.y, centre.z));
  const holder = new THREE.Group().add(new THREE.Group().add(copy));
  holder.scale.setScalar(scale);
  holder.rotation.y = random.int(4) * (Math.PI / 2);
  scene.add(holder);
  const [clip] = model.animations;
  if (clip) {
    const mixer = new THREE.AnimationMixer(copy);
    mixer.clipAction(clip).play();
    const start = random.range(0, clip.duration);
    return { holder, animate: (seconds) => void mixer.setTime(start + seconds) };
  }
  if (random.next() >= 0.15) return { holder };
  const home = holder.rotation.y;
  const pace = random.range(-2, 2);
  return { holder, animate: (seconds) => void (holder.rotation.y = home + seconds * pace) };
}
