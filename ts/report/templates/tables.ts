import { beginning, introduction } from './parts.ts';

/** A page of tables, figures, and tables of `details` after them, in Eta's syntax; see page.ts. The content policy lets nothing be fetched or run. */
export const tablesTemplate = `<% const section = ({ title, note, table }) => { %>
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
<% } %>
${beginning('no script')}
</style>
</head>
<body>
<main>
${introduction}
<% it.tables.forEach(section) %>
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
<% it.details.forEach(section) %>
</main>
</body>
</html>
`;
