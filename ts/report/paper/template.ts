import { beginning } from '../templates/parts.ts';

/** The page of the report on the paper, in Eta's syntax: `<%= %>` escapes, `<%~ %>` is for SVG, CSS and code made here. */
export const paperTemplate = `${beginning('own script')}
</style>
</head>
<body>
<main class="paper">
<header>
<h1 class="headline"><%= it.title %></h1>
<% if (it.budget !== '') { %>
<p class="lead"><%= it.budget %></p>
<% } %>
<p class="lead">The paper's numbers: <%= it.source %></p>
<nav><% it.sections.forEach((section) => { %><a href="#<%= section.id %>"><%= section.title %></a><% }) %></nav>
</header>
<% it.sections.forEach((section) => { %>
<section id="<%= section.id %>">
<h2><%= section.title %></h2>
<% section.paragraphs.forEach((text) => { %>
<p><%= text %></p>
<% }) %>
<% section.blocks.forEach((block) => { %>
<% if (block.kind === 'list') { %>
<ul class="points">
<% block.items.forEach((item) => { %>
<li><%= item %></li>
<% }) %>
</ul>
<% } else if (block.kind === 'table') { const table = block.table; %>
<div class="grid-table" id="<%= table.id %>">
<h3><%= table.caption %></h3>
<% if (table.lines.length > 0) { %>
<ul class="lines">
<% table.lines.forEach((line) => { %>
<li><%= line.text %><% line.links.forEach((link) => { %> <a href="<%= link.href %>"><%= link.text %></a><% }) %></li>
<% }) %>
</ul>
<% } %>
<div class="wide">
<table<% if (table.header.at(-1).length < 8) { %> class="narrow"<% } %>>
<thead>
<% table.header.forEach((row, index) => { %>
<tr><th></th><% row.forEach((heading) => { %><th scope="<%= heading.span > 1 ? 'colgroup' : 'col' %>" colspan="<%= heading.span %>"<% if (heading.span > 1) { %> class="over"<% } %>><%= heading.text %></th><% }) %></tr>
<% }) %>
</thead>
<tbody>
<% table.rows.forEach((row) => { %>
<tr class="<%= row.kind %>"><th scope="row"><%= row.name %></th><% row.cells.forEach((cell) => { %><td<% if (cell.mark !== null) { %> class="<%= cell.mark %>"<% } %>><% const [value, spread] = cell.ours.split(' ± '); if (cell.href === null || value === '') { %><%= value %><% } else { %><a href="<%= cell.href %>"><%= value %></a><% } %><% if (spread !== undefined) { %> <span class="spread">± <%= spread %></span><% } %><% if (cell.beside !== null) { %><small><%= cell.beside %></small><% } %></td><% }) %></tr>
<% }) %>
</tbody>
</table>
</div>
<% table.notes.forEach((note) => { %>
<p class="note"><%= note %></p>
<% }) %>
</div>
<% } else { const figure = block.figure; %>
<figure id="<%= figure.id %>">
<figcaption>
<h3><%= figure.title %></h3>
<p><%= figure.note %><% if (figure.turns) { %> Drag a surface to turn all of them; a double click turns them back.<% } %></p>
<ul class="legend">
<% figure.legend.forEach((item) => { %>
<li><% if (item.series === null) { %><%~ item.swatch %><%= item.label %><% } else { %><button type="button" data-series="<%= item.series %>" aria-pressed="false" title="hide or show"><%~ item.swatch %><%= item.label %></button><% } %></li>
<% }) %>
</ul>
</figcaption>
<div class="wide">
<div class="panels" style="--columns: <%= figure.columns %>; --least: <%= figure.least %>px">
<% figure.panels.forEach((panel) => { %>
<div class="panel"><% if (panel.heading !== '') { %><h4><%= panel.heading %></h4><% } %><%~ panel.svg %></div>
<% }) %>
</div>
</div>
<p class="links"><a href="figures/<%= figure.id %>.svg">SVG</a><% if (!figure.manyLinks) { figure.links.forEach((link) => { %> <a href="<%= link.href %>"><%= link.text %></a><% }); } %></p>
<% if (figure.manyLinks) { %>
<details><summary><%= figure.links.length %> artifacts</summary><p class="links"><% figure.links.forEach((link) => { %> <a href="<%= link.href %>"><%= link.text %></a><% }) %></p></details>
<% } %>
</figure>
<% } %>
<% }) %>
</section>
<% }) %>
</main>
<script type="application/json" id="surfaces"><%~ it.surfaces %></script>
<script><%~ it.script %></script>
</body>
</html>
`;
