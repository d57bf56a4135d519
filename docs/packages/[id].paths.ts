import { defineRoutes } from 'vitepress';
import { backends } from '../site/backends.ts';
import { libraries } from '../site/libraries.ts';
import { packagePages } from '../site/package-pages.ts';

export default defineRoutes({ paths: () => [...packagePages([...backends, ...libraries])] });
