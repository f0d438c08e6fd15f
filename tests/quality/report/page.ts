// report.html: one file that needs nothing else.
import { methods } from '../methods/index.ts';
import template from './page.html?raw';
import type { SceneReport } from './types.ts';

/** A picture in the report: its caption and its data address. */
export type Shown = { readonly name: string; readonly image: string; readonly note: string };

/** Pictures of one scene. */
export type ScenePictures = {
  /** One row per crop: the reference first, then every method. */
  readonly crops: readonly { readonly title: string; readonly pictures: readonly Shown[] }[];
  /** Each method at its worst: the worst tile of its worst frame beside the reference. */
  readonly worst: readonly {
    readonly method: string;
    readonly frame: number;
    readonly psnr: number;
    readonly pictures: readonly Shown[];
  }[];
};

/** Fills the page's data in. */
export function renderPage(reports: readonly SceneReport[], pictures: readonly ScenePictures[]): string {
  const summaries = Object.fromEntries(methods.map((method) => [method.name, method.summary]));
  const data = JSON.stringify({ reports, pictures, summaries });
  // `<` would let a scene's name end the script element.
  return template.replace('"DATA"', () => data.replaceAll('<', '\\u003c'));
}
