// Code between backquotes is text: Vue would take the braces of a workflow's expressions for its own.

import type { MarkdownRenderer } from 'vitepress';

export function keepCodePlain(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('plain-code', ({ tokens }) => {
    const inline = tokens.flatMap(({ children }) => children ?? []);
    for (const token of inline) if (token.type === 'code_inline') token.attrSet('v-pre', '');
  });
}
