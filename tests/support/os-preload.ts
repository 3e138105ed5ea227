import { readFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import type { OsSays } from './os-says.ts';

/**
 * Loaded by Node before the terminal service (`--import`): its operating system tells another wall clock and another use of the disk, as the file
 * `YITIJI_TEST_OS` says, read again at every SIGUSR2. The program itself runs unchanged. Time that runs (monotonic) is not touched.
 */
const file = process.env.YITIJI_TEST_OS ?? '';
let says = read();
process.on('SIGUSR2', () => {
  says = read();
});

function read(): OsSays {
  return JSON.parse(readFileSync(file, 'utf8')) as OsSays;
}

const RealDate = Date;
const wallMs = () => RealDate.now() + says.clockAheadMs;
class SetDate extends RealDate {
  constructor(...parts: [] | [number | string | Date]) {
    if (parts.length === 0) super(wallMs());
    // All of its numbers (year, month, …) go through, whatever their count.
    else super(...(parts as [number]));
  }
  static override now(): number {
    return wallMs();
  }
}
globalThis.Date = SetDate as unknown as DateConstructor;

const statfs = fs.statfs.bind(fs);
fs.statfs = (async (path: string) => {
  const real = await statfs(path);
  if (says.diskUsed === null) return real;
  return Object.assign(real, { blocks: 1_000, bavail: Math.round(1_000 * (1 - says.diskUsed)) });
}) as typeof fs.statfs;
syncBuiltinESMExports();
