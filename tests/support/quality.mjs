// `npm run quality`: measures the upscalers on rendered sequences. `--help` lists the options.
import { openModule } from './load.mjs';
import { sharedThree } from './shared-three.mjs';

process.on('SIGINT', () => {
  process.stderr.write('\nquality: stopped.\n');
  process.exit(130);
});

try {
  const { exports } = await openModule('tests/quality/host/main.ts', { plugins: [sharedThree()] });
  process.exit(await exports.main(process.argv.slice(2)));
} catch (error) {
  console.error(error);
  process.exit(1);
}
