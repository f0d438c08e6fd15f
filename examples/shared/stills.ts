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

const address = (file: string): string => new URL(`../gallery/stills/${file}.webp`, import.meta.url).href;
const pictures = (page: StillName): Pick<Still, 'before' | 'after'> => ({
  before: address(`${page}-before`),
  after: address(`${page}-after`),
});

/** Folders of pages that have a still. */
export type StillName =
  | 'market'
  | 'model'
  | 'video'
  | 'between'
  | 'level'
  | 'drive'
  | 'arcade'
  | 'pictures'
  | 'react';

/** Stills by page; `gallery/stills.mjs` takes them. */
export const stills: Readonly<Record<StillName, Still>> = {
  market: {
    ...pictures('market'),
    left: ['Bilinear', quarter],
    right: ['Frameloom', quarter],
    description: 'A night market: stretched and blurred on the left, sharp on the right.',
    ...wide,
  },
  model: {
    ...pictures('model'),
    left: ['Native', 'all pixels'],
    right: ['Frameloom + network', quarter],
    description: 'A woven ring: all pixels rendered on the left, a quarter of them on the right.',
    ...wide,
  },
  video: {
    ...pictures('video'),
    left: ['Browser', '480×270, stretched'],
    right: ['Medium network', '480×270 → 960×540'],
    description:
      'A frame of a video: as the browser enlarges it on the left, through a network on the right.',
    ...wide,
  },
  between: {
    ...pictures('between'),
    left: ['Rendered', '20 frames a second'],
    right: ['Generated', 'a frame between two rendered ones'],
    description: 'A parade: a rendered frame on the left, a generated one a moment earlier on the right.',
    ...wide,
  },
  pictures: {
    ...pictures('pictures'),
    left: ['Noise', 'what a picture begins with'],
    right: ['Sprites', 'potions, cloaks, statues and robes'],
    description:
      'Twelve small pictures: noise on the left, sprites of potions, cloaks, statues and robes on the right.',
    ...wide,
  },
  level: {
    ...pictures('level'),
    left: ['The real game', 'the same keys'],
    right: ['Predicted', '200 steps by a network'],
    description:
      'A maze chase: the real game on the left, the same game predicted by a network on the right.',
    width: 512,
    height: 512,
  },
  drive: {
    ...pictures('drive'),
    left: ['The real game', 'the same keys'],
    right: ['Predicted', 'by a network, from its own pictures'],
    description:
      'A road through a small town: the real game on the left, the same drive predicted by a network on the right.',
    ...wide,
  },
  arcade: {
    ...pictures('arcade'),
    left: ['Native', 'all pixels'],
    right: ['Frameloom', quarter],
    description: 'An arcade cabinet: all pixels rendered on the left, a quarter of them on the right.',
    ...wide,
  },
  react: {
    ...pictures('react'),
    left: ['Native', 'all pixels'],
    right: ['<Upscale>', quarter],
    description: 'Strings of beads: all pixels rendered on the left, a quarter of them on the right.',
    ...wide,
  },
};
