import { expect, test } from 'vitest';
import { releaseProblems, replaceVersion } from '../../support/release-checks.mjs';
import { listPublished, readManifest } from '../../support/source.ts';

const address = { repository: 'r', homepage: 'h', bugs: 'b' };
const ready = {
  manifests: [{ name: '@frameloom/gpu', version: '1.0.0', ...address }],
  changes: '',
  branch: 'main',
};

test('nothing is in the way of complete manifests on a clean main', () => {
  expect(releaseProblems(ready)).toEqual([]);
});

test.each(['repository', 'homepage', 'bugs'] as const)('a manifest without %s stops a release', (field) => {
  const { [field]: _, ...manifest } = ready.manifests[0]!;
  const problems = releaseProblems({ ...ready, manifests: [manifest] });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(`"${field}"`);
});

test('so do uncommitted changes, another branch and versions that differ', () => {
  const other = { ...ready.manifests[0]!, name: '@frameloom/nn', version: '1.1.0' };
  const manifests = [...ready.manifests, other];
  const problems = releaseProblems({ manifests, changes: ' M x', branch: 'try' });
  expect(problems.map((text) => text.split('.')[0])).toEqual([
    'The packages have the versions 1',
    'There are changes that are not committed',
    'This is the branch try',
  ]);
});

test('a new version goes into the manifest and into addresses of the packages, and nowhere else', () => {
  const text = '"version": "0.1.0", https://x/@frameloom/three@0.1.0/dist three@0.1.0 @frameloom/nn@0.1.00';
  expect(replaceVersion(text, '0.1.0', '0.2.0')).toBe(
    '"version": "0.2.0", https://x/@frameloom/three@0.2.0/dist three@0.1.0 @frameloom/nn@0.1.00',
  );
});

test.each(listPublished())('the manifest of %s says what a registry shows', (name) => {
  const manifest = readManifest(`packages/${name}`);
  expect(manifest.keywords).toEqual(expect.arrayContaining(['webgpu']));
  expect(manifest.keywords!.length).toBeGreaterThan(4);
  expect(manifest).toMatchObject({
    license: 'MIT',
    engines: { node: readManifest('').engines?.node },
    files: ['dist', 'CHANGELOG.md'],
    peerDependencies: { '@webgpu/types': expect.stringMatching(/^>=/) },
  });
  const peers = Object.entries(manifest.peerDependencies ?? {});
  expect(peers.filter(([, range]) => !/^(\^|>=)/.test(range))).toEqual([]);
});
