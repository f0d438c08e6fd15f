// Draws the pictures of the gallery's cards: `node examples/gallery/pictures.mjs [name …]`.
// Each is a frame of the page itself with four samples per pixel, saved as WebP under pictures/.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { driveOn, startCapture } from './capture.mjs';

/** Second of the flight that shows a scene best, and the width of the picture in pixels. */
const pictures = {
  market: { path: 'market/?time=6', width: 960 },
  model: { path: 'model/?time=2', width: 960 },
  parade: { path: 'market/?scene=parade&time=5', width: 480 },
  thin: { path: 'market/?scene=thin&time=3', width: 480 },
  foliage: { path: 'market/?scene=foliage&time=3', width: 480 },
  glass: { path: 'market/?scene=glass&time=4', width: 480 },
  static: { path: 'market/?scene=static&time=2', width: 480 },
  storyteller: { take: teller, width: 960 },
  teach: { take: lesson, width: 960 },
  drive: { take: drive, width: 960 },
};

const wanted = process.argv.slice(2);
const folder = fileURLToPath(new URL('pictures/', import.meta.url));
mkdirSync(folder, { recursive: true });
const capture = await startCapture();
try {
  for (const [name, { path, take, width }] of Object.entries(pictures)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const height = (width * 9) / 16;
    const size = { width, height, deviceScaleFactor: 2 };
    const png = take ? await take(size) : await capture.photograph(`${path}&a=native&b=native`, size);
    const cut = { png, from: [0, 0, width * 2, height * 2], to: [0, 0, width, height], smooth: true };
    const file = await capture.compose({ width, height }, [cut]);
    writeFileSync(`${folder}${name}.webp`, file);
    console.log(`${name}.webp ${(file.length / 1000).toFixed(0)} kB`);
  }
} finally {
  await capture.close();
}

/** The storyteller's page with a tale that was written before. */
async function teller(size) {
  const tale =
    'Once upon a time there was a king who had a fox, and the fox said to him: "Who is there?" "I am going to seek my fortune." "I am going to the King\'s palace," said the fox, "and I will give you a great deal of money, and I will give you a piece of bread."';
  const page = await capture.open(`storyteller/?scale=1&prompt=${encodeURIComponent(tale)}`, size);
  await page.addStyleTag({
    content:
      '.panel { display: none !important; } .page.with-panel { grid-template-columns: 1fr !important; }',
  });
  await page.waitForTimeout(60_000);
  const png = await page.screenshot({ timeout: 600_000 });
  await page.close();
  return png;
}

/** A game and its copy, after a bot has played for a while. */
async function lesson(size) {
  const page = await capture.open('teach/', size);
  await page.addStyleTag({
    content:
      '.level-panel { display: none !important; } .level-page { grid-template-columns: 1fr !important; }',
  });
  await page.evaluate(() => dispatchEvent(new Event('resize')));
  await page.getByRole('button', { name: 'Let a bot play' }).click();
  await page.waitForTimeout(15_000);
  const png = await page.screenshot({ timeout: 600_000 });
  await page.close();
  return png;
}

/** The drive beside the real one, a little way on. */
async function drive(size) {
  const page = await capture.open('drive/?start=5', size);
  await page.addStyleTag({
    content:
      '.level-panel, .level-bar, .level-looks, .rate, [role=status] { display: none !important; } .level-page { grid-template-columns: 1fr !important; }',
  });
  await page.evaluate(() => dispatchEvent(new Event('resize')));
  await driveOn(page, 20);
  const png = await page.screenshot({ timeout: 600_000 });
  await page.close();
  return png;
}
