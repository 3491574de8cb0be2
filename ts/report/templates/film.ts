import { beginning } from './parts.ts';

/**
 * Frames, in Eta's syntax; see latent/film.ts. What is shown is chosen by radio buttons and styles alone: the content policy
 * lets nothing be fetched or run. On paper all frames stand side by side.
 */
export const filmTemplate = `${beginning('no script')}
.film { margin-top: 20px; }
.film > input { position: absolute; opacity: 0; }
.film > label { display: inline-block; min-width: 2.6em; margin: 0 2px 6px 0; padding: 3px 10px; text-align: center; border: 1px solid var(--grid); border-radius: 6px; background: var(--paper); cursor: pointer; font-size: 14px; }
.film > input:checked + label { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); font-weight: 650; }
.film > input:focus-visible + label { outline: 2px solid var(--accent); outline-offset: 2px; }
.frames { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 260px), 1fr)); gap: 16px; margin-top: 12px; }
.frames figure { justify-content: flex-start; gap: 6px; padding: 12px 14px 14px; }
.frames h2 { font-size: 15px; }
@media screen {
  #all:not(:checked) ~ .frames { display: block; position: relative; max-width: 480px; aspect-ratio: 1 / 1.02; }
  #all:not(:checked) ~ .frames figure { position: absolute; inset: 0; visibility: hidden; }
<% it.frames.forEach(({ number }) => { %>
  #show-<%= number %>:checked ~ .frames .frame-<%= number %> { visibility: visible; }
  #play:checked ~ .frames .frame-<%= number %> { animation: stand <%= it.whole %>s steps(1) <%= ((number - 1) * it.stands).toFixed(2) %>s infinite; }
<% }) %>
}
@keyframes stand { 0% { visibility: visible; } <%= (100 / it.frames.length).toFixed(3) %>% { visibility: hidden; } 100% { visibility: hidden; } }
@media print {
  .film > input, .film > label { display: none; }
  .frames { grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 8px; }
  .frames .plot rect, .frames .plot path { print-color-adjust: exact; }
}
</style>
</head>
<body>
<main>
<header>
<p class="headline"><%= it.title %></p>
<p class="lead"><%= it.note %></p>
<ul class="legend"><% it.legend.forEach((item) => { %><li><%~ item.swatch %><%= item.label %></li><% }) %></ul>
</header>
<div class="film">
<input type="radio" name="shown" id="all" checked><label for="all">all</label>
<input type="radio" name="shown" id="play"><label for="play">in turn</label>
<% it.frames.forEach(({ number }) => { %>
<input type="radio" name="shown" id="show-<%= number %>"><label for="show-<%= number %>"><%= number %></label>
<% }) %>
<div class="frames">
<% it.frames.forEach(({ number, title, note, svg }) => { %>
<figure class="frame-<%= number %>">
<figcaption>
<h2><%= title %></h2>
<p><%= note %></p>
</figcaption>
<%~ svg %>
</figure>
<% }) %>
</div>
</div>
</main>
</body>
</html>
`;
