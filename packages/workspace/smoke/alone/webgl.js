// A page that installed @gatefold/webgl and nothing else.

import * as gatefold from '@gatefold/webgl';
import { articleLine } from './article.mjs';

console.log(await articleLine(await gatefold.webgl(), gatefold));
