import { beginning, introduction } from './parts.ts';

/**
 * The page, in Eta's syntax: `<%= %>` escapes, `<%~ %>` does not and is for SVG and CSS made here. A string in a
 * module, so that it is found from `dist/` as from `ts/`. The content policy lets nothing be fetched, and only the page's own
 * script be run.
 */
export const pageTemplate = `${beginning('own script')}
</style>
</head>
<body>
<main>
${introduction}
<%~ it.panel %>
<div class="figures">
<% it.figures.forEach((figure) => { %>
<figure id="<%= figure.id %>">
<figcaption>
<h2><%= figure.title %></h2>
<p><%= figure.note %></p>
<% if (figure.legend.length > 0) { %>
<ul class="legend">
<% figure.legend.forEach((item, index) => { %>
<li><%~ figure.swatches[index] %><%= item.label %></li>
<% }) %>
</ul>
<% } %>
</figcaption>
<%~ figure.svg %>
</figure>
<% }) %>
</div>
<% if (it.dependences !== null) { %>
<section id="dependence">
<h2>What each column does</h2>
<p><%= it.dependences.note %></p>
<% if (it.dependences.legend.length > 0) { %>
<ul class="legend">
<% it.dependences.legend.forEach((item, index) => { %>
<li><%~ it.dependences.swatches[index] %><%= item.label %></li>
<% }) %>
</ul>
<% } %>
<div class="panels">
<% it.dependences.panels.forEach((panel) => { %>
<div class="panel"><h3><%= panel.title %></h3><%~ panel.svg %></div>
<% }) %>
</div>
</section>
<% } %>
<section id="networks">
<h2>All networks of the front</h2>
<p>The front is the networks that no other one found beats in both size and error. Scores on the test rows; <%= it.chosenBy %></p>
<div class="wide">
<table>
<thead><tr><% it.front.header.forEach((name) => { %><th scope="col"><%= name %></th><% }) %></tr></thead>
<tbody>
<% it.front.rows.forEach((row, index) => { %>
<tr<% if (index < it.networks) { %> data-network="<%= index %>"<% } %><% if (row.marked) { %> class="chosen"<% } %>><th scope="row" colspan="<%= row.span %>"><%= row.cells[0] %></th><% row.cells.slice(row.span).forEach((cell) => { %><td><%= cell %></td><% }) %></tr>
<% }) %>
</tbody>
</table>
</div>
</section>
<% if (it.reconstruction !== null) { %>
<section id="reconstruction">
<h2>What the latent space can give back</h2>
<p><%= it.reconstruction.note %></p>
<div class="matrices">
<% it.reconstruction.matrices.forEach((matrix) => { %>
<div class="wide">
<table>
<caption><%= matrix.title %></caption>
<thead><tr><th scope="col">hidden layers</th><% matrix.columns.forEach((name) => { %><th scope="col"><%= name %></th><% }) %></tr></thead>
<tbody>
<% matrix.rows.forEach((row) => { %>
<tr class="<%= row.kind %>"><th scope="row"><%= row.name %></th><% row.cells.forEach((cell) => { %><td<% if (cell.beaten) { %> class="beaten"<% } %>><%= cell.text %></td><% }) %></tr>
<% }) %>
</tbody>
</table>
</div>
<% }) %>
</div>
</section>
<% } %>
<section id="files">
<h2>Files, and what to do with them</h2>
<dl class="provenance">
<% it.files.forEach(([name, value]) => { %>
<div><dt><%= name %></dt><dd><%= value %></dd></div>
<% }) %>
</dl>
<dl class="provenance commands">
<% it.commands.forEach(([command, value]) => { %>
<div><dt><code><%= command %></code></dt><dd><%= value %></dd></div>
<% }) %>
</dl>
</section>
<% if (it.provenance.length > 0) { %>
<section id="provenance">
<h2>Where this comes from</h2>
<dl class="provenance">
<% it.provenance.forEach(([name, value]) => { %>
<div><dt><%= name %></dt><dd><%= value %></dd></div>
<% }) %>
</dl>
</section>
<% } %>
</main>
<script><%~ it.script %></script>
</body>
</html>
`;
