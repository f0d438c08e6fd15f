// One scene: frames are dropped, made again by every method, and compared with what the renderer would have shown.
import { renderSizeOf } from '../engine/play.ts';
import { regionBits } from '../engine/regions.ts';
import type { Platform } from '../engine/platform.ts';
import { openScene, sceneTitle } from '../host/scenes.ts';
import { specOf, type Shelf } from '../host/shelf.ts';
import { startProgress } from '../host/progress.ts';
import { flipReference } from '../metrics/flip.ts';
import type { Picture } from '../metrics/picture.ts';
import { ssimReference } from '../metrics/ssim.ts';
import type { BetweenArguments } from './arguments.ts';
import { createHud } from './hud.ts';
import { playRendered } from './rendered.ts';
import type { BetweenReport } from './report.ts';
import { createTally, type BetweenTally, type Truth } from './tally.ts';
import type { BetweenMethod, BetweenRun, Rendered } from './types.ts';

/** One method at work with its figures. */
type Competitor = { method: BetweenMethod; run: BetweenRun; tally: BetweenTally };

/** Measures the methods on one scene. Frames between two shots are left out: nothing is between them. */
export async function measureBetween(
  scene: string,
  options: BetweenArguments,
  methods: readonly BetweenMethod[],
  platform: Platform,
  shelf: Shelf,
): Promise<BetweenReport> {
  const { factor, size } = options;
  const hud = options.hud ? createHud(size) : undefined;
  const spec = { ...specOf(scene, options), frames: options.frames };
  const files = {
    reference: await shelf.open(scene, 'reference'),
    ages: await shelf.open(scene, 'ages'),
    regions: await shelf.open(scene, 'regions'),
  };
  const context = { device: platform.device, size, renderSize: renderSizeOf(spec) };
  const competitors: Competitor[] = [];
  for (const method of methods) {
    competitors.push({ method, run: await method.create(context), tally: createTally() });
  }
  const title = sceneTitle(scene);
  const progress = startProgress(`${title} · between`);
  const picture = (pixels: Uint8Array): Picture => ({ ...size, pixels });
  const trueAt = async (index: number): Promise<Picture> => {
    const plain = await files.reference.read(index);
    return picture(hud?.draw(plain) ?? plain);
  };

  /** The truth `age` frames after the last rendered one. */
  async function truthAt(index: number, age: number): Promise<Truth> {
    const whole = await trueAt(index);
    const regions = await files.regions.read(index);
    const uncovered = await files.ages.read(index);
    return {
      picture: whole,
      forSsim: ssimReference(whole),
      forFlip: flipReference(whole),
      regions: {
        edges: (i) => (regions[i]! & regionBits.edges) !== 0,
        particles: (i) => (regions[i]! & regionBits.particles) !== 0,
        disocclusion: (i) => uncovered[i]! < age,
        ...(hud && { hud: hud.covers }),
      },
    };
  }

  async function makeBetween(frame: Rendered): Promise<void> {
    const first = frame.index - factor;
    const truths = [await trueAt(first)];
    const made = competitors.map(() => [truths[0]!]);
    for (let k = 1; k < factor; k++) {
      const truth = await truthAt(first + k, k);
      truths.push(truth.picture);
      for (const [i, { run, tally }] of competitors.entries()) {
        const test = picture(await run.make(k / factor));
        tally.add(test, truth);
        made[i]!.push(test);
      }
    }
    truths.push(picture(frame.pixels));
    for (const [i, { tally }] of competitors.entries()) {
      const tests = [...made[i]!, truths.at(-1)!];
      for (let k = 1; k < tests.length; k++) {
        tally.addStep([tests[k - 1]!, tests[k]!], [truths[k - 1]!, truths[k]!]);
      }
    }
  }

  await playRendered(platform, await openScene(scene), spec, factor, files.reference, hud, async (frame) => {
    const feed = async (ahead: boolean): Promise<void> => {
      for (const { method, run } of competitors) {
        if ((method.ahead ?? false) === ahead) await run.add(frame);
      }
    };
    await feed(false);
    if (!frame.cut) await makeBetween(frame);
    // What looks ahead has not seen this frame until now.
    await feed(true);
    progress.step(frame.index + 1, spec.frames);
  });
  progress.done();
  for (const { run } of competitors) run.dispose();
  for (const file of Object.values(files)) await file.close();
  return {
    adapter: platform.adapterName,
    scene: title,
    factor,
    frames: options.frames,
    methods: Object.fromEntries(competitors.map(({ method, tally }) => [method.name, tally.score()])),
  };
}
