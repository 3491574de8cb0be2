/** Parts of several pages, in Eta's syntax; see page.ts. */

/**
 * The beginning of a page, up to its styles, which may go on. The content policy lets nothing be fetched, and at most the
 * page's own script be run.
 */
export function beginning(runs: 'own script' | 'no script'): string {
  const script = runs === 'own script' ? "; script-src '<%= it.scriptHash %>'" : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'${script}">
<title><%= it.title %></title>
<style>
<%~ it.style %>`;
}

/** The title, what is to be known first, and facts with their names. */
export const introduction = `<header>
<h1><%= it.title %></h1>
<% it.headline.forEach((sentence, index) => { %>
<p class="<%= index === 0 ? 'headline' : 'lead' %>"><%= sentence %></p>
<% }) %>
<dl class="facts">
<% it.facts.forEach(([name, value]) => { %>
<div><dt><%= name %></dt><dd><%= value %></dd></div>
<% }) %>
</dl>
</header>`;
