// The measuring itself: pictures of every method and scene, their tallies, the reports.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { referenceMipBias } from '../engine/reference.ts';
import { createCropFinder } from '../report/crops.ts';
import { renderPage, type ScenePictures } from '../report/page.ts';
import { markdown, summarize } from '../report/table.ts';
import { firstCounted, type SceneReport } from '../report/types.ts';
import type { QualityArguments } from './arguments.ts';
import { hashSources, type PictureFile } from './picture-cache.ts';
import { collectPictures } from './pictures.ts';
import { startProgress } from './progress.ts';
import { heldFrames, sceneTitle } from './scenes.ts';
import { scoreScene } from './score.ts';
import { openShelf, type RunContext, type Shelf } from './shelf.ts';
import { tallyScene, type SceneFiles } from './tally.ts';

/** Measures every scene, writes the reports to `options.out` and returns them. */
export async function measureScenes(options: QualityArguments, context: RunContext): Promise<SceneReport[]> {
  const shelf = openShelf(options, context);
  const reports: SceneReport[] = [];
  const pictures: ScenePictures[] = [];
  const several = options.scenes.length > 1;
  for (const scene of options.scenes) {
    const { report, shown } = await measureScene(scene, options, context, shelf);
    reports.push(report);
    pictures.push(shown);
    const out = several ? join(options.out, report.scene) : options.out;
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, 'report.json'), JSON.stringify(report));
  }
  if (several) {
    const summary = { scenes: reports.map((report) => report.scene), methods: summarize(reports) };
    writeFileSync(join(options.out, 'summary.json'), JSON.stringify(summary, null, 1));
  }
  writeFileSync(join(options.out, 'report.html'), renderPage(reports, pictures));
  writeFileSync(join(options.out, 'table.md'), `${markdown(reports)}\n`);
  return reports;
}

async function measureScene(
  scene: string,
  options: QualityArguments,
  { workshop, root, cache }: RunContext,
  shelf: Shelf,
): Promise<{ report: SceneReport; shown: ScenePictures }> {
  const methods = new Map<string, PictureFile>();
  const reference = await shelf.open(scene, 'reference');
  const ages = await shelf.open(scene, 'ages');
  for (const name of options.methods) methods.set(name, await shelf.open(scene, name));
  const { size, frames } = options;
  const files: SceneFiles = { size, frames, held: heldFrames(scene, frames), reference, ages, methods };

  const title = sceneTitle(scene);
  const progress = startProgress(`${title} · metrics`);
  const metricSources = ['metrics', 'analysis', 'host/tally.ts', 'report/crops.ts'];
  const version = hashSources(
    metricSources.map((path) => join(root, 'tests/quality', path)),
    '',
  ).slice(0, 8);
  const total = frames + files.held;
  const tallies = await tallyScene(files, cache, version, (done) => progress.step(done, total));
  progress.done();

  const scores = scoreScene(tallies);
  const tiles = new Map([...tallies].map(([name, tally]) => [name, tally.tiles]));
  const finder = createCropFinder(size, tiles);
  const shown = await collectPictures(size, reference, methods, finder, scores.methods);
  for (const file of [reference, ages, ...methods.values()]) await file.close();
  const report: SceneReport = {
    adapter: workshop.adapterName,
    scene: title,
    ratio: options.ratio,
    size: `${size.width}x${size.height}`,
    frames,
    methods: scores.methods,
    analysis: {
      host: workshop.host,
      referenceSamples: options.samples,
      referenceMipBias,
      firstCounted,
      tpsnrPerFrame: scores.tpsnrPerFrame,
      disocclusion: scores.disocclusion,
      still: scores.still,
    },
  };
  return { report, shown };
}
