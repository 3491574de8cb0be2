import { surfaceCode } from './surface.ts';
import { FIRST_VIEW } from './surface-figure.ts';

/**
 * The page's only script. Dragging a surface, or the arrow keys on it, turns all surfaces of its figure; a double click
 * turns them back. A click on a legend's button hides its series. Without it the page shows everything, still.
 */
export function pageScript(): string {
  return `'use strict';
${surfaceCode()}
const first = ${JSON.stringify(FIRST_VIEW)};
const surfaces = JSON.parse(document.getElementById('surfaces').textContent);
for (const figure of document.querySelectorAll('figure')) {
  const drawn = Array.from(figure.querySelectorAll('svg[data-surface]'));
  let view = first;
  let waiting = false;
  const draw = () => {
    waiting = false;
    for (const svg of drawn) svg.innerHTML = drawSurface(surfaces[Number(svg.dataset.surface)], view);
  };
  const turn = (right, up) => {
    const elevation = Math.min(1.45, Math.max(0.05, view.elevation + up));
    view = { azimuth: view.azimuth + right, elevation };
    if (!waiting) requestAnimationFrame(draw);
    waiting = true;
  };
  for (const svg of drawn) {
    let from = null;
    svg.addEventListener('pointerdown', (event) => {
      from = [event.clientX, event.clientY];
      svg.setPointerCapture(event.pointerId);
    });
    svg.addEventListener('pointermove', (event) => {
      if (from === null) return;
      turn((from[0] - event.clientX) * 0.012, (event.clientY - from[1]) * 0.012);
      from = [event.clientX, event.clientY];
    });
    for (const end of ['pointerup', 'pointercancel']) svg.addEventListener(end, () => { from = null; });
    svg.addEventListener('dblclick', () => { view = first; draw(); });
    svg.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: [0.1, 0], ArrowRight: [-0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      turn(step[0], step[1]);
    });
  }
  for (const button of figure.querySelectorAll('button[data-series]')) {
    button.addEventListener('click', () => {
      const hidden = button.getAttribute('aria-pressed') === 'true';
      button.setAttribute('aria-pressed', String(!hidden));
      for (const marks of figure.querySelectorAll('.' + button.dataset.series + '_marks')) {
        marks.style.display = hidden ? '' : 'none';
      }
    });
  }
}
`;
}
