/** The style of the page: light or dark as the reader has it, readable on a narrow screen and on paper. */
import { variables } from './palette.ts';

export const style: string = `
:root { color-scheme: light dark; ${variables('light')} }
@media (prefers-color-scheme: dark) { :root { ${variables('dark')} } }
@media print { :root { color-scheme: light; ${variables('light')} } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1, h2, h3, h4 { line-height: 1.25; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
h4 { margin: 1.25rem 0 0.25rem; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -999px; }
.skip:focus { position: static; }
.dim { color: var(--dim); }
pre, code, .mono { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 0.875rem; }
pre { margin: 0.25rem 0; white-space: pre-wrap; }
pre, .scroll { padding: 0.5rem 0.75rem; background: var(--panel); border: 1px solid var(--line); border-radius: 4px; }
.scroll { overflow-x: auto; }
.scroll svg { display: block; }
table { border-collapse: collapse; font-size: 0.9rem; }
caption { text-align: left; color: var(--dim); }
th, td { padding: 0.25rem 0.6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: normal; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.matrix th.column { writing-mode: vertical-rl; white-space: nowrap; }
.matrix td { text-align: center; }
ul.plain { list-style: none; padding: 0; }
.counts { display: flex; flex-wrap: wrap; gap: 0.5rem; list-style: none; padding: 0; }
.counts li { padding: 0.4rem 0.8rem; background: var(--panel); border: 1px solid var(--line); border-radius: 4px; }
.severity { font-weight: 700; text-transform: uppercase; }
.critical { color: var(--critical); } .high { color: var(--high); } .medium { color: var(--medium); }
.low { color: var(--low); } .info { color: var(--info); }
.flaw { margin: 1.5rem 0; padding: 0.25rem 1rem 1rem; border: 1px solid var(--line); border-left-width: 6px; border-radius: 4px; }
.flaw.critical, .flaw.high, .flaw.medium, .flaw.low, .flaw.info { color: inherit; }
.flaw.critical { border-left-color: var(--critical); } .flaw.high { border-left-color: var(--high); }
.flaw.medium { border-left-color: var(--medium); } .flaw.low { border-left-color: var(--low); }
mark { background: var(--markGround); color: var(--markText); font-weight: 700; text-decoration: underline; }
.line { display: block; } .line.here { background: var(--markGround); color: var(--markText); font-weight: 700; }
.key { display: flex; flex-wrap: wrap; gap: 2px; margin: 0.25rem 0; }
.cell { display: inline-flex; flex-direction: column; padding: 0 0.4rem; background: var(--panel); border: 1px solid var(--line); }
.cell.sent { background: var(--partGround); color: var(--partText); border-style: dashed; }
.cell small { font-size: 0.75rem; }
svg text { font: 13px ui-monospace, Menlo, Consolas, monospace; fill: var(--text); }
svg text.dim { fill: var(--dim); } svg text.beyond { fill: var(--critical); font-weight: 700; }
svg text.number { fill: var(--ground); font-weight: 700; font-size: 11px; text-anchor: middle; }
svg .wire { stroke: var(--line); fill: none; } svg .ground { fill: var(--beyondGround); }
svg .step { fill: var(--accent); } svg .step.beyond { fill: var(--critical); }
svg .walk { stroke: var(--accent); stroke-width: 1.5; fill: none; }
svg .jump { stroke: var(--critical); stroke-width: 1.5; fill: none; stroke-dasharray: 5 3; }
svg .edge { stroke: var(--critical); stroke-width: 2; stroke-dasharray: 8 4; }
.filters { display: flex; flex-wrap: wrap; gap: 1rem; align-items: end; padding: 0.5rem 0; }
.filters label { display: block; } .filters input, .filters select { font: inherit; max-width: 100%; }
[hidden] { display: none; }
@media (max-width: 40rem) { body { padding: 0.5rem; } .flaw { padding: 0.25rem 0.5rem 0.5rem; } }
@media print { .filters, .skip { display: none; } .flaw, pre, svg { break-inside: avoid; } .scroll { overflow: visible; }
  details::details-content { content-visibility: visible; block-size: auto; } }
`;
