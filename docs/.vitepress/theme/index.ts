import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import '@fontsource/source-serif-4/latin-400.css';
import '@fontsource/source-serif-4/latin-600.css';
import './style.css';

export default { extends: DefaultTheme } satisfies Theme;
