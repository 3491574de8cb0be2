/** Looks of the panel in which a reader tries the networks, and of the small plots; see style.ts for the colours. */
export const panelStyle = `
h3 { margin: 0; font-size: 15px; line-height: 1.3; font-weight: 650; }
[hidden] { display: none !important; }
#try { margin-top: 28px; }
.try { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 20px 40px; margin-top: 12px; }
.ask { display: flex; flex-direction: column; gap: 16px; position: sticky; top: 16px; align-self: start; }
#importance { justify-content: flex-start; }
.drawings figure { border: 0; padding: 0; background: none; justify-content: flex-start; }
.pick { display: grid; gap: 4px; }
.pick label, .asked { font-size: 13px; color: var(--muted); }
.answer { border-radius: 8px; padding: 12px 14px; background: color-mix(in srgb, var(--accent) 9%, transparent); }
.answer output { display: block; min-height: 40px; }
.answer .number { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0 16px; }
.answer .value { font-size: 26px; line-height: 1.4; font-weight: 650; font-variant-numeric: tabular-nums; }
.answer .interval, #try-notes { font-size: 14px; color: var(--muted); }
.bar { display: grid; grid-template-columns: minmax(64px, 32%) minmax(0, 1fr) 64px; gap: 10px; align-items: center; padding: 3px 0; }
.bar .track { height: 12px; border-radius: 6px; background: var(--grid); overflow: hidden; }
.bar .fill { display: block; height: 100%; border-radius: 6px; background: var(--accent); }
.bar .value { font-size: 14px; font-weight: 400; text-align: right; }
.bar.most .name, .bar.most .value { font-weight: 650; }
form { display: grid; gap: 12px; }
.control { display: grid; grid-template-columns: minmax(0, 1fr) 136px; gap: 2px 12px; align-items: center; font-size: 14px; }
.control > label:first-child { grid-column: 1; }
.control .missing { grid-column: 2; display: flex; align-items: center; gap: 6px; color: var(--muted); }
.control .slider { grid-column: 1; }
.control .field { grid-column: 1 / -1; }
.control .slider + .field { grid-column: 2; }
.slider { width: 100%; margin: 0; accent-color: var(--accent); }
.gap { margin: 0; accent-color: var(--accent); }
#try select, #try .field, #try button { width: 100%; min-width: 0; font: inherit; font-size: 14px; color: inherit; background: var(--paper); border: 1px solid color-mix(in srgb, var(--muted) 55%, transparent); border-radius: 6px; padding: 6px 8px; font-variant-numeric: tabular-nums; }
#try select { text-overflow: ellipsis; }
#try button { width: auto; justify-self: start; padding: 6px 12px; cursor: pointer; }
#try :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
#try :disabled { opacity: 0.45; }
.picked > * { box-shadow: inset 0 2px 0 var(--accent), inset 0 -2px 0 var(--accent); }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 230px), 1fr)); gap: 20px 24px; margin-top: 16px; }
.panel { display: grid; gap: 4px; align-content: start; }
.panel h3 { font-size: 13.5px; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: 13px; color: var(--ink); }
.commands { margin-top: 14px; }
.commands div { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
@media (max-width: 760px) {
  .try { grid-template-columns: minmax(0, 1fr); }
  .ask { position: static; }
  .commands div { grid-template-columns: minmax(0, 1fr); }
  .panels { grid-template-columns: minmax(0, 1fr); }
  .panel .plot { max-width: 310px; }
}
@media print {
  #try > h2, .ask { display: none; }
  .try { grid-template-columns: minmax(0, 1fr); }
}
`;
