import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type System, ensureBrowser, ensureVulkan } from '../../support/ensure-browser.mjs';
import { findBrowser, findSwiftShader, installedPaths } from '../../support/find-browser.mjs';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frameloom-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function put(...parts: string[]): string {
  const path = join(folder, ...parts);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
  return path;
}

describe('findBrowser', () => {
  const bare = (): Record<string, string> => ({ PATH: '', PLAYWRIGHT_BROWSERS_PATH: folder });

  test('takes CHROME_PATH before everything', () => {
    const path = put('my-chrome');
    put('bin', 'chromium');
    const env = { ...bare(), CHROME_PATH: path, PATH: join(folder, 'bin') };
    expect(findBrowser(env, 'linux')).toEqual({ path, source: 'CHROME_PATH' });
  });

  test('refuses a CHROME_PATH that does not exist', () => {
    const env = { ...bare(), CHROME_PATH: join(folder, 'gone') };
    expect(() => findBrowser(env, 'linux')).toThrow(/CHROME_PATH is .*gone, which does not exist/);
  });

  test('takes an installed browser before a downloaded one', () => {
    const path = put('bin', 'chromium');
    put('chromium-1200', 'chrome-linux', 'chrome');
    expect(findBrowser({ ...bare(), PATH: join(folder, 'bin') }, 'linux')).toEqual({
      path,
      source: 'installed',
    });
  });

  test("takes the newest of Playwright's downloads", () => {
    put('chromium-999', 'chrome-linux', 'chrome');
    const path = put('chromium-1200', 'chrome-linux64', 'chrome');
    put('chromium_headless_shell-1300', 'chrome-linux', 'headless_shell');
    expect(findBrowser(bare(), 'linux')).toEqual({ path, source: 'playwright' });
  });

  test('returns nothing where there is nothing', () => {
    expect(findBrowser(bare(), 'linux')).toBeUndefined();
  });

  test('knows the places of Windows and macOS', () => {
    const windows = installedPaths({ PROGRAMFILES: 'C:/Program Files' }, 'win32');
    expect(windows.some((path) => path.includes('chrome.exe'))).toBe(true);
    expect(windows.some((path) => path.includes('msedge.exe'))).toBe(true);
    expect(installedPaths({}, 'darwin')[0]).toMatch(/Google Chrome\.app/);
  });

  test('finds SwiftShader beside the browser', () => {
    const manifest = put('browser', 'vk_swiftshader_icd.json');
    expect(findSwiftShader({ CHROME_PATH: put('browser', 'chrome') })).toBe(manifest);
  });
});

/** A machine on which nothing is installed and every installation is written down. */
function machine(changes: Partial<System> = {}): System & { done: string[] } {
  const done: string[] = [];
  return {
    env: {},
    platform: 'linux',
    canUseApt: false,
    log: () => {},
    starts: () => true,
    candidates: () => [],
    hasLoader: () => true,
    hasSwiftShader: () => true,
    vulkanDriver: () => 'swiftshader',
    fetchLavapipe: () => {
      done.push('lavapipe');
      return { FRAMELOOM_LAVAPIPE: '/out/icd.json' };
    },
    installPlaywright: () => done.push('playwright'),
    installDebian: (packages) => done.push(`apt ${packages.join(' ')}`),
    ...changes,
    done,
  };
}

