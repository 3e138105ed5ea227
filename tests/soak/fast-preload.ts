import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { defaultNativeHostProfile, type NativeHostProfile } from '../../drivers/native-host/native-host.ts';
import { type Pace, streetMonoMs, streetWallMs } from './fast-clock.ts';
import type { Order } from './figures.ts';
import { measure } from './measure.ts';

/**
 * Loaded by Node before the terminal service (`--import`), which itself runs unchanged: its time runs as fast as the street's, its operating system tells what the
 * soak says, and on a pipe of its own (descriptor 4) it tells what it holds.
 */
const pace = JSON.parse(process.env.YITIJI_SOAK_PACE ?? '') as Pace;
const realNow = performance.now.bind(performance);
const RealDate = Date;
let aheadMs = 0;
let diskUsed: number | null = null;

performance.now = () => streetMonoMs(realNow(), pace);
const wallMs = () => Math.round(streetWallMs(RealDate.now(), pace) + aheadMs);
class StreetDate extends RealDate {
  constructor(...parts: [] | [number | string | Date]) {
    if (parts.length === 0) super(wallMs());
    // All of its numbers (year, month, …) go through, whatever their count.
    else super(...(parts as [number]));
  }
  static override now(): number {
    return wallMs();
  }
}
globalThis.Date = StreetDate as unknown as DateConstructor;

const realTimeout = globalThis.setTimeout;
globalThis.setTimeout = ((fn: () => void, delayMs = 0, ...rest: []) =>
  realTimeout(fn, delayMs / pace.speed, ...rest)) as typeof setTimeout;

// The process of native bindings lives in our time, so it is given as much of it as on a machine.
const host = defaultNativeHostProfile as { -readonly [K in keyof NativeHostProfile]: number };
for (const key of Object.keys(host) as (keyof NativeHostProfile)[]) host[key] *= pace.speed;

const statfs = fs.statfs.bind(fs);
fs.statfs = (async (path: string) => {
  const real = await statfs(path);
  if (diskUsed === null) return real;
  return Object.assign(real, { blocks: 1_000, bavail: Math.round(1_000 * (1 - diskUsed)) });
}) as typeof fs.statfs;
syncBuiltinESMExports();

const pipe = new Socket({ fd: 4 });
pipe.unref();
createInterface({ input: pipe }).on('line', (line) => {
  const order = JSON.parse(line) as Order;
  if (order.do === 'measure') pipe.write(`${JSON.stringify(measure())}\n`);
  else if (order.do === 'disk') diskUsed = order.used;
  else aheadMs = order.aheadMs;
});
