import { parseArgs } from 'node:util';
import { type Command, type CommandIo, type ParseOptions, UsageError } from '../contract/command.ts';
import { isFileSystemError } from '../contract/durable-file.ts';
import { keepsNothing } from '../contract/keeps-nothing.ts';
import type { NamedCommand } from './machine-commands.ts';

/** What a run of the command line prints and exits with; 0 = done, 1 = anything else, 2 = wrong usage. */
export type ExitCode = 0 | 1 | 2;

/**
 * Finds the command by the longest run of leading words, checks its options, runs it. `--help` everywhere, of a group (`hub account`) its commands; `--json` prints one JSON object as the
 * last line of stdout, also for wrong usage and for what the file system refuses, so that scripts need no second parser. Throws what is a bug.
 * @param called what one types to get here, for the lines of help
 */
export async function runCommand(
  argv: readonly string[],
  commands: readonly NamedCommand[],
  io: CommandIo,
  called = 'npx yitiji',
): Promise<ExitCode> {
  const json = argv.includes('--json');
  const fail = (message: string): 2 => {
    io.note(message);
    if (json) io.out(JSON.stringify({ error: 'usage', message }));
    return 2;
  };
  const isHelp = argv.includes('--help') || argv.includes('-h');
  const found = findCommand(argv, commands);
  const group = groupOf(argv, commands);
  if (group !== null && (found === null || group.words.length > wordsOf(found).length)) {
    const named = group.words.join(' ');
    if (!isHelp) return fail(`${named} what? One of: ${group.members.map(({ name }) => name).join(', ')}`);
    io.out(overview(await Promise.all(group.members.map(loaded)), called));
    return 0;
  }
  if (found === null) {
    if (argv.length === 0 || argv[0] === '--help' || argv[0] === '-h' || argv[0] === 'help') {
      io.out(overview(await Promise.all(commands.map(loaded)), called));
      return 0;
    }
    return fail(
      `unknown command: ${argv
        .filter((word) => !word.startsWith('-'))
        .slice(0, 2)
        .join(' ')}. See ${called} --help`,
    );
  }
  const command = await loaded(found);
  const words = argv.slice(wordsOf(command).length);
  if (isHelp) {
    const below = commands.filter(({ name }) => name.startsWith(`${command.name} `));
    io.out([help(command, called), ...listed(await Promise.all(below.map(loaded)))].join('\n'));
    return 0;
  }
  const options: ParseOptions = { json: { type: 'boolean' } };
  for (const [name, option] of Object.entries(command.options)) options[name] = { type: option.type };
  let parsed: {
    readonly values: Record<string, string | boolean | undefined>;
    readonly positionals: readonly string[];
  };
  try {
    parsed = parseArgs({ args: [...words], options, allowPositionals: true, strict: true }) as typeof parsed;
  } catch (error) {
    // Node goes on about words that begin with a dash; what is wrong stands in its first sentence.
    const wrong = error instanceof Error ? error.message.replace(/\. To specify .*$/su, '') : 'bad arguments';
    return fail(`${wrong}\n\n${help(command, called)}`);
  }
  const values: Record<string, string | boolean | undefined> = {};
  for (const [name, option] of Object.entries(command.options)) {
    values[name] = parsed.values[name] ?? option.default;
    if (option.required === true && values[name] === undefined)
      return fail(`--${name} is missing\n\n${help(command, called)}`);
  }
  for (const name of folderOptions) {
    const folder = values[name];
    const system = typeof folder === 'string' && folder !== '' ? keepsNothing(folder) : null;
    if (system !== null) return fail(`--${name}: ${folder} is in ${system}, which keeps nothing`);
  }
  const { positionals = [] } = command;
  // `[N]` may be left out.
  const atLeast = positionals.filter((word) => !word.startsWith('[')).length;
  if (parsed.positionals.length < atLeast || parsed.positionals.length > positionals.length) {
    const takes = positionals.length === 0 ? 'no further words' : positionals.join(' ');
    return fail(`${command.name} takes ${takes}\n\n${help(command, called)}`);
  }
  try {
    const result = await command.run({ options: values, positionals: parsed.positionals }, io);
    io.out(json ? JSON.stringify(result.json) : result.text);
    return result.exit;
  } catch (error) {
    if (error instanceof UsageError) return fail(error.message);
    // A folder that is not ours, a disk that is full: a matter of the machine, not a bug.
    const isRefused = isFileSystemError(error);
    const message = error instanceof Error ? error.message : String(error);
    if (json) io.out(JSON.stringify({ error: isRefused ? 'fileSystem' : 'internal', message }));
    if (!isRefused) throw error;
    io.note(`the system refused it: ${message}`);
    return 1;
  }
}

/** Options that name a folder in which a command may make others. */
const folderOptions: readonly string[] = ['data', 'root', 'out'];

const wordsOf = ({ name }: { readonly name: string }): readonly string[] => name.split(' ');

/** The longest run of leading words with which several commands begin and which is none itself; null = none. */
function groupOf(argv: readonly string[], commands: readonly NamedCommand[]) {
  for (let count = 2; count > 0; count -= 1) {
    const words = argv.slice(0, count);
    const members = commands.filter(({ name }) => name.startsWith(`${words.join(' ')} `));
    const isCommand = commands.some(({ name }) => name === words.join(' '));
    if (words.length === count && members.length > 0) return isCommand ? null : { words, members };
  }
  return null;
}

/** A name in the table that is not the command's own would be one that `--help` and the shell know by two names. */
async function loaded({ name, load }: NamedCommand): Promise<Command> {
  const command = await load();
  if (command.name !== name) throw new Error(`${command.name} stands in the table as ${name}`);
  return command;
}

function findCommand(argv: readonly string[], commands: readonly NamedCommand[]): NamedCommand | null {
  let best: NamedCommand | null = null;
  for (const command of commands) {
    const words = wordsOf(command);
    const fits = words.every((word, i) => argv[i] === word);
    if (fits && (best === null || words.length > wordsOf(best).length)) best = command;
  }
  return best;
}

function overview(commands: readonly Command[], called: string): string {
  return [
    'yitiji: software of self-service government machines',
    '',
    `Usage: ${called} <command> [options]   (every command has --help and --json)`,
    ...listed(commands),
    '',
    'Exit code: 0 done, 1 anything else, 2 wrong usage.',
  ].join('\n');
}

/** A line of each, behind an empty one. */
function listed(commands: readonly Command[]): readonly string[] {
  if (commands.length === 0) return [];
  const width = Math.max(...commands.map(({ name }) => name.length));
  return ['', ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)];
}

/** Help of one command. */
function help(command: Command, called: string): string {
  const entries = Object.entries(command.options);
  const width = Math.max(6, ...entries.map(([name]) => name.length + 2));
  return [
    command.summary,
    '',
    `Usage: ${called} ${command.name}${(command.positionals ?? []).map((name) => ` ${name}`).join('')} [options]`,
    '',
    ...entries.map(([name, option]) => {
      const notes = [
        option.required === true ? 'required' : '',
        option.default === undefined ? '' : `default ${option.default}`,
      ];
      const extra = notes.filter((note) => note !== '').join(', ');
      return `  --${name.padEnd(width)}  ${option.help}${extra === '' ? '' : ` (${extra})`}`;
    }),
    `  --${'json'.padEnd(width)}  print one JSON object as the last line of stdout`,
  ].join('\n');
}
