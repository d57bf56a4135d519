import { defineRoutes } from 'vitepress';
import { backends } from '../site/backends.ts';
import { packagePages } from '../site/package-pages.ts';

export default defineRoutes({ paths: () => [...packagePages(backends)] });
