import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { collectGallery, differentLooks } from '../support/gallery/gallery.ts';
import { accept, acceptedBrowser, compare, lookScale, type Verdict } from './baselines.ts';
import { chosenOf, columnName, columns, keptIn } from './chosen.ts';
import { shootAll, shotName } from './shot.ts';
import { openStage } from './stage.ts';

const help = `Usage: npm run look [-- options] [-- --accept [NAME …]]

Draws one screen of each kind in each of the looks of the contact sheet and compares it with the picture that a person has accepted. What has changed
stands in .cache/look/index.html: before, after, difference.

  --accept [NAME …]  takes the new pictures as accepted: all that changed, or those whose name contains one of NAME
  --only TEXT        only pictures whose name contains TEXT
  --help             this text

Exit code: 0 = as accepted, 1 = something has changed, 2 = wrong usage.
`;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    accept: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(help);
  process.exit(0);
}
const say = (line: string) => process.stdout.write(`${line}\n`);
const folder = join(import.meta.dirname, '../../.cache/look');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const chosen = chosenOf(differentLooks(await collectGallery()));
const stage = await openStage();
const rows: string[] = [];
let seen = 0;
let accepted = 0;
try {
  const known = acceptedBrowser();
  if (known !== null && known !== stage.version) {
    say(
      `accepted pictures are of Chromium ${known}, this is ${stage.version}: places of pieces are compared, not pixels`,
    );
  }
  for (const [at, column] of columns.entries()) {
    const entries = keptIn(chosen, at).filter((entry) => shotName(column, entry).includes(values.only));
    if (entries.length === 0) continue;
    await shootAll(stage, column, entries, lookScale, async (entry, shot) => {
      const name = shotName(column, entry);
      seen += 1;
      const verdict = await compare(name, shot, stage.version);
      if (verdict.state === 'same') return;
      if (values.accept && (positionals.length === 0 || positionals.some((part) => name.includes(part)))) {
        await accept(name, shot, stage.version);
        accepted += 1;
        return;
      }
      rows.push(rowOf(name, verdict));
      say(`${verdict.state}: ${name}${verdict.state === 'changed' ? ` (${verdict.why})` : ''}`);
    });
    say(`${columnName(column)}: ${seen} pictures looked at`);
  }
} finally {
  await stage.close();
}
writeFileSync(join(folder, 'index.html'), pageOf(rows));
say(`${seen} pictures, ${rows.length} changed or new, ${accepted} accepted`);
if (rows.length > 0) say('look at .cache/look/index.html, then: npm run look -- --accept [NAME …]');
process.exitCode = rows.length === 0 ? 0 : 1;

function rowOf(name: string, verdict: Verdict): string {
  if (verdict.state !== 'changed') return `<article><h2>${name}</h2><p>new</p></article>`;
  const image = (data: Buffer | null, type: string) =>
    data === null ? '' : `<img src="data:image/${type};base64,${data.toString('base64')}" alt="">`;
  const pictures = [image(verdict.before, 'webp'), image(verdict.after, 'webp'), image(verdict.difference, 'png')];
  return `<article><h2>${name}</h2><p>${verdict.why}</p>${pictures.join('')}</article>`;
}

function pageOf(articles: readonly string[]): string {
  const css = 'body{font:16px sans-serif;margin:2em}img{margin-right:1em;border:1px solid #999}';
  const body = articles.length === 0 ? '<p>Everything as accepted.</p>' : articles.join('\n');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Before, after, difference</title><style>${css}</style>${body}</html>`;
}
