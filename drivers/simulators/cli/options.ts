import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../../../contract/command.ts';
import type { Options } from '../../../contract/command-options.ts';
import type { SimulatedExit } from '../escpos-presenter.ts';
import type { PtyLine } from '../pty.ts';

type Value = Options[string];

/** The synthetic people that come with the project. */
export const defaultPersonasFile = fileURLToPath(new URL('../../../kiosk-config/demo/personas.json', import.meta.url));

/** A number from 0 to `max`. Throws UsageError when it is none. */
export function numberOf(name: string, value: Value, o: { readonly max: number; readonly isWhole: boolean }): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  if (!(number >= 0 && number <= o.max) || (o.isWhole && !Number.isInteger(number))) {
    throw new UsageError(`--${name} must be ${o.isWhole ? 'a whole number' : 'a number'} from 0 to ${o.max}`);
  }
  return number;
}

/** What can stand behind the knife of a receipt printer, by the word for it. */
export const slipExits = {
  none: { presenter: 'none', sensor: 'none' },
  masung: { presenter: 'none', sensor: 'dle-eot-5' },
  'custom-kpm': { presenter: 'custom-kpm', sensor: 'custom-status' },
  'custom-tptcm': { presenter: 'custom-tptcm', sensor: 'custom-status' },
  'citizen-pmu': { presenter: 'citizen-pmu', sensor: 'none' },
} as const satisfies Record<string, SimulatedExit>;
export const slipExitWords = Object.keys(slipExits) as readonly (keyof typeof slipExits)[];

/** Seconds as milliseconds; null = not given. Throws UsageError. */
export function secondsOf(options: Options, name: string): number | null {
  return options[name] === undefined ? null : numberOf(name, options[name], { max: 86_400, isWhole: false }) * 1_000;
}

/** The place of a pseudo-terminal's link. Its folder must be there, and what stands there must not be a file that somebody needs. */
export function linkOf(value: Value): string {
  const path = resolve(String(value));
  if (!isFolder(dirname(path))) throw new UsageError(`--link: ${dirname(path)} is not a folder`);
  const there = statSync(path, { throwIfNoEntry: false });
  if (there !== undefined && !there.isCharacterDevice())
    throw new UsageError(`--link: ${path} exists and is not a port`);
  return path;
}

/** Waits for SIGINT or SIGTERM. A signal alone does not keep a program alive when its cable has been pulled, hence the timer. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolveWait) => {
    if (signal.aborted) return resolveWait();
    const keepAlive = setInterval(() => undefined, 60_000);
    signal.addEventListener('abort', () => {
      clearInterval(keepAlive);
      resolveWait();
    });
  });
}

/** Plugs the line in; the reason when that fails: socat is missing, the folder cannot be written to. */
export async function plugIn(line: PtyLine): Promise<string | null> {
  try {
    await line.plug();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : 'the port cannot be made';
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
