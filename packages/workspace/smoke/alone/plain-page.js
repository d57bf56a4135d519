// A page without a bundler: what it came to is its title.

import * as gatefold from '@gatefold/wasm';
import { articleLine } from './article.mjs';

document.title = await articleLine(await gatefold.wasm(), gatefold);
