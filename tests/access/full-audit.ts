import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { collectGallery, differentLooks } from '../support/gallery/gallery.ts';
import { audit } from './audit.ts';
import { allCombinations, nameOf } from './combinations.ts';
import { causesOf, tableOf, writeReport } from './report.ts';
import { openStage } from './stage.ts';

const help = `Usage: npm run test:access [-- options]

Shows every screen of the gallery in every combination of theme, language, showing and panel in which a rule can come out differently, and measures it.
Writes .cache/access/report.json and .cache/access/index.html with a picture of each cause.

  --only TEXT    only combinations whose name contains TEXT, such as "contrast-dark" or "en large 15.6"
  --screen TEXT  only screens whose name contains TEXT, or one of several: A|B
  --every N      only every N-th screen
  --workers N    pages at a time (2)
  --help         this text

Exit code: 0 = nothing found, 1 = findings, 2 = wrong usage.
`;
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    screen: { type: 'string', default: '' },
    every: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(help);
  process.exit(0);
}
const say = (line: string) => process.stdout.write(`${line}\n`);

const startedAt = performance.now();
const seconds = () => Math.round((performance.now() - startedAt) / 1000);
const gallery = differentLooks(await collectGallery());
const entries = gallery
  .filter(({ name }) => values.screen.split('|').some((part) => name.includes(part)))
  .filter((_, index) => index % Number(values.every) === 0);
const combinations = allCombinations().filter((one) => nameOf(one).includes(values.only));
const all = entries.length * combinations.length;
say(`${entries.length} screens × ${combinations.length} combinations = ${all} pages (${seconds()} s)`);
const stage = await openStage();
try {
  let pages = 0;
  let told = 0;
  const met = new Set<string>();
  const findings = await audit(
    stage,
    combinations.map((combination) => ({ combination, entries })),
    Number(values.workers),
    (count, combination, found) => {
      pages += count;
      // A cause is told when it is first met: an hour is long to wait for it.
      for (const cause of causesOf(found)) {
        if (!met.has(`${cause.rule} ${cause.selector}`)) say(`found: ${tableOf([cause])}`);
        met.add(`${cause.rule} ${cause.selector}`);
      }
      if (seconds() - told < 10) return;
      told = seconds();
      say(`${pages} of ${all} pages, ${told} s: ${combination}`);
    },
  );
  say(tableOf(causesOf(findings)));
  await writeReport(join(import.meta.dirname, '../../.cache/access'), findings, stage, entries, combinations);
  say(`${pages} pages, ${findings.length} findings, ${seconds()} s, Chromium ${stage.version}`);
  process.exitCode = findings.length === 0 ? 0 : 1;
} finally {
  await stage.close();
}
