import type { Command } from '../../contract/command.ts';

/** A line that a page gives its reader to type. */
export interface TypedLine {
  /** As it stands there, without what explains it behind. */
  readonly text: string;
  /** Words of the command and what follows, without `npx yitiji` or, on a machine, `sudo yitiji`. */
  readonly words: readonly string[];
}

/**
 * Lines of a page that call the command line: in fences and in code of a sentence. What explains a line stands behind `#`, as the shell has it; a backslash at
 * the end takes the next line along; quoted words are one.
 */
export function typedLines(text: string): readonly TypedLine[] {
  const fences = [...text.matchAll(/^ *(```+)[^\n]*\n([\s\S]*?)^ *\1/gm)].map(([, , body = '']) => body);
  const inSentences = text.replace(/^ *(```+)[\s\S]*?^ *\1/gm, '').matchAll(/`((?:npx |sudo )?yitiji [^`]+)`/g);
  const lines = [
    ...fences.flatMap((body) => body.replace(/\\\n\s*/g, '').split('\n')),
    ...[...inSentences].map(([, line = '']) => line.replaceAll('\n', ' ')),
  ];
  return lines.flatMap((line) =>
    [...line.matchAll(/(?:^ *(?:\$ )?(?:sudo )?|npx )yitiji ([a-z-].*?|…)(?=$| +#| &$)/g)].map(([, call = '']) => ({
      text: call,
      words: [...call.matchAll(/'[^']*'|"(?:\\.|[^"])*"|\S+/g)].map(([word]) => word.replace(/^(['"])(.*)\1$/, '$2')),
    })),
  );
}

/**
 * What is wrong with a line, or null: a command that does not exist, an option or a word that it does not take. Values are the reader's own and not looked at.
 * `…` stands for what the reader adds.
 */
export function mistakeIn(line: TypedLine, commands: ReadonlyMap<string, Command>): string | null {
  const words = namedFirst(line.words);
  if (words[0]?.startsWith('-') || words[0] === '…') return null;
  const length = [3, 2, 1].find((count) => commands.has(words.slice(0, count).join(' ')));
  const command = commands.get(words.slice(0, length).join(' '));
  if (length === undefined || command === undefined) {
    const isGroup = [...commands.keys()].some((name) => name.startsWith(`${words[0]} `));
    return isGroup && (words.length === 1 || words[1] === '--help')
      ? null
      : `no command: ${words.slice(0, 2).join(' ')}`;
  }
  const rest = words.slice(length).map((word) => word.replace(/^\[|\]$/g, ''));
  const nameOf = (word: string) => word.match(/^--([a-z][a-z0-9-]*)/)?.[1];
  const takesValue = (word: string | undefined) =>
    word !== undefined && command.options[nameOf(word) ?? '']?.type === 'string';
  const unknown = rest
    .map(nameOf)
    .find((name) => name !== undefined && name !== 'json' && name !== 'help' && !(name in command.options));
  if (unknown !== undefined) return `no option of ${command.name}: --${unknown}`;
  const free = rest.filter((word, at) => nameOf(word) === undefined && word !== '…' && !takesValue(rest[at - 1]));
  return free.length <= (command.positionals ?? []).length ? null : `${command.name} does not take ${free.at(-1)}`;
}

/** `simulate sdt|escpos|…` and `account list | reset --account …` name several commands: the first speaks for the line. */
function namedFirst(words: readonly string[]): readonly string[] {
  const bar = words.indexOf('|');
  return (bar < 0 ? words : words.slice(0, bar)).map((word, at) => (at < 3 ? (word.split('|')[0] ?? word) : word));
}
