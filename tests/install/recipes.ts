// The recipes of a README, each run in a page that stands for the application around it.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readSnippets, withContext } from '../support/readme.ts';
import { repoRoot } from '../support/source.ts';

const context = 'tests/install/page/context.ts';

/** Pastes the recipes of a README. Returns their names. */
export function pasteRecipes(app: string, readme: string): string[] {
  const folder = join(app, 'recipes');
  mkdirSync(folder, { recursive: true });
  const recipes = readSnippets().filter(
    (item) => item.readme === readme && item.file?.startsWith('recipes/'),
  );
  for (const { file = '', code } of recipes)
    writeFileSync(join(app, file), withContext(code, context, './context.ts'));
  const names = recipes.map(({ file = '' }) => basename(file, '.ts'));
  const loaders = names.map((name) => `  ${name}: () => import('./${name}.ts'),`);
  writeFileSync(
    join(folder, 'main.ts'),
    `import { begin } from './context.ts';\n\nconst recipes = {\n${loaders.join('\n')}\n};\n` +
      'Object.assign(globalThis, {\n  run: (name: keyof typeof recipes) => begin(recipes[name]),\n});\n',
  );
  copyFileSync(join(repoRoot, context), join(folder, 'context.ts'));
  copyFileSync(join(repoRoot, 'tests/install/page/recipes.html'), join(folder, 'index.html'));
  return names;
}
