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
  });
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

  it('the list of fixed names holds every command, and none that does not exist', () => {
    const chapter =
      readText('docs/design/architecture.md')
        .split('\n## ')
        .find((one) => one.includes('names are fixed')) ?? '';
    const names = [...chapter.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, call = '']) => namesOf(call)),
    );
    expect([...new Set(names)].sort()).toEqual([...known.keys()].sort());
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

/** `config show\\|set PATH` of a cell: the words before the first that is the reader's own, each alternative a name. */
function namesOf(call: string): readonly string[] {
  const words = call.replaceAll('\\|', '|').split(' ');
  const own = words.findIndex((word) => !/^[a-z0-9|-]+$/.test(word) || word.startsWith('--'));
  return words
    .slice(0, own < 0 ? undefined : own)
    .reduce<readonly string[]>(
      (names, word) => names.flatMap((name) => word.split('|').map((one) => `${name} ${one}`.trim())),
      [''],
    );
}
