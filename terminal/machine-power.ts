import { execFile } from 'node:child_process';
import { err, ok, type Result } from '../contract/result.ts';

/** Longest until the program that turns the machine off has answered, milliseconds. */
const answerMs = 10_000;

/**
 * Asks the system to turn the machine off: it ends this program in order then. No shell is between: the command is a program and its arguments.
 * Error: the program's exit code or the system's error code; the machine stays on.
 * @param command default: systemd
 */
export function turnOff(command: readonly string[] = ['systemctl', 'poweroff']): Promise<Result<void, string>> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    execFile(program, args, { timeout: answerMs }, (error) => {
      if (error === null) resolve(ok(undefined));
      else resolve(err(String(error.code ?? 'timeout')));
    });
  });
}
