import { parseArgs } from 'node:util';
import { type Command, type CommandIo, type ParseOptions, UsageError } from '../contract/command.ts';
import type { NamedCommand } from './machine-commands.ts';

/** What a run of the command line prints and exits with; 0 = done, 1 = anything else, 2 = wrong usage. */
export type ExitCode = 0 | 1 | 2;

/**
 * Finds the command by the longest run of leading words, checks its options, runs it. `--help` everywhere; `--json` prints one JSON object as the
 * last line of stdout, also for wrong usage, so that scripts need no second parser.
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
  const found = findCommand(argv, commands);
  if (found === null) {
    if (argv.length === 0 || argv[0] === '--help' || argv[0] === '-h' || argv[0] === 'help') {
      io.out(overview(await Promise.all(commands.map(loaded)), called));
      return 0;
    }
    const group = commands.filter((candidate) => candidate.name.split(' ')[0] === argv[0]);
    if (group.length > 0) {
      if (argv.includes('--help') || argv.includes('-h')) {
        io.out(overview(await Promise.all(group.map(loaded)), called));
        return 0;
      }
      return fail(`${argv[0]} what? One of: ${group.map((candidate) => candidate.name).join(', ')}`);
    }
    return fail(
      `unknown command: ${argv
        .filter((word) => !word.startsWith('-'))
        .slice(0, 2)
        .join(' ')}. See ${called} --help`,
    );
  }
  const command = await loaded(found);
  const words = argv.slice(command.name.split(' ').length);
  if (words.includes('--help') || words.includes('-h')) {
    io.out(help(command, called));
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
    return fail(`${error instanceof Error ? error.message : 'bad arguments'}\n\n${help(command, called)}`);
  }
  const values: Record<string, string | boolean | undefined> = {};
  for (const [name, option] of Object.entries(command.options)) {
    values[name] = parsed.values[name] ?? option.default;
    if (option.required === true && values[name] === undefined)
      return fail(`--${name} is missing\n\n${help(command, called)}`);
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
    throw error;
  }
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
    const words = command.name.split(' ');
    const fits = words.every((word, i) => argv[i] === word);
    if (fits && (best === null || words.length > best.name.split(' ').length)) best = command;
  }
  return best;
}

function overview(commands: readonly Command[], called: string): string {
  const width = Math.max(...commands.map((command) => command.name.length));
  return [
    'yitiji: software of self-service government machines',
    '',
    `Usage: ${called} <command> [options]   (every command has --help and --json)`,
    '',
    ...commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`),
    '',
    'Exit code: 0 done, 1 anything else, 2 wrong usage.',
  ].join('\n');
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
