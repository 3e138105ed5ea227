import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clone, judgeClones, knownClones } from './known-duplicates.ts';
import { root } from './project.mjs';

/** `npm run duplicates`: what stands twice in the tree, against the pairs that known-duplicates.json gives a reason for. */

interface Side {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const said = judgeClones(findClones(), knownClones(readFileSync(join(root, 'known-duplicates.json'), 'utf8')));
for (const line of said) console.error(line);
process.exitCode = said.length === 0 ? 0 : 1;

/** What jscpd finds with the settings of `.jscpd.json`. */
function findClones(): readonly Clone[] {
  const folder = mkdtempSync(join(tmpdir(), 'yitiji-duplicates-'));
  try {
    const tool = join(root, 'node_modules/jscpd/run-jscpd.js');
    const args = [tool, '.', '--reporters', 'json', '--output', folder];
    const { stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
    const text = readFileSync(join(folder, 'jscpd-report.json'), 'utf8');
    if (text === '') throw new Error(`jscpd wrote nothing: ${stderr}`);
    const { duplicates } = JSON.parse(text) as { duplicates: { firstFile: Side; secondFile: Side; lines: number }[] };
    return duplicates.map(({ firstFile, secondFile, lines }) => ({
      ...{ files: [firstFile.name, secondFile.name] as const, lines },
      at: [firstFile.start, secondFile.start] as const,
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
