import { defineConfig } from 'vitest/config';

// Half of what these tests do is to wait for a browser: two at once share two cores better than one after the other.
export default defineConfig({ test: { maxWorkers: 2 } });
