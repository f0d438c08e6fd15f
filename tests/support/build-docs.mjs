// The reference of every package's public names, from their doc comments. As a script: `node build-docs.mjs DIR` prints what they
// lack as JSON.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { packageNames, readManifest } from './build-packages.mjs';
import { root } from './setup.mjs';

/** Stands for the address of the gallery, which depends on the folder of the page. */
const gallery = 'https://gallery.invalid/';

/**
 * Writes the pages into `outDir`, which is replaced. Returns what they lack, a line each: public names and options without a doc
 * comment, options that may be left out without a word on their default, links that lead nowhere.
 */
export async function buildDocs(outDir) {
  const { Application, Logger, LogLevel, ReflectionKind } = await loadTypeDoc();
  const entries = packageNames().flatMap((name) =>
    Object.entries(readManifest(name).exports).map(([subpath, file]) => ({
      name: `@frameloom/${name}${subpath.slice(1)}`,
      file: join(root, 'packages', name, file),
    })),
  );
  const app = await Application.bootstrap({
    name: 'Frameloom',
    entryPoints: entries.map(({ file }) => file),
    tsconfig: join(root, 'tsconfig.json'),
    readme: 'none',
    excludeInternal: true,
    excludeExternals: true,
    excludePrivate: true,
    disableSources: true,
    hideGenerator: true,
    favicon: join(root, 'examples/public/favicon.svg'),
    // The check of types is a stage of its own.
    skipErrorChecking: true,
    validation: { notExported: false, invalidLink: true, notDocumented: true },
    navigationLinks: { Gallery: gallery },
  });
  const problems = [];
  app.logger = new (class extends Logger {
    log(message, level) {
      if (level >= LogLevel.Warn) problems.push(message);
    }
  })();
  const project = await app.convert();
  if (!project) throw new Error(`The reference cannot be made:\n${problems.join('\n')}`);
  // Modules come in the order of their names, which are those of their files: the packages' names make better ones.
  for (const { name, file } of entries) {
    const path = file.slice(join(root, 'packages/').length).replaceAll('\\', '/');
    const module = project.children.find(
      (child) => path === `${child.name}.ts` || path === `${child.name}/index.ts`,
    );
    if (!module) throw new Error(`The reference has no ${name}.`);
    module.name = name;
  }
  app.validate(project);
  problems.push(...undocumentedOptions(project, ReflectionKind));
  app.renderer.on('endPage', (page) => {
    page.contents = page.contents.replaceAll(
      gallery,
      `${'../'.repeat(page.url.split('/').length)}index.html`,
    );
  });
  await app.generateDocs(project, outDir);
  return problems;
}

/**
 * Fields of types named …Options and …Props without a comment, and those that may be left out whose comment tells no default.
 * Callbacks and signals have none.
 */
function undocumentedOptions(project, { Property, TypeAlias, Interface }) {
  return project.getReflectionsByKind(Property).flatMap((property) => {
    let owner = property.parent;
    while (owner && !owner.kindOf([TypeAlias, Interface])) owner = owner.parent;
    if (!/(Options|Props)$/.test(owner?.name ?? '')) return [];
    const name = `${owner.getFullName()}.${property.name}`;
    const { summary = [], blockTags = [] } = property.comment ?? {};
    const text = [...summary, ...blockTags.flatMap(({ content }) => content)]
      .map((part) => part.text)
      .join('');
    if (text === '') return [`${name} has no doc comment.`];
    const needsDefault = property.flags.isOptional && !/^(on[A-Z]|signal$|ref$|timer$)/.test(property.name);
    return needsDefault && !/default/i.test(text) ? [`${name} tells no default.`] : [];
  });
}

/** TypeDoc belongs to the examples, beside the compiler that it works with. */
async function loadTypeDoc() {
  const path = createRequire(join(root, 'examples/package.json')).resolve('typedoc');
  return import(pathToFileURL(path).href);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(JSON.stringify(await buildDocs(process.argv[2])));
