import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import '@fontsource-variable/source-serif-4';
import './style.css';

export default { extends: DefaultTheme } satisfies Theme;
