// Writes api/: what every door of every published package exports, a page for each door. `node site/api-reference.ts`,
// before the site is built; typedoc reads the declarations that users get, so that types are linked from door to door.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Application, Converter, type DeclarationReflection, ReflectionKind } from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';

import { type Door, doors } from './doors.ts';

const docs = join(import.meta.dirname, '..');
const root = join(docs, '..');

/** A page for each door, in Markdown that the site and its search read as any other. */
const markdownOptions: Partial<PluginOptions> = {
  router: 'module',
  entryFileName: 'index',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  // Headings are in another order than typedoc counts names of one kind that come twice.
  useHTMLAnchors: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  pageTitleTemplates: { module: ({ name }: { name: string }) => doorAt(name).name },
} as Partial<PluginOptions>;

async function writeReference(): Promise<void> {
  const out = join(docs, 'api');
  rmSync(out, { recursive: true, force: true });
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    entryPoints: doors.map(({ file }) => file),
    tsconfig: writeProject(),
    out,
    skipErrorChecking: true,
    groupOrder: ['Functions', 'Variables', 'Classes', 'Interfaces', 'Type Aliases', 'References'],
    excludeExternals: true,
    disableSources: true,
    readme: 'none',
    ...markdownOptions,
  });
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_context, reflection) => {
    if (!reflection.kindOf(ReflectionKind.Module)) return;
    reflection.name = doorOf(reflection.name).page;
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('typedoc: the declarations could not be read');
  // A class that repeats what it inherits hides what it adds.
  const classes = project.getReflectionsByKind(ReflectionKind.Class) as DeclarationReflection[];
  for (const one of classes) {
    const inherited = (one.children ?? []).filter((member) => isInherited(member));
    for (const group of one.groups ?? []) {
      group.children = group.children.filter((member) => !inherited.includes(member as never));
    }
    one.groups = (one.groups ?? []).filter(({ children }) => children.length > 0);
    for (const member of inherited) project.removeReflection(member);
  }
  await app.generateOutputs(project);
  if (app.logger.hasErrors()) throw new Error('typedoc: see above');
  for (const { page, purpose } of doors) {
    const file = join(out, `${page}.md`);
    const [title = '', ...rest] = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, [...frontmatter(purpose), title, '', purpose, ...rest].join('\n'));
  }
  writeFileSync(join(out, 'index.md'), indexPage());
}

function isInherited({ inheritedFrom, signatures = [] }: DeclarationReflection): boolean {
  return inheritedFrom !== undefined || signatures.some((one) => one.inheritedFrom !== undefined);
}

/** These pages have no source to be mended. */
function frontmatter(description: string): string[] {
  return ['---', `description: ${JSON.stringify(description)}`, 'editLink: false', '---', ''];
}

function indexPage(): string {
  const intro =
    'What each package exports, door by door. A door is a path that a program may import from; what no door exports is no part of the interface, and may change in any release.';
  return [
    ...frontmatter('What each package of Gatefold exports, door by door.'),
    '# API reference',
    '',
    intro,
    '',
    '| import from | what it is for |',
    '| --- | --- |',
    ...doors.map(({ name, page, purpose }) => `| [\`${name}\`](${page}.md) | ${purpose} |`),
    '',
  ].join('\n');
}

/** By the name that typedoc gives the module of a file: `packages/contract/dist/author`. */
function doorOf(module: string): Door {
  const door = doors.find(
    ({ file }) => relative(root, file).replace(/(\/index)?\.d\.ts$/, '') === module,
  );
  if (door === undefined) throw new Error(`typedoc: ${module} is no door`);
  return door;
}

function doorAt(page: string): Door {
  return doors.find((door) => door.page === page) as Door;
}

/** A project of these declarations, which typedoc wants. */
function writeProject(): string {
  const file = join(docs, '.reports', 'api-reference.tsconfig.json');
  mkdirSync(dirname(file), { recursive: true });
  const compilerOptions = { noEmit: true, composite: false };
  const files = doors.map((door) => door.file);
  writeFileSync(
    file,
    JSON.stringify({ extends: '../tsconfig.json', compilerOptions, files, include: [] }),
  );
  return file;
}

if (process.argv[1] === import.meta.filename) await writeReference();
