// `npm run release`: one version for all packages, their change logs, a commit and a tag, and the tarballs on the registry
// with provenance. Changes are announced by files in .changeset (`npx @changesets/cli add`); without any, the version that the
// manifests have is published.
//   npm run release -- --dry-run     says what would happen, and why it could not; changes nothing
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { prepare } from './command.mjs';
import { releaseProblems, replaceVersion } from './release-checks.mjs';
import { fail, pnpm, root, run } from './setup.mjs';

const changesets = '@changesets/cli@2.31.1';
const options = process.argv.slice(2);
const isDry = options.includes('--dry-run');
if (options.some((option) => option !== '--dry-run')) fail('Usage: npm run release [-- --dry-run]');

prepare();
const { packAll } = await import('./pack.mjs');
const { packageNames, readManifest } = await import('./build-packages.mjs');

const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
const versionOf = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
const problems = releaseProblems({
  manifests: packageNames().map(readManifest),
  changes: git('status', '--porcelain'),
  branch: git('branch', '--show-current'),
});
if (problems.length > 0 && !isDry) fail(`release: not yet.\n  ${problems.join('\n  ')}`);

const before = versionOf(root);
const folder = isDry ? copyManifests() : root;
const pending = readdirSync(join(root, '.changeset')).filter((file) => file.endsWith('.md'));
if (pending.length > 0) applyVersions(folder);
const version = versionOf(folder);
const isTagged = git('tag', '--list', `v${version}`) !== '';
console.log(`\nVersion: ${before} → ${version}, from ${pending.length} files in .changeset`);
for (const name of packageNames()) {
  const log = join(folder, 'packages', name, 'CHANGELOG.md');
  if (existsSync(log))
    console.log(
      `\n${readFileSync(log, 'utf8')
        .split(/\n(?=## )/, 2)
        .join('\n')
        .trim()}`,
    );
}
if (isTagged) problems.push(`The tag v${version} is there already. Announce a change in .changeset.`);
if (isTagged && !isDry) fail(`release: ${problems.at(-1)}`);

if (!isDry && pending.length > 0) {
  command('npx', ['-y', pnpm, 'install', '--lockfile-only']);
  command('npm', ['run', 'check']);
  git('add', '--all');
  git('commit', '--message', `release: v${version}`);
}
console.log('');
for (const { name, file, bytes } of await packAll(join(root, 'tests/out/release/tarballs'))) {
  console.log(`@frameloom/${name}: ${(bytes / 1000).toFixed(0)} kB`);
  if (!isDry) command('npm', ['publish', file, '--access', 'public', '--provenance']);
}
if (isDry) {
  console.log(`\nWould be tagged v${version} and published with provenance.`);
  for (const problem of problems) console.log(`A release would stop: ${problem}`);
} else {
  git('tag', '--annotate', `v${version}`, '--message', `v${version}`);
  console.log(`\nPublished and tagged v${version}. Now: git push --follow-tags`);
}

/** New versions and change logs in `folder`, for every package the same. */
function applyVersions(folder) {
  command('npx', ['-y', changesets, 'version'], { cwd: folder });
  const next = versionOf(join(folder, 'packages/three'));
  const files = ['package.json', 'README.md', ...packageNames().map((name) => `packages/${name}/README.md`)];
  for (const file of files) {
    const path = join(folder, file);
    writeFileSync(path, replaceVersion(readFileSync(path, 'utf8'), before, next));
  }
}

/** A copy of what a new version changes, as a repository of its own. */
function copyManifests() {
  const copy = join(root, 'tests/out/release/repository');
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  const kept = /(^|\/)(package\.json|README\.md|CHANGELOG\.md)$|^pnpm-|^\.changeset\//;
  const files = git('ls-files', '--cached', '--others', '--exclude-standard').split('\n');
  for (const file of files.filter((path) => kept.test(path) && existsSync(join(root, path)))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  const identity = ['-c', 'user.name=release', '-c', 'user.email=release@localhost'];
  for (const args of [
    ['init', '-q'],
    ['add', '--all'],
    [...identity, 'commit', '-qm', 'copy'],
  ])
    execFileSync('git', args, { cwd: copy });
  return copy;
}

function command(name, args, more = {}) {
  if (run(name, args, more) !== 0) fail(`release: ${[name, ...args].join(' ')} failed, see above.`);
}
