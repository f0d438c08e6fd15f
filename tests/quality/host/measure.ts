// The measuring itself: pictures of every method and scene, from the cache where they are known, then scores and reports.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { referenceMipBias } from '../engine/reference.ts';
import type { RunSpec } from '../engine/play.ts';
import { frameBytesOf } from '../engine/task.ts';
import { methods as allMethods } from '../methods/index.ts';
import { createCropFinder } from '../report/crops.ts';
import { renderPage, type ScenePictures } from '../report/page.ts';
import { markdown, summarize } from '../report/table.ts';
import { firstCounted, type SceneReport } from '../report/types.ts';
import type { QualityArguments } from './arguments.ts';
import { hashSources, openPictures, type PictureFile } from './picture-cache.ts';
import { collectPictures } from './pictures.ts';
import { startProgress } from './progress.ts';
import { heldFrames, sceneSources, sceneTitle } from './scenes.ts';
import { scoreScene } from './score.ts';
import type { Workshop } from './workshop.ts';

/** What measuring needs besides the options. */
export type MeasureContext = { readonly workshop: Workshop; readonly root: string };

/** Measures every scene, writes the reports to `options.out` and returns them. */
export async function measureScenes(
  options: QualityArguments,
  context: MeasureContext,
): Promise<SceneReport[]> {
  const reports: SceneReport[] = [];
  const pictures: ScenePictures[] = [];
  const several = options.scenes.length > 1;
  for (const scene of options.scenes) {
    const out = several ? join(options.out, sceneTitle(scene)) : options.out;
    const { report, shown } = await measureScene(scene, options, context);
    reports.push(report);
    pictures.push(shown);
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
  context: MeasureContext,
): Promise<{ report: SceneReport; shown: ScenePictures }> {
  const files = await renderScene(scene, options, context);
  const title = sceneTitle(scene);
  const progress = startProgress(`${title} · metrics`);
  const finder = createCropFinder(files.size);
  const total = files.frames + files.held;
  const scores = await scoreScene(files, (done) => progress.step(done, total), finder);
  const { reference, methods } = files;
  const shown = await collectPictures(files.size, reference, methods, finder, scores.methods);
  progress.done();
  for (const file of [files.reference, files.ages, ...files.methods.values()]) await file.close();
  const report: SceneReport = {
    adapter: context.workshop.adapterName,
    scene: title,
    ratio: options.ratio,
    size: `${options.size.width}x${options.size.height}`,
    frames: options.frames,
    methods: scores.methods,
    analysis: {
      host: context.workshop.host,
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

/** The picture files of a scene: reference, ages and every method. */
async function renderScene(
  scene: string,
  options: QualityArguments,
  { workshop, root }: MeasureContext,
): Promise<{
  size: QualityArguments['size'];
  frames: number;
  held: number;
  reference: PictureFile;
  ages: PictureFile;
  methods: Map<string, PictureFile>;
}> {
  const held = heldFrames(scene, options.frames);
  const spec: RunSpec = {
    size: options.size,
    ratio: options.ratio,
    frames: options.frames + held,
    samples: options.samples,
  };
  const common = [...sceneSources(scene, root), join(root, 'tests/quality/engine')];
  const cache = join(root, 'tests/out/cache');
  const open = async (what: string, sources: readonly string[], facts: object): Promise<PictureFile> => {
    const task = { what, spec };
    const key = hashSources([...common, ...sources], {
      what,
      adapter: workshop.adapterName,
      host: workshop.host,
      size: spec.size,
      frames: spec.frames,
      ...facts,
    });
    const progress = startProgress(`${sceneTitle(scene)} · ${what}`);
    let rendered = false;
    const file = await openPictures(
      cache,
      `${sceneTitle(scene)}-${what}-${key}`,
      frameBytesOf(task),
      !options.cache,
      async (write) => {
        rendered = true;
        await workshop.render(scene, task, async (index, pixels) => {
          await write(index, pixels);
          progress.step(index + 1, spec.frames);
        });
      },
    );
    if (rendered) progress.done();
    return file;
  };
  const pictures = new Map<string, PictureFile>();
  const reference = await open('reference', [], { samples: spec.samples });
  const ages = await open('ages', [], {});
  for (const name of options.methods) {
    const method = allMethods.find((candidate) => candidate.name === name)!;
    const peer = method.needsPeer && options.peer ? [join(options.peer, 'src')] : [];
    const sources = [
      join(root, 'tests/quality/methods'),
      ...method.sources.map((path) => join(root, path)),
      ...peer,
    ];
    pictures.set(name, await open(name, sources, { ratio: spec.ratio }));
  }
  return { size: options.size, frames: options.frames, held, reference, ages, methods: pictures };
}
