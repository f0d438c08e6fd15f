// The stage `python`: the recipes are linted, formatted and type-checked. Ends with 77 where Python, PyTorch or the checkers are
// not installed.
import { spawnSync } from 'node:child_process';
import { root } from './setup.mjs';

const python = process.env.PYTHON ?? 'python3';
const sources = ['models', 'tests'];
const install = 'pip install --require-hashes -r models/shared/requirements.txt';

const run = (args, stdio = 'inherit') =>
  spawnSync(python, args, { cwd: root, stdio: ['ignore', stdio, stdio] }).status;

const interpreter = spawnSync(python, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
if (interpreter.status !== 0) skip(`there is no ${python}. Set PYTHON, then: ${install}`);
for (const name of ['torch', 'numpy', 'PIL', 'safetensors', 'ruff', 'pyrefly']) {
  const isThere = `import importlib.util, sys; sys.exit(importlib.util.find_spec('${name}') is None)`;
  if (run(['-c', isThere], 'ignore') !== 0) skip(`${python} has no ${name}. ${install}`);
}

const checks = [
  ['ruff', 'check', '--quiet', ...sources],
  ['ruff', 'format', '--quiet', '--check', ...sources],
  [
    'pyrefly',
    'check',
    '--config=models/shared/pyrefly.toml',
    `--python-interpreter-path=${interpreter.stdout.trim()}`,
    '--output-format=min-text',
    '--summary=none',
  ],
];
const failed = checks.filter((args) => run(['-m', ...args]) !== 0);
for (const [name, command] of failed)
  console.error(`python: ${name} ${command} found something (see above).`);
if (failed.length === 0) console.log('Lint, format and types of the recipes are right.');
process.exit(failed.length > 0 ? 1 : 0);

function skip(reason) {
  console.log(`Skipped: ${reason}`);
  process.exit(77);
}
