/** The panel of a page, in Eta's syntax; see page.ts. Without its script it shows the chosen network, and says so. */
export const panelTemplate = `<section id="try">
<h2>Try it</h2>
<noscript><p>Answers need JavaScript, which is off. The drawing is the chosen network's.</p></noscript>
<div class="try">
<div class="ask">
<div class="pick">
<label for="try-network">Network</label>
<select id="try-network" autocomplete="off">
<% it.networks.forEach(({ label }, index) => { %>
<option value="<%= index %>"<% if (index === it.chosen) { %> selected<% } %>><%= label %></option>
<% }) %>
</select>
</div>
<div class="answer">
<p class="asked"><%= it.target %></p>
<output id="try-answer"></output>
<p id="try-notes" role="status"></p>
</div>
<form autocomplete="off">
<% if (it.controls.length === 0) { %>
<p>No network of the front uses a column: the answer is the same for every row.</p>
<% } %>
<% it.controls.forEach((control, index) => { const id = 'try-' + index; %>
<div class="control" data-column="<%= index %>">
<label for="<%= id %>"><%= control.name %></label>
<% if (control.gap && control.kind !== 'category') { %>
<label class="missing"><input class="gap" type="checkbox"> missing</label>
<% } %>
<% if (control.kind === 'number') { %>
<input class="slider" type="range" min="<%= control.least %>" max="<%= control.greatest %>" step="<%= control.step === 1 ? 1 : 'any' %>" value="<%= control.value %>" aria-label="<%= control.name %>">
<input class="field" id="<%= id %>" type="number" min="<%= control.least %>" max="<%= control.greatest %>" step="any" value="<%= control.value %>">
<% } else if (control.kind === 'category') { %>
<select class="field" id="<%= id %>">
<% control.levels.forEach((level, place) => { %>
<option<% if (place === control.value) { %> selected<% } %>><%= level %></option>
<% }) %>
<% if (control.gap) { %>
<option>missing</option>
<% } %>
</select>
<% } else { %>
<input class="field" id="<%= id %>" type="<%= control.type %>" min="<%= control.least %>" max="<%= control.greatest %>" value="<%= control.value %>">
<% } %>
</div>
<% }) %>
<% if (it.controls.length > 0) { %>
<button type="reset">Back to the middle of the rows</button>
<% } %>
</form>
</div>
<div class="drawings">
<% it.networks.forEach(({ figure, swatches }, index) => { %>
<figure<% if (index === it.chosen) { %> id="network"<% } else { %> hidden<% } %> data-network="<%= index %>">
<figcaption>
<h3><%= index === it.chosen ? 'The chosen network' : figure.title %></h3>
<p><%= figure.note %></p>
<ul class="legend">
<% figure.legend.forEach((item, place) => { %>
<li><%~ swatches[place] %><%= item.label %></li>
<% }) %>
</ul>
</figcaption>
<%~ figure.svg %>
</figure>
<% }) %>
</div>
</div>
</section>`;
