// Draws the before/after pictures that pages show where WebGPU is missing: `node examples/gallery/stills.mjs [name …]`.
// Both pictures of a pair come from one page of the gallery, and are saved as WebP under stills/.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { driveOn, startCapture, untilStill } from './capture.mjs';

const wide = { width: 960, height: 540 };
const square = { width: 512, height: 512 };

/** For each page how to take its left picture (`before`) and its right one. */
const pairs = {
  market: () => compare('market/?a=bilinear&b=analytic&time=6'),
  model: () => compare('model/?a=native&b=standard&time=2'),
  arcade: () => halves('arcade/?still&scale=1', '.view canvas', '&plain'),
  react: () => halves('react/?still&scale=1', '.picture canvas', '&plain'),
  video: async () => ({ before: await film(1), after: await film(0) }),
  between: () => compare('between/?scene=parade&time=5'),
  level,
  drive,
};

const wanted = process.argv.slice(2);
const folder = fileURLToPath(new URL('stills/', import.meta.url));
mkdirSync(folder, { recursive: true });
const capture = await startCapture();
try {
  for (const [name, take] of Object.entries(pairs)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const size = name === 'level' ? square : wide;
    const all = [0, 0, size.width, size.height];
    for (const [half, png] of Object.entries(await take())) {
      const file = await capture.compose(size, [{ png, from: all, to: all, smooth: false }]);
      writeFileSync(`${folder}${name}-${half}.webp`, file);
      console.log(`${name}-${half}.webp ${(file.length / 1000).toFixed(0)} kB`);
    }
  }
} finally {
  await capture.close();
}

/** Both sides of a comparison page: converged, then moved on by frames, so that the picture is one of a moving scene. */
async function compare(path) {
  const moved = { ...wide, steps: 3 };
  const before = await capture.photograph(`${path}&split=1`, moved);
  return { before, after: await capture.photograph(`${path}&split=0`, moved) };
}

/** A page with one picture, without and with the upscaler. */
async function halves(path, canvas, plain) {
  const photograph = async (query) => {
    const page = await capture.open(path + query, wide);
    await page.addStyleTag({
      content: '.react { grid-template-columns: 1fr !important; } aside { display: none !important; }',
    });
    const view = page.locator(canvas);
    await view.waitFor();
    await page.waitForTimeout(30_000);
    const png = await untilStill(view, await view.screenshot());
    await page.close();
    return png;
  };
  return { before: await photograph(plain), after: await photograph('') };
}

/** The clip at its first second, as the browser scales it (`split` 1) or through the medium network (0). */
async function film(split) {
  const page = await capture.open(`video/?panel=0&a=browser&b=medium&scale=2&split=${split}`, wide);
  const video = page.locator('video');
  await page.waitForFunction(() => document.querySelector('video')?.videoWidth > 0);
  await video.evaluate((element) => void (element.currentTime = 1));
  await page.waitForTimeout(split === 1 ? 3000 : 120_000);
  const png = await page.screenshot();
  await page.close();
  return png;
}

/** The real game and the prediction, two hundred steps on. */
async function level() {
  const page = await capture.open('level/?truth=1&start=2', { width: 1500, height: 760 });
  const steps = page.locator('tr', { hasText: 'Steps since the start' }).locator('td');
  await steps.waitFor();
  for (let i = 0; Number(await steps.textContent()) < 200; i++) {
    const key = ['ArrowRight', 'ArrowUp', 'ArrowLeft', 'ArrowDown'][i % 4];
    await page.keyboard.down(key);
    await page.waitForTimeout(900);
    await page.keyboard.up(key);
  }
  await page.keyboard.press('p');
  await page.waitForTimeout(2000);
  const [predicted, real] = await page.locator('.level-screen canvas').all();
  await page.addStyleTag({
    content: '.level-screen canvas { border: 0 !important; border-radius: 0 !important; }',
  });
  const pictures = { before: await real.screenshot(), after: await predicted.screenshot() };
  await page.close();
  return pictures;
}

/** The real drive and the predicted one, forty steps on. */
async function drive() {
  const page = await capture.open('drive/?start=5', { width: 1810, height: 760 });
  await driveOn(page, 40);
  await page.addStyleTag({
    content: '.level-screen canvas { border: 0 !important; border-radius: 0 !important; }',
  });
  const [predicted, real] = await page.locator('.level-screen canvas').all();
  const after = await predicted.screenshot();
  // As large as the other one.
  const large = 'position: fixed; inset: 0; z-index: 9; width: 960px !important; height: 540px !important;';
  await page.addStyleTag({ content: `.level-side .level-screen:first-child canvas { ${large} }` });
  const before = await real.screenshot();
  await page.close();
  return { before, after };
}
