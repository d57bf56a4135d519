import { defineConfig } from 'vitest/config';

// Many tests start a process or a browser, on machines that may be busy.
export default defineConfig({ test: { testTimeout: 60_000, hookTimeout: 60_000 } });
