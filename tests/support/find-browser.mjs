// Where browsers live on each platform. Plain JavaScript: the test command runs it before anything is installed.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const commands = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
];

/** The browser's executable and where it was found, or undefined. `CHROME_PATH` wins and must exist when set. */
export function findBrowser(env = process.env, platform = process.platform) {
  if (env.CHROME_PATH) {
    if (!existsSync(env.CHROME_PATH)) {
      throw new Error(`CHROME_PATH is ${env.CHROME_PATH}, which does not exist. Correct it or unset it.`);
    }
    return { path: env.CHROME_PATH, source: 'CHROME_PATH' };
  }
  const installed = installedPaths(env, platform).find(isFile);
  if (installed) return { path: installed, source: 'installed' };
  const downloaded = playwrightBrowsers(env, platform)[0];
  return downloaded ? { path: downloaded, source: 'playwright' } : undefined;
}

/** Places where an installer puts Chrome, Chromium or Edge, best first. */
export function installedPaths(env = process.env, platform = process.platform) {
  if (platform === 'win32') {
    const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter(Boolean);
    const tails = ['Google/Chrome/Application/chrome.exe', 'Chromium/Application/chrome.exe'];
    tails.push('Microsoft/Edge/Application/msedge.exe');
    return tails.flatMap((tail) => roots.map((root) => join(root, tail)));
  }
  if (platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
    return ['/Applications', join(homedir(), 'Applications')].flatMap((root) =>
      apps.map((app) => join(root, `${app}.app/Contents/MacOS/${app}`)),
    );
  }
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  return commands.flatMap((command) => folders.map((folder) => join(folder, command)));
}

/** Chromium builds that Playwright downloaded earlier, newest first. */
export function playwrightBrowsers(env = process.env, platform = process.platform) {
  const caches = {
    win32: join(env.LOCALAPPDATA ?? homedir(), 'ms-playwright'),
    darwin: join(homedir(), 'Library/Caches/ms-playwright'),
  };
  const cache = env.PLAYWRIGHT_BROWSERS_PATH || caches[platform] || join(homedir(), '.cache/ms-playwright');
  if (!existsSync(cache)) return [];
  const tails = [
    'chrome-linux/chrome',
    'chrome-linux64/chrome',
    'chrome-win/chrome.exe',
    'chrome-win64/chrome.exe',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
    'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  ];
  return readdirSync(cache)
    .filter((name) => /^chromium-\d+$/.test(name))
    .toSorted((a, b) => Number(b.slice(9)) - Number(a.slice(9)))
    .flatMap((name) => tails.map((tail) => join(cache, name, tail)))
    .filter(isFile);
}

/** SwiftShader's Vulkan manifest that browsers on Linux ship beside themselves, or undefined. */
export function findSwiftShader(env = process.env) {
  const browser = env.CHROME_PATH && existsSync(env.CHROME_PATH) ? [dirname(env.CHROME_PATH)] : [];
  const folders = [
    ...browser,
    '/usr/lib/chromium',
    '/usr/lib/chromium-browser',
    '/usr/lib64/chromium-browser',
    '/opt/google/chrome',
    '/opt/microsoft/msedge',
    ...playwrightBrowsers(env, 'linux').map((path) => dirname(path)),
  ];
  return folders.map((folder) => join(folder, 'vk_swiftshader_icd.json')).find(isFile);
}

function isFile(path) {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
