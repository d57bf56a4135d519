// The page's style sheet. Ink on every ground has a contrast of at least 4.5 to 1, in both schemes.

import { heatRules } from './heat-colors.ts';

export const style: string = `
:root {
  --ground: #ffffff; --raised: #f5f6f8; --ink: #1b1f24; --soft: #545c66; --line: #d3d8de; --link: #0b57b0;
  --failed: #b3201c; --failed-ground: #fdeceb; --passed: #1a6b34; --passed-ground: #e5f4e9;
  --known: #7a4d00; --known-ground: #fff3d9; --unsupported: #4c5560; --unsupported-ground: #e9ecef;
  --lines: rgb(255 255 255 / 0.6);
}
${heatRules('light')}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171b; --raised: #1d2126; --ink: #e9ecef; --soft: #a9b2bc; --line: #3a4149; --link: #82b7ff;
    --failed: #ff9b94; --failed-ground: #3d1b1b; --passed: #86d99b; --passed-ground: #16301d;
    --known: #f1c366; --known-ground: #362a10; --unsupported: #b9c1ca; --unsupported-ground: #2a2f36;
    --lines: rgb(0 0 0 / 0.35);
  }
  ${heatRules('dark')}
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1120px; padding: 1.5rem; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.35rem; margin: 2.25rem 0 0.75rem; }
h3 { font-size: 1.1rem; margin: 1.75rem 0 0.5rem; }
h4 { font-size: 1rem; font-weight: 500; margin: 0; display: inline; }
p { margin: 0.4rem 0; }
a { color: var(--link); }
code, pre { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
pre { margin: 0.5rem 0; padding: 0.6rem 0.8rem; background: var(--raised); border: 1px solid var(--line); border-radius: 6px;
  overflow: auto; max-height: 24rem; white-space: pre-wrap; overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
summary { cursor: pointer; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: 0.5rem; background: var(--ground); padding: 0.5rem; }
.defs { position: absolute; }
.suite { margin: 0; color: var(--soft); letter-spacing: 0.02em; }
.verdict { display: inline-block; margin: 0.6rem 0; padding: 0.35rem 0.8rem; border-radius: 6px; font-size: 1.15rem; font-weight: 600; }
.verdict.failed, .tag.failed { background: var(--failed-ground); color: var(--failed); }
.verdict.passed, .tag.passed, .tag.ill-conditioned { background: var(--passed-ground); color: var(--passed); }
.tag.known { background: var(--known-ground); color: var(--known); }
.tag.unsupported { background: var(--unsupported-ground); color: var(--unsupported); }
.tag { display: inline-block; padding: 0 0.5rem; border-radius: 4px; font-size: 13px; font-weight: 600; white-space: nowrap; }
.levels { list-style: none; padding: 0; margin: 0.25rem 0 0.75rem; display: flex; flex-wrap: wrap; gap: 0.4rem; }
.levels li { padding: 0.15rem 0.6rem; border: 1px solid var(--line); border-radius: 999px; }
.levels .passed { border-color: var(--passed); color: var(--passed); font-weight: 600; }
.levels .refused { color: var(--soft); }
.levels .word { font-weight: 400; font-size: 13px; }
.facts dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(240px, 1fr)); gap: 0.5rem 1.5rem; margin: 0.5rem 0; }
dt { color: var(--soft); font-size: 13px; }
dd { margin: 0; overflow-wrap: anywhere; }
nav { display: flex; flex-wrap: wrap; gap: 1.25rem; margin-top: 1rem; padding: 0.6rem 0; border-top: 1px solid var(--line); border-bottom: 1px solid var(--line); }
table { border-collapse: collapse; }
th, td { padding: 0.3rem 0.9rem 0.3rem 0; text-align: right; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
th:first-child { text-align: left; font-weight: 500; }
thead th { color: var(--soft); font-weight: 500; font-size: 13px; }
td.failed { color: var(--failed); font-weight: 700; }
.scroller { overflow-x: auto; }
.bar { display: block; }
.bar .failed { fill: var(--failed); } .bar .known { fill: var(--known); }
.bar .unsupported { fill: var(--line); } .bar :is(.passed, .ill-conditioned) { fill: var(--passed); opacity: 0.55; }
.mistake { border: 1px solid var(--line); border-left: 5px solid var(--failed); border-radius: 6px; padding: 0.6rem 1.1rem 0.9rem; margin: 0.75rem 0; }
.likeness { font-size: 1.05rem; }
.mistake > .likeness { font-size: 1.2rem; }
.diagnosis { margin: 0.4rem 0; }
.likeness .or { margin-left: 0.25rem; }
.id { color: var(--soft); overflow-wrap: anywhere; }
.filter { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1.25rem; padding: 0.6rem 0;
  background: var(--ground); border-bottom: 1px solid var(--line); }
.filter[hidden] { display: none; }
.filter fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; }
.filter legend { float: left; padding: 0; color: var(--soft); margin-right: 1rem; }
.filter .number, .filter output { color: var(--soft); font-variant-numeric: tabular-nums; }
.search input { width: 15rem; }
input, button { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--soft); border-radius: 5px; padding: 0.15rem 0.5rem; }
button { cursor: pointer; background: var(--raised); }
.clause { border-top: 1px solid var(--line); padding: 0.35rem 0; scroll-margin-top: 6rem; }
.clause-id { display: inline-block; min-width: 2.4rem; font-weight: 700; }
.counts { font-size: 13px; white-space: nowrap; margin-left: 0.5rem; }
.counts .failed { color: var(--failed); font-weight: 600; } .counts :is(.passed, .ill-conditioned) { color: var(--passed); }
.counts .known { color: var(--known); } .counts .unsupported { color: var(--unsupported); }
.source, .elsewhere, .aside { color: var(--soft); font-size: 13px; }
.source, .diverges, .elsewhere { margin: 0.3rem 0 0.3rem 3.5rem; overflow-wrap: anywhere; }
.diverges { border-left: 3px solid var(--known); padding-left: 0.6rem; }
.cases { list-style: none; margin: 0.3rem 0; padding: 0 0 0 3.5rem; }
.case { padding: 0.15rem 0; scroll-margin-top: 6.5rem; }
.case:target { background: var(--raised); outline: 2px solid var(--link); outline-offset: 3px; }
.case[hidden], .clause[hidden], .group[hidden] { display: none; }
.evidence { margin: 0.4rem 0 1rem; padding: 0.2rem 0 0.2rem 1rem; border-left: 3px solid var(--failed); }
.known .evidence { border-color: var(--known); }
.replay { display: flex; flex-wrap: wrap; gap: 0.25rem 0.75rem; align-items: baseline; color: var(--soft); }
.command { color: var(--ink); background: var(--raised); border: 1px solid var(--line); border-radius: 4px; padding: 0.1rem 0.5rem; overflow-wrap: anywhere; }
.comparison { margin: 0.8rem 0; }
.comparison figcaption p { margin: 0.15rem 0; }
.outlined { border: 2px solid var(--ink); padding: 0 0.3rem; }
.maps { display: flex; flex-wrap: wrap; gap: 0.75rem 1.25rem; margin-top: 0.6rem; max-width: max-content; }
.layer-name { margin: 0; font-weight: 600; }
.layer-name { padding-left: 2rem; }
svg.map { display: block; max-width: 100%; height: auto; }
.map path { fill: none; stroke-width: 1; }
.map path.dots { stroke: var(--ink); stroke-linecap: round; }
.map path.lines { stroke: var(--lines); stroke-width: 1; }
.map path.hatched, .hatched { stroke: none; fill: url(#hatch); }
.hatch-ground { fill: var(--ground); } .hatch-line { fill: var(--soft); }
.map text { fill: var(--ink); font: 12px ui-monospace, "SF Mono", Menlo, Consolas, monospace; text-anchor: middle; }
.map text.axis { fill: var(--soft); font-family: inherit; }
.map text.tick { fill: var(--soft); font-size: 11px; }
.map text.side { text-anchor: end; }
.map text.here { fill: var(--ink); font-weight: 700; }
.map text.off { font-weight: 700; }
.map text.lost { font-weight: 700; stroke: var(--ground); stroke-width: 5; paint-order: stroke; }
.map rect { fill: none; }
.map rect.halo { stroke: var(--ground); stroke-width: 6; }
.map rect.first { stroke: var(--ink); stroke-width: 3; }
.map rect.cursor { stroke: var(--link); stroke-width: 2; stroke-dasharray: 3 2; }
.swatches { vertical-align: -1px; } .swatches rect { stroke: none; }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.75rem; color: var(--soft); font-size: 13px; }
.readout { display: block; min-height: 1.5em; color: var(--ink); font-size: 13px; font-variant-numeric: tabular-nums; }
footer { margin-top: 3rem; color: var(--soft); font-size: 13px; }
@media (max-width: 640px) {
  body { padding: 1rem; }
  .cases { padding-left: 0; } .source, .diverges, .elsewhere { margin-left: 0; }
  .filter { position: static; }
}
@media print { .filter, nav, .skip { display: none; } }
`;
