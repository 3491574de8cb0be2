import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Context } from 'mocha';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** For Chromium that is to fetch nothing and show nothing. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a browser; skips the tests of a `before`'s context where this machine has none. */
export function startBrowser(context: Context): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === null) {
    console.log('      skipped: no chromium, chromium-browser or google-chrome on PATH');
    context.skip();
  }
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}

/** Opens the page at an address; what it logs, and what it asks for besides itself, is in `events`. */
export async function openPage(
  browser: Browser | undefined,
  address: string,
  width: number,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; events: string[] }> {
  if (browser === undefined) throw new Error('the browser was not started');
  const context = await browser.newContext({ viewport: { width, height: 844 }, ...options });
  const page = await context.newPage();
  const events: string[] = [];
  page.on('console', (message) => events.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => events.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (request.url() !== address) events.push(`request: ${request.url()}`);
  });
  await page.goto(address);
  return { page, events };
}

/** The path of a Chromium or Chrome, or null where there is none. */
function findBrowser(): string | null {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      const path = execFileSync('which', [name], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim();
      if (existsSync(path)) return path;
    } catch {
      // `which` fails where there is no such program: the next name is tried.
    }
  }
  return null;
}
