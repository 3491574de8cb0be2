/** A page of tables and figures, in Eta's syntax; see page.ts. The content policy lets nothing be fetched or run. */
export const tablesTemplate = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title><%= it.title %></title>
<style>
<%~ it.style %>
</style>
</head>
<body>
<main>
<header>
<h1><%= it.title %></h1>
<% it.headline.forEach((sentence, index) => { %>
<p class="<%= index === 0 ? 'headline' : 'lead' %>"><%= sentence %></p>
<% }) %>
<dl class="facts">
<% it.facts.forEach(([name, value]) => { %>
<div><dt><%= name %></dt><dd><%= value %></dd></div>
<% }) %>
</dl>
</header>
<% it.tables.forEach(({ title, note, table }) => { %>
<section>
<h2><%= title %></h2>
<p><%= note %></p>
<div class="wide">
<table>
<thead><tr><% table.header.forEach((name) => { %><th scope="col"><%= name %></th><% }) %></tr></thead>
<tbody>
<% table.rows.forEach((row) => { %>
<tr><th scope="row"><%= row.cells[0] %></th><% row.cells.slice(1).forEach((cell) => { %><td><%= cell %></td><% }) %></tr>
<% }) %>
</tbody>
</table>
</div>
</section>
<% }) %>
<div class="figures">
<% it.figures.forEach((figure) => { %>
<figure id="<%= figure.id %>">
<figcaption>
<h2><%= figure.title %></h2>
<% if (figure.note !== '') { %>
<p><%= figure.note %></p>
<% } %>
<ul class="legend">
<% figure.legend.forEach((item, index) => { %>
<li><%~ figure.swatches[index] %><%= item.label %></li>
<% }) %>
</ul>
</figcaption>
<%~ figure.svg %>
</figure>
<% }) %>
</div>
</main>
</body>
</html>
`;
