import { beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../bin/commands.ts';
import type { Command } from '../../contract/command.ts';
import { mistakeIn, type TypedLine, typedLines } from './commands-in-pages.ts';
import { projectFiles, readText } from './source-files.ts';

/** A guide is followed word by word by somebody who cannot know better: what it tells to type has to be taken. */
describe('command lines in pages', () => {
  const known = new Map<string, Command>();
  beforeAll(async () => {
    for (const { name, load } of commands) known.set(name, await load());
  }, 60_000);
  const mistake = (line: TypedLine) => mistakeIn(line, known);
  const only = (text: string) => typedLines(text).map(mistake);

  it('each names a command that exists, with options that it has', () => {
    // The driver of "adding a driver" is one that the reader makes.
    const mine = (line: TypedLine) => line.words.includes('z9');
    const pages = projectFiles().filter((path) => /\.(md|json)$/.test(path) && !path.includes('['));
    const lines = pages.flatMap((path) => typedLines(readText(path)).map((line) => ({ path, line })));
    const wrong = lines
      .filter(({ line }) => !mine(line))
      .flatMap(({ path, line }) => {
        const why = mistake(line);
        return why === null ? [] : [`${path}: ${line.text}: ${why}`];
      });
    expect(wrong).toEqual([]);
    expect(lines.length).toBeGreaterThan(180);
  });

  it('what a machine says of itself never names a way to call its commands that only a clone has', () => {
    const said = projectFiles().filter(
      (path) =>
        /^(contract|drivers|electron|hub|kiosk-config|renderer|terminal|updater)\/.*\.(tsx?|json)$/.test(path) &&
        !/\.test\./.test(path),
    );
    expect(said.filter((path) => readText(path).includes('npx yitiji'))).toEqual([]);
    expect(said.filter((path) => /\byitiji doctor\b/.test(readText(path)))).toContain('contract/log-events.json');
  });

  it('finds a command and an option that are not there, and takes what is', () => {
    expect(only('`npx yitiji hub nothing`')).toEqual(['hub does not take nothing']);
    expect(only('`npx yitiji outbox lost`')).toEqual(['no command: outbox lost']);
    expect(only('```\nnpx yitiji hub alerts --lot   # all\n```')).toEqual(['no option of hub alerts: --lot']);
    expect(only('`sudo yitiji outbox lost` and `yitiji doctor --deep`')).toEqual([
      'no command: outbox lost',
      'no option of doctor: --deep',
    ]);
    expect(only('```\nnpx yitiji release keys new a --out b\n```')).toEqual([null]);
    expect(only('   ```\n   npx yitiji outbox list \\\n     --nothing\n   ```')).toEqual([
      'no option of outbox list: --nothing',
    ]);
  });
});
