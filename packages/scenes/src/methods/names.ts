/** Every method by name: one way from a scene to a picture. Gallery, quality reports and benchmarks use these names. */
export const methodIds = [
  'native',
  'native-traa',
  'bilinear',
  'fsr1',
  'fsr1-msaa',
  'taau',
  'taau-sharp',
  'spatial',
  'analytic',
  'standard',
  'lite',
] as const;
export type MethodId = (typeof methodIds)[number];

/** What a method is called on screen, what it does, and how it is set up, one line each. */
export type MethodText = { title: string; summary: string; setup: string };

export const methodTexts: Readonly<Record<MethodId, MethodText>> = {
  native: {
    title: 'Native',
    summary: 'Every pixel rendered, no anti-aliasing.',
    setup: 'one sample per display pixel',
  },
  'native-traa': {
    title: 'Native + TRAA',
    summary: 'Every pixel rendered, three.js temporal anti-aliasing.',
    setup: 'one sample per display pixel, three.js TRAANode',
  },
  bilinear: {
    title: 'Bilinear',
    summary: 'Fewer pixels, stretched.',
    setup: 'one sample per render pixel, bilinear',
  },
  fsr1: {
    title: 'FSR 1 (three.js)',
    summary: 'Fewer pixels, edge-adaptive stretching, one frame.',
    setup: 'three.js FSR1Node, defaults, one sample per render pixel',
  },
  'fsr1-msaa': {
    title: 'FSR 1 + MSAA (three.js)',
    summary: 'Fewer pixels with four coverage samples each, edge-adaptive stretching, one frame.',
    setup: 'three.js FSR1Node, defaults, on a 4× MSAA pass',
  },
  taau: {
    title: 'TAAU (three.js)',
    summary: 'Fewer pixels, many frames, three.js.',
    setup: 'three.js TAAUNode, defaults',
  },
  'taau-sharp': {
    title: 'TAAU + sharpening (three.js)',
    summary: 'Fewer pixels, many frames, sharpened, three.js.',
    setup: 'three.js TAAUNode and SharpenNode, as in three’s example',
  },
  spatial: {
    title: 'Frameloom spatial',
    summary: 'Fewer pixels, one frame, for pages without motion data.',
    setup: 'Frameloom, spatial path',
  },
  analytic: {
    title: 'Frameloom',
    summary: 'Fewer pixels, many frames, rebuilt into one.',
    setup: 'Frameloom, analytic temporal path',
  },
  standard: {
    title: 'Frameloom + network',
    summary: 'The same, and a small network predicts the blend weights.',
    setup: 'Frameloom, standard network',
  },
  lite: {
    title: 'Frameloom + lite network',
    summary: 'The same, with the smallest network.',
    setup: 'Frameloom, lite network',
  },
};