describe('ensureBrowser', () => {
  const chrome = { path: '/opt/chrome', source: 'installed' } as const;
  const downloaded = { path: '/cache/chrome', source: 'playwright' } as const;

  test('installs nothing where a browser starts', () => {
    const system = machine({ candidates: () => [chrome] });
    expect(ensureBrowser(system)).toEqual(chrome);
    expect(system.done).toEqual([]);
  });

  test('passes over a browser that does not start', () => {
    const system = machine({
      candidates: () => [chrome, downloaded],
      starts: (path) => path === downloaded.path,
    });
    expect(ensureBrowser(system)).toEqual(downloaded);
  });

  test('names a CHROME_PATH that does not start', () => {
    const system = machine({ env: { CHROME_PATH: put('broken') }, starts: () => false });
    expect(() => ensureBrowser(system)).toThrow(/CHROME_PATH is .*broken, which does not start/);
  });

  test("downloads Playwright's browser", () => {
    const system = machine({ canUseApt: true });
    system.candidates = () => (system.done.includes('playwright') ? [downloaded] : []);
    expect(ensureBrowser(system)).toEqual(downloaded);
    expect(system.done).toEqual(['playwright']);
  });

  test("falls back to Debian's package when root", () => {
    const system = machine({ canUseApt: true });
    system.candidates = () => (system.done.length === 2 ? [chrome] : []);
    expect(ensureBrowser(system)).toEqual(chrome);
    expect(system.done).toEqual(['playwright', 'apt chromium libvulkan1']);
  });

  test('says what to do when nothing helps', () => {
    const system = machine();
    expect(() => ensureBrowser(system)).toThrow(/No browser found.*CHROME_PATH/s);
    expect(system.done).toEqual(['playwright']);
  });
});

describe('ensureVulkan', () => {
  test('installs nothing where a driver and the loader are there', () => {
    const system = machine({ canUseApt: true });
    expect(ensureVulkan(system)).toBe('swiftshader');
    expect(system.done).toEqual([]);
  });

  test('installs the loader alone beside a browser', () => {
    const system = machine({ canUseApt: true, hasLoader: () => false });
    ensureVulkan(system);
    expect(system.done).toEqual(['apt libvulkan1']);
  });

  test('installs both where neither is there', () => {
    const system = machine({ canUseApt: true, hasSwiftShader: () => false });
    system.vulkanDriver = () => (system.done.length > 0 ? 'swiftshader' : 'none');
    expect(ensureVulkan(system)).toBe('swiftshader');
    expect(system.done).toEqual(['apt chromium libvulkan1']);
  });

  test('says what to do when it may not install', () => {
    const system = machine({ vulkanDriver: () => 'none' });
    expect(() => ensureVulkan(system)).toThrow(/No Vulkan driver.*VK_ICD_FILENAMES/);
  });

  test('fetches lavapipe beside SwiftShader where checks run unattended', () => {
    const system = machine({ canUseApt: true, env: { CI: 'true' } });
    expect(ensureVulkan(system)).toBe('swiftshader');
    expect(system.env).toEqual({ CI: 'true', FRAMELOOM_LAVAPIPE: '/out/icd.json' });
  });

  test.each<[string, Partial<System>]>([
    ['by hand', { env: {} }],
    ['without apt', { canUseApt: false }],
    ['with a GPU', { vulkanDriver: () => 'hardware' }],
    ['with a driver chosen by hand', { vulkanDriver: () => 'given' }],
    ['if SwiftShader is asked for', { env: { CI: 'true', FRAMELOOM_VULKAN: 'swiftshader' } }],
  ])('does not fetch lavapipe %s', (_, changes) => {
    const system = machine({ canUseApt: true, env: { CI: 'true' }, ...changes });
    ensureVulkan(system);
    expect(system.done).toEqual([]);
  });

  test('goes on with SwiftShader where lavapipe cannot be had, and says so', () => {
    const told: string[] = [];
    const system = machine({
      canUseApt: true,
      env: { FRAMELOOM_VULKAN: 'lavapipe' },
      log: (text) => void told.push(text),
      fetchLavapipe: () => {
        throw new Error('apt-get failed: no network');
      },
    });
    expect(ensureVulkan(system)).toBe('swiftshader');
    expect(told).toEqual(['Lavapipe cannot be used: apt-get failed: no network. Going on with SwiftShader.']);
  });

  test('has nothing to do on macOS and Windows', () => {
    expect(ensureVulkan(machine({ platform: 'darwin', vulkanDriver: () => 'none' }))).toBe('native');
  });
});
