// A program that installed @gatefold/cpu and nothing else.

import * as gatefold from '@gatefold/cpu';
import { articleLine } from './article.mjs';

console.log(await articleLine(await gatefold.cpu(), gatefold));
