// Draws the README's picture: `node examples/gallery/readme-picture.mjs`. The same moment of the moving night market,
// stretched, rebuilt and rendered natively, magnified without filtering. Nothing is retouched.
import { writeFileSync } from 'node:fs';
import { startCapture } from './capture.mjs';

const size = { width: 960, height: 540 };
const zoom = 2;
/** The place that is shown, in display pixels: x, y, width, height. */
const place = [150, 60, 240, 270];
/** The world moves for this many frames first, so that nothing profits from standing still. */
const steps = 24;
const sides = [
  { id: 'bilinear', text: 'Bilinear, ¼ of the pixels' },
  { id: 'analytic', text: 'Frameloom, ¼ of the pixels' },
  { id: 'native', text: 'Native, all pixels' },
];

const capture = await startCapture();
try {
  const [, , width, height] = place;
  const cuts = [];
  for (const [index, { id, text }] of sides.entries()) {
    const path = `market/?time=5.6&quality=performance&a=${id}&b=${id}`;
    const png = await capture.photograph(path, { ...size, steps });
    cuts.push({
      png,
      from: place,
      to: [index * (width * zoom + 8), 0, width * zoom, height * zoom],
      smooth: false,
      text,
    });
  }
  const file = await capture.compose(
    { width: 3 * width * zoom + 16, height: height * zoom, quality: 0.86 },
    cuts,
  );
  writeFileSync(new URL('../readme.webp', import.meta.url), file);
  console.log(`readme.webp ${(file.length / 1000).toFixed(0)} kB`);
} finally {
  await capture.close();
}
