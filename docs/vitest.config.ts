import { defineConfig } from 'vitest/config';

// Half of what these tests do is to wait for a browser: two at once share two cores better than one after the other. Files
// of one worker share what they import: starting a new worker for each took 20 seconds of CPU time.
export default defineConfig({ test: { maxWorkers: 2, isolate: false } });
