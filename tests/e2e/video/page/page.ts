// What tests call in the page: the package itself and the tools in this folder.
import * as gpu from '@frameloom/gpu';
import * as video from '@frameloom/video';
import '@frameloom/video/element';
import * as churn from './churn.ts';
import * as clips from './clips.ts';
import * as films from './films.ts';
import * as frames from './frames.ts';
import * as layouts from './layouts.ts';
import * as rates from './rates.ts';
import * as show from './show.ts';

/** What `page.evaluate` finds. */
export type Tools = {
  gpu: typeof gpu;
  video: typeof video;
  churn: typeof churn;
  clips: typeof clips;
  films: typeof films;
  frames: typeof frames;
  layouts: typeof layouts;
  rates: typeof rates;
  show: typeof show;
};

declare global {
  var tools: Tools;
}

globalThis.tools = { gpu, video, churn, clips, films, frames, layouts, rates, show };
