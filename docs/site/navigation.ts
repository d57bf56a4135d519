// Where every page stands: the bar on top and the list at the side. A page is added by a line in its section; a test
// compares the sections with the files.

import type { DefaultTheme } from 'vitepress';
import type { SiteBackend } from './backends.ts';
import { measuredMachines } from './benchmarks.ts';
import { doors } from './doors.ts';
import { libraries } from './libraries.ts';

interface Section {
  readonly title: string;
  /** Its menu in the bar on top. */
  readonly menu: 'Learn' | 'Try' | 'Reference' | 'Take part';
  /** Of the pages, below docs; empty for docs itself. */
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
      title: 'Getting started',
      menu: 'Learn',
      folder: 'start',
      pages: [
        { text: 'Choose a backend', name: 'choose-a-backend' },
        { text: 'Install', name: 'install' },
        { text: 'First run', name: 'first-run' },
        { text: 'Weights from Keras', name: 'weights-from-keras' },
      ],
    },
    {
      title: 'The article, step by step',
      menu: 'Learn',
      folder: 'article',
      pages: [
        { text: 'return_sequences and return_state', name: '' },
        { text: 'Then and now', name: 'then-and-now' },
        { text: 'Stacking', name: 'stacking' },
        { text: 'A label at each step', name: 'a-label-at-each-step' },
        { text: 'Encoder and decoder', name: 'encoder-decoder' },
        { text: 'Line for line', name: 'line-for-line' },
      ],
    },
    {
      title: 'Model files',
      menu: 'Learn',
      folder: 'model-files',
      pages: [
        { text: 'Three lines to a Keras file', name: '' },
        { text: 'Models at work', name: 'examples' },
        { text: 'Keras files', name: 'keras' },
        { text: 'TensorFlow.js files', name: 'tensorflow-js' },
        { text: 'PyTorch files', name: 'pytorch' },
        { text: 'ONNX files', name: 'onnx' },
        { text: 'NumPy files', name: 'numpy' },
        { text: 'The layers of a file', name: 'layers' },
      ],
    },
    {
      title: 'Guides',
      menu: 'Learn',
      folder: 'guides',
      pages: [
        { text: 'States and streaming', name: 'states-and-streaming' },
        { text: 'Masks and padding', name: 'masks-and-padding' },
        { text: 'Weights from elsewhere', name: 'weights-from-elsewhere' },
        { text: 'Why numbers differ', name: 'why-numbers-differ' },
        { text: 'WebAssembly', name: 'webassembly' },
        { text: 'WebGPU', name: 'webgpu' },
        { text: 'In an AudioWorklet', name: 'audio-worklet' },
        { text: 'Beside three.js and TensorFlow.js', name: 'beside-three-and-tfjs' },
        { text: 'Memory and dispose', name: 'memory-and-dispose' },
        { text: 'Servers', name: 'servers' },
        { text: 'From tf.layers', name: 'moving-from-tf-layers' },
        { text: 'From onnxruntime-web', name: 'moving-from-onnx-runtime' },
        { text: 'From brain.js', name: 'moving-from-brain-js' },
        { text: 'From Keras.js', name: 'moving-from-keras-js' },
      ],
    },
    {
      title: 'Playground',
      menu: 'Try',
      folder: 'playground',
      pages: [{ text: 'Playground', name: '' }],
    },
    {
      title: 'Your device',
      menu: 'Try',
      folder: 'your-device',
      pages: [{ text: 'Your device', name: '' }],
    },
    {
      title: 'The contract',
      menu: 'Reference',
      folder: 'contract',
      pages: [
        { text: 'Every clause', name: 'clauses' },
        { text: 'The equations', name: 'equations' },
        { text: 'Configs of Keras', name: 'keras-configs' },
      ],
    },
    {
      title: 'Packages',
      menu: 'Reference',
      folder: 'packages',
      pages: [...backends, ...libraries].map(({ id, package: name }) => ({ text: name, name: id })),
    },
    {
      title: 'API reference',
      menu: 'Reference',
      folder: 'api',
      pages: [
        { text: 'Every door', name: '' },
        ...doors.map(({ name, page }) => ({ text: name.replace('@gatefold/', ''), name: page })),
      ],
    },
    {
      title: 'Models',
      menu: 'Reference',
      folder: '',
      pages: [{ text: 'Models that people publish', name: 'models' }],
    },
    {
      title: 'Compatibility',
      menu: 'Reference',
      folder: 'compatibility',
      pages: [
        { text: 'The matrix', name: '' },
        { text: 'At a glance', name: 'chart' },
      ],
    },
    {
      title: 'Benchmarks',
      menu: 'Reference',
      folder: 'benchmarks',
      pages: [
        { text: 'Every machine', name: '' },
        ...measuredMachines().map(({ id, title }) => ({ text: title, name: id })),
      ],
    },
    {
      title: 'Backend authors',
      menu: 'Take part',
      folder: 'backends',
      pages: [
        { text: 'Add a backend', name: 'add-a-backend' },
        { text: 'In any language', name: 'any-language' },
        { text: 'Run the suite', name: 'run-the-suite' },
        { text: 'Read a report', name: 'read-a-report' },
        { text: 'Known failures', name: 'known-failures' },
        { text: 'Levels', name: 'levels' },
        { text: 'What a level proves', name: 'what-a-level-proves' },
        { text: 'Conformance in CI', name: 'ci' },
      ],
    },
    {
      title: 'Contributors',
      menu: 'Take part',
      folder: 'contribute',
      pages: [
        { text: 'Contributing', name: '' },
        { text: 'How the parts fit', name: 'parts' },
        { text: 'From a rule to its proof', name: 'add-a-rule' },
        { text: 'House style', name: 'house-style' },
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
    activeMatch: `^/(${sections.map(({ folder, pages: [first] }) => folder || `${first?.name}$`).join('|')})`,
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

/** The front page, and the first page of each section. */
export function kindsOfPages(backends: readonly SiteBackend[]): readonly string[] {
  const firsts = sectionsOf(backends).map(({ folder, pages: [first] }) =>
    addressOf(folder, first as Page),
  );
  return ['/', ...firsts];
}

function addressOf(folder: string, { name }: Page): string {
  return folder === '' ? `/${name}` : `/${folder}/${name}`;
}
