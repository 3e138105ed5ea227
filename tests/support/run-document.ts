import { execFileSync } from 'node:child_process';
import { commands } from '../../bin/commands.ts';
import { runCommand } from '../../bin/run-command.ts';
import { linesOf } from './document-lines.ts';

/**
 * Runs the shell lines of a document in the current folder, its `npx yitiji` lines in this process: a start for each would take a minute. Prints one JSON object for each line.
 * Arguments: the document; a file with the passphrase that people would type.
 */
const [document = '', passphraseFile = ''] = process.argv.slice(2);

for (const { text, command, fails } of linesOf(document)) {
  const said: string[] = [];
  let code: number;
  if (command === null) {
    execFileSync('sh', ['-eu', '-c', text]);
    code = 0;
  } else {
    // Words as the shell makes them, with its substitutions.
    const words = execFileSync('sh', ['-eu', '-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' })
      .split('\0')
      .slice(0, -1);
    const name = words.slice(0, 3).join(' ');
    const asks = /^release (sign|publish|keys)/.test(name) && !words.includes('--passphrase-file');
    // Guesses are made quick: here nobody guesses.
    const quick = name === 'release keys new' ? ['--work', '10'] : [];
    const argv = [...words, ...(asks ? ['--passphrase-file', passphraseFile] : []), ...quick];
    const io = {
      out: (line: string) => said.push(line),
      note: (line: string) => said.push(line),
      signal: new AbortController().signal,
    };
    code = await runCommand(argv, commands, io);
  }
  console.log(JSON.stringify({ text, code, fails, said: said.join('\n') }));
  const isRight = fails === null ? code === 0 : code === 1 && said.join('\n').includes(fails);
  if (!isRight) break;
}
