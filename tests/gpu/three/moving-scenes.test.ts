// What moves in ways of its own must end above a bilinear enlargement: PSNR against 64 samples per pixel, ratio 2.
import * as THREE from 'three/webgpu';
import { billboarding, texture, uniform, uv, vec2 } from 'three/tsl';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { upscale } from '@frameloom/three';
import { createStage, type Stage } from './support.ts';

const width = 96;
const height = 54;
const frames = 24;
const judged = 6; // of these, the last ones
const samples = 8; // per pixel and axis
let stage: Stage;
beforeAll(async () => {
  stage = await createStage({ width, height });
  await import('../../../packages/three/src/texture-motion-build.ts'); // else loaded in the middle of a sequence
});
afterAll(() => {
  stage.renderer.highPrecision = false;
  stage.dispose();
});

/** Bars, spots and noise of a few texels. */
function picture(repeat = THREE.RepeatWrapping): THREE.DataTexture {
  const size = 64;
  const data = new Uint8Array(size * size * 4);
  let state = 5;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      state = (state * 1103515245 + 12345) % 2 ** 31;
      const spot = Math.hypot((x % 16) - 8, (y % 16) - 8) < 5 ? 200 : 20;
      const bar = (x >> 2) % 3 === 0 ? 55 : 0;
      data.set([spot + bar, spot, bar * 3 + (state >> 24), 255], (y * size + x) * 4);
    }
  }
  const made = new THREE.DataTexture(data, size, size);
  made.wrapS = made.wrapT = repeat;
  made.magFilter = made.minFilter = THREE.LinearFilter;
  made.needsUpdate = true;
  return made;
}

function plane<M extends THREE.Material>(material: M): THREE.Mesh<THREE.PlaneGeometry, M> {
  return new THREE.Mesh(new THREE.PlaneGeometry(4, 3), material);
}

/** Fills the picture: at a silhouette that stands still, moving textures are no better off than elsewhere. */
function wall(material: THREE.Material): THREE.Mesh {
  const mesh = plane(material);
  mesh.scale.setScalar(3);
  return mesh;
}

type Moving = { scene: THREE.Scene; camera: THREE.PerspectiveCamera; move(frame: number): void };

function empty(): Moving {
  const camera = new THREE.PerspectiveCamera(50, width / height, 0.1, 50);
  camera.position.z = 3;
  return { scene: new THREE.Scene(), camera, move() {} };
}

/** A plane with room around it, on which a picture scrolls. */
function framed(repeat: number): Moving {
  const made = empty();
  const map = picture();
  map.repeat.setScalar(repeat);
  const mesh = plane(new THREE.MeshBasicMaterial({ map }));
  mesh.scale.setScalar(0.6);
  made.scene.add(mesh);
  made.move = (frame) => void map.offset.set(frame * 0.011, frame * 0.004);
  return made;
}

