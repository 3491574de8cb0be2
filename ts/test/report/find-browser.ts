import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** For Chromium that is to fetch nothing and show nothing. */
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The path of a Chromium or Chrome, or null where there is none. */
export function findBrowser(): string | null {
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
