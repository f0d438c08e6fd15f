import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import {
  falseDracoGltf,
  greenHdr,
  nanPyramidGlb,
  pyramidGlb,
  pyramidGltf,
  type DroppedFile,
} from './model-files.ts';
import { expectPicture, hideControls, openComparison, type RunningPage } from './pages.ts';
import { difference, photograph, type Picture } from './picture.ts';

let browser: Browser;
let opened: RunningPage;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(() => opened.close());

/** Drops files on the page as a visitor's hand would. */
async function drop(page: Page, files: readonly DroppedFile[]): Promise<void> {
  const plain = files.map(({ name, bytes }) => ({ name, bytes: [...bytes] }));
  await page.evaluate((list) => {
    const data = new DataTransfer();
    for (const { name, bytes } of list) data.items.add(new File([new Uint8Array(bytes)], name));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }, plain);
}

const notice = (page: Page): Promise<string> => page.locator('.notice').innerText({ timeout: 20_000 });

/** How much of the picture is red: the pyramid is, the sample and the studio are not. */
const redness = (picture: Picture): number => share(picture, 0, 2.5);

/** How much of the picture is green, as far as tone mapping leaves it so: the dropped panorama is. */
const greenness = (picture: Picture): number => share(picture, 1, 1.1);

/** The part of the pixels in which one channel is so many times the other two. */
function share({ rgb }: Picture, channel: 0 | 1 | 2, factor: number): number {
  let count = 0;
  for (let at = 0; at < rgb.length; at += 3) {
    const others = [0, 1, 2].filter((other) => other !== channel).map((other) => rgb[at + other]!);
    const value = rgb[at + channel]!;
    if (value > 60 && others.every((other) => value > factor * other)) count++;
  }
  return count / (rgb.length / 3);
}

it('shows a sample, then a dropped GLB with its movement', async () => {
  opened = await openComparison(browser, 'model/', {
    a: 'analytic',
    b: 'analytic',
    panel: '1',
    scale: '0.2',
  });
  const { page, view, errors } = opened;
  await hideControls(page);
  await expectPicture(view);

  await drop(page, [pyramidGlb()]);
  await page.getByText('pyramid.glb').waitFor({ state: 'attached' });
  await expect.poll(async () => redness(await photograph(view)), { timeout: 30_000 }).toBeGreaterThan(0.02);
  const first = await photograph(view);
  await expect
    .poll(async () => difference(first, await photograph(view)), { timeout: 30_000 })
    .toBeGreaterThan(0.5);
  expect(errors).toEqual([]);
});

it('shows a glTF chosen with its files, then a panorama', async () => {
  opened = await openComparison(browser, 'model/', { a: 'native', b: 'native', paused: '1' });
  const { page, view, errors } = opened;
  await hideControls(page);
  const chosen = pyramidGltf().map(({ name, bytes }) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(bytes),
  }));
  await page.locator('input[type=file]').setInputFiles(chosen);
  await page.getByText('pyramid.gltf').waitFor({ state: 'attached' });
  await expect.poll(async () => redness(await photograph(view)), { timeout: 30_000 }).toBeGreaterThan(0.02);

  await drop(page, [greenHdr()]);
  await expect.poll(async () => greenness(await photograph(view)), { timeout: 30_000 }).toBeGreaterThan(0.3);
  expect(await page.locator('.notice').count()).toBe(0);
  expect(errors).toEqual([]);
});

it('says what is wrong with files that it cannot show, and goes on showing the last', async () => {
  opened = await openComparison(browser, 'model/', { a: 'native', b: 'native', paused: '1' });
  const { page, view, errors } = opened;
  const glb = pyramidGlb();
  const text = new TextEncoder();
  const cases: [DroppedFile[], RegExp[]][] = [
    [
      [{ name: 'notes.glb', bytes: text.encode('Dear diary, this is no model.') }],
      [/notes\.glb/, /starts with “Dear”/],
    ],
    [[{ name: 'cut.glb', bytes: glb.bytes.slice(0, 200) }], [/cut\.glb/, /cut off/]],
    [[{ name: 'empty.glb', bytes: new Uint8Array() }], [/empty/]],
    [[{ name: 'bad.gltf', bytes: text.encode('{ "asset": ') }], [/bad\.gltf/, /not JSON/]],
    [
      [{ name: 'old.gltf', bytes: text.encode('{"asset":{"version":"1.0"}}') }],
      [/version 1\.0/, /glTF 2\.0/],
    ],
    [
      [
        {
          name: 'bare.gltf',
          bytes: text.encode('{"asset":{"version":"2.0"},"scene":0,"scenes":[{"nodes":[]}]}'),
        },
      ],
      [/no mesh/],
    ],
    [pyramidGltf().slice(0, 1), [/pyramid\.bin/, /whole folder/]],
    [[falseDracoGltf()], [/draco\.gltf/, /could not be read/]],
    [[{ name: 'ship.fbx', bytes: text.encode('Kaydara') }], [/ship\.fbx/, /Blender/]],
    [[{ name: 'sky.hdr', bytes: text.encode('no radiance') }], [/sky\.hdr/, /Radiance/]],
    [[{ ...greenHdr(), bytes: greenHdr().bytes.slice(0, -4) }], [/green\.hdr/, /has 1 of its 2 rows/]],
    [[{ name: 'sky.exr', bytes: text.encode('no picture of light') }], [/sky\.exr/, /OpenEXR/]],
    [[nanPyramidGlb()], [/nan\.glb/, /not finite/]],
  ];
  for (const [files, expected] of cases) {
    await drop(page, files);
    for (const pattern of expected)
      await expect.poll(() => notice(page), { timeout: 20_000 }).toMatch(pattern);
    await page.locator('.notice').getByRole('button', { name: 'Close' }).click();
  }
  await hideControls(page);
  await expectPicture(view);
  // Every decoder was found.
  expect(errors.filter((error) => error.startsWith('HTTP'))).toEqual([]);
});
