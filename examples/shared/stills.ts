/** Two pictures of a run of a page, shown where it cannot run. */
export type Still = {
  /** Addresses of the left and the right picture. */
  before: string;
  after: string;
  /** What each shows: a name, and a few words. */
  left: readonly [name: string, fact: string];
  right: readonly [name: string, fact: string];
  /** Both, for who does not see them. */
  description: string;
  width: number;
  height: number;
};

const wide = { width: 960, height: 540 };
const quarter = '25 % of the pixels';

/** Folders of pages that have a still. */
export type StillName = 'market' | 'model' | 'video' | 'between' | 'level' | 'arcade' | 'react';

/** Stills by page; `gallery/stills.mjs` takes them. */
export const stills: Readonly<Record<StillName, Still>> = {
  market: {
    before: new URL('../gallery/stills/market-before.webp', import.meta.url).href,
    after: new URL('../gallery/stills/market-after.webp', import.meta.url).href,
    left: ['Bilinear', quarter],
    right: ['Frameloom', quarter],
    description: 'A night market: stretched and blurred on the left, sharp on the right.',
    ...wide,
  },
  model: {
    before: new URL('../gallery/stills/model-before.webp', import.meta.url).href,
    after: new URL('../gallery/stills/model-after.webp', import.meta.url).href,
    left: ['Native', 'all pixels'],
    right: ['Frameloom + network', quarter],
    description: 'A woven ring: all pixels rendered on the left, a quarter of them on the right.',
    ...wide,
  },
  video: {
    before: new URL('../gallery/stills/video-before.webp', import.meta.url).href,
    after: new URL('../gallery/stills/video-after.webp', import.meta.url).href,
    left: ['Browser', '480×270, stretched'],
    right: ['Medium network', '480×270 → 960×540'],
    description:
      'A frame of a video: as the browser enlarges it on the left, through a network on the right.',
    ...wide,
  },
  between: {
    before: new URL('../gallery/stills/between-before.webp', import.meta.url).href,
    after: new URL('../gallery/stills/between-after.webp', import.meta.url).href,
    left: ['Rendered', '20 frames a second'],
    right: ['Generated', 'a frame between two rendered ones'],
    description: 'A parade: a rendered frame on the left, a generated one a moment earlier on the right.',
    ...wide,
  },
  level: {
    before: new URL('../gallery/stills/level-before.webp', import.meta.url).href,
    after: new URL('../gallery/stills/level-after.webp', import.meta.url).href,
    left: ['The real game', 'the same keys'],
    right: ['Predicted', '200 steps by a network'],
    description:
      'A maze chase: the real game on the left, the same game predicted by a network on the right.',
    width: 512,
    height: 512,
  },
  arcade: {
    before: new URL('../gallery/stills/arcade-before.webp', import.meta.url).href,
    after: new URL('../gallery/stills/arcade-after.webp', import.meta.url).href,
    left: ['Native', 'all pixels'],
    right: ['Frameloom', quarter],
    description: 'An arcade cabinet: all pixels rendered on the left, a quarter of them on the right.',
    ...wide,
  },
  react: {
    before: new URL('../gallery/stills/react-before.webp', import.meta.url).href,
    after: new URL('../gallery/stills/react-after.webp', import.meta.url).href,
    left: ['Native', 'all pixels'],
    right: ['<Upscale>', quarter],
    description: 'Strings of beads: all pixels rendered on the left, a quarter of them on the right.',
    ...wide,
  },
};
