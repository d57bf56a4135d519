// The picture that stands beside a link to a page where people share links: its title on paper, as PNG.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import satori from 'satori';

/** As the networks ask for it. */
export const cardSize = { width: 1200, height: 630 } as const;

const require = createRequire(import.meta.url);
const fonts = ([400, 600] as const).map((weight) => ({
  name: 'Source Serif 4',
  weight,
  data: readFileSync(
    require.resolve(`@fontsource/source-serif-4/files/source-serif-4-latin-${weight}-normal.woff`),
  ),
}));
const logo = readFileSync(join(import.meta.dirname, '..', 'public', 'logo.svg')).toString('base64');

const page = {
  boxSizing: 'border-box',
  flexDirection: 'column',
  padding: 80,
  backgroundColor: '#fcfaf6',
} as const;

/** @returns a PNG of `cardSize` */
export async function drawCard(title: string, words: string): Promise<Uint8Array> {
  const svg = await satori(
    box({ ...cardSize, ...page }, [
      box({ alignItems: 'center', gap: 24, color: '#23252e', fontSize: 44, fontWeight: 600 }, [
        image(`data:image/svg+xml;base64,${logo}`, 84),
        box({}, 'Gatefold'),
      ]),
      box(
        {
          flexGrow: 1,
          alignItems: 'center',
          color: '#23252e',
          fontSize: title.length > 40 ? 68 : 88,
          fontWeight: 600,
          letterSpacing: '-0.02em',
          lineHeight: 1.12,
        },
        title,
      ),
      box(
        {
          borderTop: '6px solid #3345a6',
          paddingTop: 28,
          color: '#565862',
          fontSize: 34,
          lineClamp: 2,
        },
        words,
      ),
    ]),
    { ...cardSize, fonts },
  );
  return new Resvg(svg).render().asPng();
}

type Element = Parameters<typeof satori>[0];

function box(style: Readonly<Record<string, number | string>>, children: unknown): Element {
  return { type: 'div', key: null, props: { style: { display: 'flex', ...style }, children } };
}

function image(src: string, size: number): Element {
  return { type: 'img', key: null, props: { src, width: size, height: size } };
}
