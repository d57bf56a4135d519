import * as gatefold from '@gatefold/wasm';
import { articleLine } from '../article.mjs';

postMessage(await articleLine(await gatefold.wasm(), gatefold));
