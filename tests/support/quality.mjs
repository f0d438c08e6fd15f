// `npm run quality`: measures the upscalers on rendered sequences. `--help` lists the options.
import { openModule, repoRoot } from './load.mjs';

// A peer's checkout has no node_modules: its `three` is ours, the same module, by way of a module that re-exports it.
const peerThree = {
  name: 'peer-three',
  enforce: 'pre',
  transform(code, id) {
    if (id.startsWith(repoRoot) || !id.startsWith('/') || id.includes('/node_modules/')) return null;
    return code.replace(/(\bfrom\s+['"])(three(?:\/[^'"]+)?)(['"])/g, '$1peer:$2$3');
  },
  resolveId: (source) => (source.startsWith('peer:') ? `\0${source}` : null),
  load: (id) => (id.startsWith('\0peer:') ? `export * from '${id.slice('\0peer:'.length)}';` : null),
};

process.on('SIGINT', () => {
  process.stderr.write('\nquality: stopped.\n');
  process.exit(130);
});

try {
  const { exports } = await openModule('tests/quality/host/main.ts', { plugins: [peerThree] });
  process.exit(await exports.main(process.argv.slice(2)));
} catch (error) {
  console.error(error);
  process.exit(1);
}
