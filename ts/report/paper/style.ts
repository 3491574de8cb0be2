/** What the report on the paper adds to the looks of a page. */
export const paperStyle = `
h3 { font-size: 15px; line-height: 1.35; font-weight: 650; margin: 0; }
h4 { font-size: 12.5px; line-height: 1.3; font-weight: 500; margin: 0 0 4px; text-align: center; min-height: 1.3em; }
main.paper { max-width: 1240px; }
.paper a { color: inherit; text-decoration: underline; text-decoration-color: var(--grid); text-underline-offset: 2px; }
.paper a:hover { text-decoration-color: currentColor; }
.paper .headline { color: inherit; }
.paper table.narrow { width: auto; min-width: min(100%, 620px); }
nav { display: flex; flex-wrap: wrap; gap: 4px 18px; margin-top: 14px; font-size: 14px; }
.paper section { overflow: hidden; }
details { font-size: 13px; color: var(--muted); }
.paper figure { margin-top: 26px; border: 0; padding: 18px 0 0; border-top: 1px solid var(--grid); border-radius: 0; flex-direction: column; }
.paper figure:last-child:nth-child(odd) { flex-direction: column; }
.paper figure:last-child:nth-child(odd) figcaption, .paper figure:last-child:nth-child(odd) .plot { flex: none; }
.paper figure > * { width: 100%; }
.grid-table { margin-top: 22px; }
.lines a, .links a { white-space: nowrap; }
.lines a { margin-left: 6px; }
.lines, .points { margin: 6px 0 0; padding: 0 0 0 18px; font-size: 13px; color: var(--muted); }
.points { font-size: 15px; color: var(--ink); margin-top: 12px; }
.note, .links { margin-top: 8px; font-size: 13px; color: var(--muted); max-width: 74em; }
.links { display: flex; flex-wrap: wrap; gap: 0 12px; }
.spread { font-size: 11.5px; font-weight: 400; color: var(--muted); }
.paper td, .paper th { padding: 4px 5px; vertical-align: top; line-height: 1.3; }
.paper td a { text-decoration-color: transparent; }
.paper td a:hover { text-decoration-color: currentColor; }
.paper td small { display: block; font-size: 12px; color: var(--muted); font-weight: 400; }
.over { text-align: center; border-left: 1px solid var(--grid); }
tr.start > *, tr.sum > * { border-top: 2px solid var(--grid); }
tr.reference > * { color: var(--muted); }
td.best { font-weight: 700; }
.panels { display: grid; gap: 14px 12px; grid-template-columns: repeat(var(--columns), minmax(var(--least), 1fr)); }
.panel { display: flex; flex-direction: column; justify-content: flex-end; }
.paper .plot { max-width: 560px; }
.surface { cursor: grab; touch-action: pan-y; outline-offset: 2px; }
.surface:active { cursor: grabbing; }
button[data-series] { all: unset; display: flex; align-items: center; gap: 6px; cursor: pointer; border-radius: 4px; }
button[data-series]:focus-visible { outline: 2px solid var(--accent); }
button[data-series][aria-pressed="true"] { opacity: 0.4; text-decoration: line-through; }
@media print {
  .paper section { break-inside: auto; border: 0; padding: 0; overflow: visible; }
  .paper figure, .grid-table { break-inside: avoid; }
  .paper .wide { overflow: visible; }
  .panels { grid-template-columns: repeat(var(--columns), minmax(0, 1fr)); }
  h4 { font-size: 8pt; }
  .spread { display: block; font-size: 6.5pt; line-height: 1; }
  .paper table { font-size: 8pt; }
  .paper td, .paper th { padding: 2px 4px; }
  .paper td small { font-size: 7pt; }
  nav { display: none; }
}
`;
