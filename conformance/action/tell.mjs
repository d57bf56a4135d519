// Tells GitHub Actions what a folder of reports says: the job's summary, and the output `levels`.

import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [, , folder = ''] = process.argv;
const { GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: output } = process.env;
const report = JSON.parse(readFileSync(join(folder, 'conformance.json'), 'utf8'));
const levels = Object.keys(report.granted).filter((level) => report.granted[level]);

appendFileSync(String(summary), readFileSync(join(folder, 'conformance.md')));
appendFileSync(String(output), `levels=${levels.join(' ')}\n`);
