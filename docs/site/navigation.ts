// Where every page stands: the bar on top and the list at the side. A page is added by a line in its section; a test
// compares the sections with the files.

import type { DefaultTheme } from 'vitepress';
import type { SiteBackend } from './backends.ts';

interface Section {
  readonly title: string;
  /** Its menu in the bar on top. */
  readonly menu: 'Learn' | 'Try' | 'Reference' | 'Take part';
  /** Of the pages, below docs. */
  readonly folder: string;
  /** In the order of reading. */
  readonly pages: readonly Page[];
}

interface Page {
  readonly text: string;
  /** The page's file without `.md`, or `''` for the folder's index. */
  readonly name: string;
}

/** The sections, in the order in which a reader meets them. */
function sectionsOf(backends: readonly SiteBackend[]): readonly Section[] {
  const sections: readonly Section[] = [
    {
      title: 'Start',
      menu: 'Learn',
      folder: 'start',
      pages: [{ text: 'Install', name: 'install' }],
    },
    {
      title: 'The article, step by step',
      menu: 'Learn',
      folder: 'article',
      pages: [],
    },
    {
      title: 'Guides',
      menu: 'Learn',
      folder: 'guides',
      pages: [],
    },
    {
      title: 'Playground',
      menu: 'Try',
      folder: 'playground',
      pages: [],
    },
    {
      title: 'Your device',
      menu: 'Try',
      folder: 'your-device',
      pages: [],
    },
    {
      title: 'The contract',
      menu: 'Reference',
      folder: 'contract',
      pages: [
        { text: 'Every clause', name: 'clauses' },
        { text: 'Configs of Keras', name: 'keras-configs' },
      ],
    },
    {
      title: 'Packages',
      menu: 'Reference',
      folder: 'packages',
      pages: backends.map(({ id, package: name }) => ({ text: name, name: id })),
    },
    {
      title: 'Compatibility',
      menu: 'Reference',
      folder: 'compatibility',
      pages: [{ text: 'The matrix', name: '' }],
    },
    {
      title: 'Benchmarks',
      menu: 'Reference',
      folder: 'benchmarks',
      pages: [],
    },
    {
      title: 'Backend authors',
      menu: 'Take part',
      folder: 'backends',
      pages: [
        { text: 'Add a backend', name: 'add-a-backend' },
        { text: 'In any language', name: 'any-language' },
        { text: 'Conformance in CI', name: 'ci' },
      ],
    },
    {
      title: 'Contributors',
      menu: 'Take part',
      folder: 'contribute',
      pages: [
        { text: 'Contributing', name: '' },
        { text: 'Mutants', name: 'mutants' },
        { text: 'Mutation score', name: 'mutation-score' },
      ],
    },
  ];
  return sections.filter(({ pages }) => pages.length > 0);
}

/** The bar: a menu for each kind of reader, which lists the sections. */
export function bar(backends: readonly SiteBackend[]): DefaultTheme.NavItem[] {
  const menus = Map.groupBy(sectionsOf(backends), ({ menu }) => menu);
  return [...menus].map(([text, sections]) => ({
    text,
    items: sections.map(({ title, folder, pages: [first] }) => ({
      text: title,
      link: addressOf(folder, first as Page),
    })),
    activeMatch: `^/(${sections.map(({ folder }) => folder).join('|')})/`,
  }));
}

/** The list at the side: the whole site, with the section that the reader is in unfolded. */
export function sidebar(backends: readonly SiteBackend[]): DefaultTheme.SidebarItem[] {
  return sectionsOf(backends).map(({ title, folder, pages }) => ({
    text: title,
    collapsed: true,
    items: pages.map((page) => ({ text: page.text, link: addressOf(folder, page) })),
  }));
}

function addressOf(folder: string, { name }: Page): string {
  return `/${folder}/${name}`;
}
