// A page by Vite, which makes a file of the code for each format: what it came to is its title.

import { line } from '../imported.mjs';

document.title = line;