const scenes: Record<string, () => Moving> = {
  'billboarding()': () => {
    const material = new THREE.MeshBasicNodeMaterial({ map: picture() });
    material.vertexNode = billboarding() as never;
    const made = empty();
    const mesh = plane(material);
    made.scene.add(mesh);
    made.move = (frame) => void (mesh.position.x = frame * 0.03);
    return made;
  },
  'a globe in metres': () => {
    const made = empty();
    const mesh = plane(new THREE.MeshBasicMaterial({ map: picture() }));
    const surface = new THREE.Vector3(3_980_000.25, 4_966_000.5, 400_000.75);
    mesh.position.copy(surface);
    made.scene.add(mesh);
    made.move = (frame) => {
      stage.renderer.highPrecision = true;
      made.camera.position.copy(surface).add(new THREE.Vector3(frame * 0.03, frame * 0.01, 3));
    };
    return made;
  },
  'a background that turns': () => {
    const made = empty();
    const sky = picture();
    sky.mapping = THREE.EquirectangularReflectionMapping;
    sky.repeat.set(1, 1);
    made.scene.background = sky;
    made.move = (frame) => void (made.scene.backgroundRotation.y = frame * 0.02);
    return made;
  },
  'a mesh that moves as fast': () => {
    const made = empty();
    const mesh = plane(new THREE.MeshBasicMaterial({ map: picture() }));
    mesh.scale.setScalar(3);
    mesh.material.map!.repeat.setScalar(3);
    made.scene.add(mesh);
    made.move = (frame) => void mesh.position.set(-frame * 0.044, -frame * 0.012, 0);
    return made;
  },
  'a map that scrolls': () => {
    const made = empty();
    const map = picture();
    map.repeat.setScalar(3);
    made.scene.add(wall(new THREE.MeshBasicMaterial({ map })));
    made.move = (frame) => void map.offset.set(frame * 0.011, frame * 0.004);
    return made;
  },
  'a map that scrolls within an edge at rest': () => framed(0.6),
  'a fine map that creeps within an edge at rest': () => framed(3),
  'a node that scrolls': () => {
    const made = empty();
    const offset = uniform(new THREE.Vector2());
    const material = new THREE.MeshBasicNodeMaterial();
    material.colorNode = texture(picture(), uv().mul(3).add(offset));
    made.scene.add(wall(material));
    made.move = (frame) => void offset.value.set(frame * 0.011, frame * 0.004);
    return made;
  },
  'a node that scrolls a reactive texture': () => {
    const made = empty();
    const offset = uniform(0);
    const map = picture();
    map.userData['reactive'] = 0.9;
    const material = new THREE.MeshBasicNodeMaterial();
    material.colorNode = texture(map, uv().mul(3).add(vec2(offset, 0)));
    made.scene.add(wall(material));
    made.move = (frame) => void (offset.value = frame * 0.011);
    return made;
  },
  'two pictures that scroll apart': () => {
    const made = empty();
    const offset = uniform(0);
    const material = new THREE.MeshBasicNodeMaterial();
    const [left, right] = [vec2(offset, 0), vec2(0, offset)];
    material.colorNode = texture(picture(), uv().mul(3).add(left))
      .add(texture(picture(), uv().mul(3).add(right)))
      .mul(0.5);
    made.scene.add(wall(material));
    made.move = (frame) => void (offset.value = frame * 0.011);
    return made;
  },
};

/** The picture at `frame` with many samples per pixel. */
async function reference({ scene, camera }: Moving): Promise<Float32Array> {
  const target = new THREE.RenderTarget(width * samples, height * samples, { type: THREE.HalfFloatType });
  stage.renderer.setRenderTarget(target);
  stage.renderer.render(scene, camera);
  stage.renderer.setRenderTarget(null);
  const fine = await stage.read(target.texture);
  target.dispose();
  const result = new Float32Array(width * height * 4);
  for (let i = 0; i < fine.length; i++) {
    const texel = i >> 2;
    const x = Math.floor((texel % (width * samples)) / samples);
    const y = Math.floor(Math.floor(texel / (width * samples)) / samples);
    result[(y * width + x) * 4 + (i & 3)]! += fine[i]! / samples ** 2;
  }
  return result;
}

function error(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) if (i % 4 !== 3) sum += (a[i]! - b[i]!) ** 2;
  return sum / (a.length * 0.75);
}

test.each(Object.entries(scenes))('%s', async (_, make) => {
  const moving = make();
  const { scene, camera, move } = moving;
  const pipeline = new THREE.RenderPipeline(stage.renderer);
  pipeline.outputColorTransform = false;
  const node = upscale(scene, camera, { quality: 'performance', sharpness: 0 });
  node.frameTimeDelta = 16;
  pipeline.outputNode = node;
  const draw = (): void => stage.frame(() => pipeline.render());
  move(0);
  draw();
  await node.ready;
  const plain = upscale(scene, camera, { quality: 'performance' });
  plain.enabled = false;
  const plainPipeline = new THREE.RenderPipeline(stage.renderer);
  plainPipeline.outputColorTransform = false;
  plainPipeline.outputNode = plain;
  const errors = [0, 0];
  for (let frame = 1; frame <= frames; frame++) {
    move(frame);
    draw();
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (frame <= frames - judged) continue;
    const upscaled = await stage.readTarget();
    stage.frame(() => plainPipeline.render());
    const bilinear = await stage.readTarget();
    const wanted = await reference(moving);
    [upscaled, bilinear].forEach((picture, k) => (errors[k]! += error(picture, wanted) / judged));
  }
  const [ours, theirs] = errors.map((each) => -10 * Math.log10(each)) as [number, number];
  console.log(`${ours.toFixed(1)} dB, bilinear ${theirs.toFixed(1)} dB`);
  for (const each of [node, plain, pipeline, plainPipeline]) each.dispose();
  expect(ours).toBeGreaterThan(theirs);
});
