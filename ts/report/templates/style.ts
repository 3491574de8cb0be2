/** The page's looks. Variables carry the colours, so that SVGs follow light, dark and print. */
export const style = `
:root {
  color-scheme: light dark;
  --ink: #1c2126; --muted: #5d6771; --grid: #e4e7ea; --paper: #ffffff; --back: #f5f6f8; --accent: #0072b2;
  --truth: #0072b2; --prediction: #c9252d; --positive: #5e3c99; --negative: #d65f00;
  --depth-0: #4f5b66; --depth-1: #b87700; --depth-2: #00795a; --depth-3: #b0538b; --depth-4: #2f8fc4; --depth-5: #6b4fa0; --depth-6: #6a6a6a;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ink: #e8eaed; --muted: #a3abb3; --grid: #343a41; --paper: #1d2125; --back: #14171a; --accent: #56b4e9;
    --truth: #56b4e9; --prediction: #ff6b6b; --positive: #b39ddb; --negative: #ffa24d;
    --depth-0: #c3ccd5; --depth-1: #e69f00; --depth-2: #1fbf92; --depth-3: #e089bd; --depth-4: #6cc0ef; --depth-5: #b39ddb; --depth-6: #b5b5b5;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; -webkit-text-size-adjust: 100%; overflow-wrap: anywhere; }
main { max-width: 1120px; margin: 0 auto; padding: 28px 24px 48px; }
h1, h2, p, dl, figure { margin: 0; }
h1 { font-size: 15px; font-weight: 600; color: var(--muted); }
h2 { font-size: 18px; line-height: 1.3; font-weight: 650; }
.headline { font-size: clamp(20px, 2.6vw, 28px); line-height: 1.3; font-weight: 650; margin-top: 6px; max-width: 34em; text-wrap: pretty; }
.lead { margin-top: 12px; max-width: 52em; color: var(--muted); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 280px), 1fr)); gap: 12px 24px; margin-top: 20px; padding-top: 16px; border-top: 1px solid var(--grid); }
dt { font-size: 13px; color: var(--muted); }
dd { margin: 0; font-variant-numeric: tabular-nums; }
.figures { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 20px; margin-top: 28px; }
figure, section { background: var(--paper); border: 1px solid var(--grid); border-radius: 8px; padding: 18px 20px 20px; }
figure { display: flex; flex-direction: column; justify-content: space-between; gap: 14px; }
section { margin-top: 20px; }
@media print, (min-width: 761px) {
  .figures > figure:last-child:nth-child(odd) { grid-column: 1 / -1; flex-direction: row; justify-content: flex-start; }
  .figures > figure:last-child:nth-child(odd) figcaption { flex: 0 1 calc(50% - 30px); }
  .figures > figure:last-child:nth-child(odd) .plot { flex: 0 1 calc(50% + 10px); }
}
figcaption p, section > p { margin-top: 4px; font-size: 14px; color: var(--muted); max-width: 62em; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 10px 0 0; padding: 0; list-style: none; font-size: 13px; }
.legend li { display: flex; align-items: center; gap: 6px; }
.swatch { flex: none; }
.plot { display: block; width: 100%; height: auto; max-width: 560px; margin: 0 auto; overflow: visible; }
.wide { overflow-x: auto; margin-top: 12px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding-bottom: 4px; }
th, td { padding: 5px 10px; overflow-wrap: normal; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--grid); font-weight: 400; }
th:first-child { text-align: left; padding-left: 0; }
thead th { color: var(--muted); font-size: 13px; vertical-align: bottom; }
.chosen > * { font-weight: 650; background: color-mix(in srgb, var(--accent) 12%, transparent); }
.chosen > th:first-child { padding-left: 8px; }
.best > * { font-weight: 650; }
.constant > *, .beaten { color: var(--muted); }
.matrices { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr)); gap: 12px 40px; }
.provenance { display: grid; gap: 8px; margin-top: 10px; }
.provenance div { display: grid; grid-template-columns: minmax(120px, 200px) minmax(0, 1fr); gap: 4px 16px; font-size: 14px; }
@media (max-width: 760px) {
  main { padding: 20px 16px 32px; }
  .figures { grid-template-columns: minmax(0, 1fr); gap: 16px; }
  figure, section { padding: 14px 12px; }
  .facts { grid-template-columns: minmax(0, 1fr); gap: 8px; }
  .facts div { display: grid; grid-template-columns: 72px minmax(0, 1fr); gap: 12px; align-items: baseline; }
  table { font-size: 12.5px; }
  th, td { padding: 5px 3px; }
  thead th { font-size: 12px; white-space: normal; }
  th:first-child { white-space: normal; }
  .chosen > th:first-child { padding-left: 4px; }
  .provenance div { grid-template-columns: minmax(0, 1fr); gap: 0; }
}
@media print {
  :root { color-scheme: light; }
  body { background: #ffffff; font-size: 11pt; }
  main { max-width: none; padding: 0; }
  .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 12px; }
  .matrices { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  figure, section { break-inside: avoid; border-color: #cccccc; padding: 10px 12px; }
  .chosen > * { print-color-adjust: exact; }
}
`;
