// The devices' half of the terminal service in a process of its own: reads cards, prints receipts, dispenses cards, and watches its own event loop.
// Arguments: JSON `{rounds, idReader, receiptPrinter, cardDispenser}`; without ports it only watches: a witness of what this machine does to anybody.
import { randomUUID } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { systemClock } from '../../contract/clock.ts';
import { noLog } from '../../contract/log.ts';
import { isolatedPorts } from '../../drivers/native-host/isolated-transport.ts';
import { NativeHost } from '../../drivers/native-host/native-host.ts';
import { drivers } from '../../drivers/registry.ts';

export interface LoopDelay {
  readonly maxMs: number;
  readonly p99Ms: number;
  readonly meanMs: number;
  readonly samples: number;
  readonly rounds: number;
}

interface Work {
  readonly rounds: number;
  readonly idReader: string;
  readonly receiptPrinter: string;
  readonly cardDispenser: string;
}

const given = process.argv[2];
const histogram = monitorEventLoopDelay({ resolution: 1 });
const work = given === undefined ? null : (JSON.parse(given) as Work);
if (work === null) {
  process.send?.({ type: 'ready' });
  process.once('message', () => histogram.enable());
  process.on('disconnect', () => process.exit(0));
  process.on('message', (message) => {
    if (message === 'end') report(0);
  });
} else await run(work);

function report(rounds: number): void {
  histogram.disable();
  const delay: LoopDelay = {
    maxMs: histogram.max / 1e6,
    p99Ms: histogram.percentile(99) / 1e6,
    meanMs: histogram.mean / 1e6,
    samples: histogram.count,
    rounds,
  };
  process.send?.({ type: 'done', delay }, () => process.disconnect?.());
}

async function run({ rounds, ...ports }: Work): Promise<void> {
  const host = new NativeHost({ clock: systemClock, log: noLog });
  const common = { clock: systemClock, log: noLog, openPort: isolatedPorts(host) };
  const reader = drivers.sdt.open({ ...common, port: ports.idReader });
  const printer = drivers.escpos.open({ ...common, port: ports.receiptPrinter });
  const dispenser = drivers.f2.open({ ...common, port: ports.cardDispenser });
  printer.warmUp();
  for (const device of [reader, printer, dispenser]) device.start();
  const act = () => ({ actId: randomUUID(), hooks: { sent: () => undefined } });
  const padEmpty = () =>
    new Promise<void>((resolve) => {
      if (reader.presence() === 'absent') return resolve();
      const leave = reader.onPresence((presence) => {
        if (presence !== 'absent') return;
        leave();
        resolve();
      });
    });
  const round = async (index: number) => {
    await padEmpty();
    // A card that is laid down before the reader is armed belongs to nobody: so it is asked for.
    const onPhase = (phase: string) => {
      if (phase === 'waitingUser') process.send?.({ type: 'lay' });
    };
    const read = await reader.readCard({ userMs: 20_000, onPhase });
    process.send?.({ type: 'lift' });
    if (!read.ok) throw new Error(`read: ${read.error.code}`);
    const { name } = read.value.card;
    const markup = [
      '^^回执',
      `姓名 | ${name}㛃𠮷`,
      ...Array.from({ length: 38 }, (_, i) => `第 ${i} 行 | ${index}`),
    ].join('\n');
    read.value.wipe();
    const printed = await printer.print({ actId: randomUUID(), markup, copy: 0 }, act());
    if (!printed.ok) throw new Error(`print: ${printed.error.code}`);
    for (const motion of ['feed', 'present'] as const) {
      const moved = await dispenser[motion](act());
      if (!moved.ok) throw new Error(`${motion}: ${moved.error.code}`);
    }
    const taking = dispenser.awaitTaken({ userMs: 20_000 });
    process.send?.({ type: 'take' });
    const taken = await taking;
    if (!taken.ok || taken.value !== 'taken') throw new Error('the card was not taken');
  };
  await round(0); // code that runs for the first time is compiled: a machine does that once in its life
  histogram.enable();
  for (let index = 1; index <= rounds; index += 1) await round(index);
  report(rounds);
  await Promise.all([reader.close(), printer.close(), dispenser.close()]);
  await host.close();
}
