// VitePress's search calls itself a button with buttons in it, and its results options with links in them, which screen
// readers cannot make sense of. Here it is a dialog with a list of links.

import type { Plugin } from 'vite';

const mends: readonly (readonly [wrong: RegExp, right: string])[] = [
  [
    /role="button"\s+:aria-owns="[^"]*"\s+aria-expanded="true"\s+aria-haspopup="listbox"/,
    'role="dialog" aria-modal="true"',
  ],
  [/:role="results\?\.length \? 'listbox' : undefined"/, ''],
  [/:aria-selected="[^"]*"\s+role="option"/, ''],
  // Its name is what it shows.
  [/:aria-label="\[\.\.\.p\.titles, p\.title\][^"]*"/, ''],
  // A key that has a name is a picture.
  [/<kbd :aria-label/g, '<kbd role="img" :aria-label'],
];

export const mendSearch: Plugin = {
  name: 'mend-search',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('/VPLocalSearchBox.vue')) return undefined;
    return mends.reduce((text, [wrong, right]) => {
      const mended = text.replace(wrong, right);
      if (mended === text) throw new Error(`${id}: nothing like ${wrong}; is the mend needed?`);
      return mended;
    }, code);
  },
};
