import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../contract/clock.ts';
import { CardWorld } from '../../drivers/simulators/card-world.ts';
import { EscposSimulator } from '../../drivers/simulators/escpos-simulator.ts';
import { F2Simulator } from '../../drivers/simulators/f2-simulator.ts';
import { cardOf, type Persona } from '../../drivers/simulators/persona.ts';
import { PtyLine } from '../../drivers/simulators/pty.ts';
import { SdtSimulator } from '../../drivers/simulators/sdt-simulator.ts';
import type { LoopDelay } from './loop-delay-child.ts';

const child = fileURLToPath(new URL('./loop-delay-child.ts', import.meta.url));
const personasFile = fileURLToPath(new URL('../../kiosk-config/demo/personas.json', import.meta.url));

export interface LoopDelays {
  /** The process that reads, prints and dispenses. */
  readonly busy: LoopDelay;
  /** A process that does nothing, at the same time: what this machine does to anybody. */
  readonly witness: LoopDelay;
}

/**
 * Longest time for which the loop of the devices' process was not served, during card reads at the pace of a real wire, receipts of 40 lines with a rare
 * name, and cards from a dispenser; simulators run in this process, drivers in another one, over pseudo-terminals.
 */
export async function measureLoopDelay(rounds: number): Promise<LoopDelays> {
  const folder = mkdtempSync(join(tmpdir(), 'yitiji-loop-'));
  const lines = {
    idReader: new PtyLine(join(folder, 'id-reader')),
    receiptPrinter: new PtyLine(join(folder, 'receipt-printer')),
    cardDispenser: new PtyLine(join(folder, 'card-dispenser')),
  };
  const people = (JSON.parse(readFileSync(personasFile, 'utf8')) as { readonly personas: readonly Persona[] }).personas;
  const [person] = people;
  if (person === undefined) throw new Error('no synthetic person');
  const reader = new SdtSimulator({
    clock: systemClock,
    paceBaud: 115_200,
    send: (bytes) => lines.idReader.send(bytes),
  });
  const printer = new EscposSimulator({ clock: systemClock, send: (bytes) => lines.receiptPrinter.send(bytes) });
  const world = new CardWorld({ hopper: rounds + 1 });
  const dispenser = new F2Simulator({
    clock: systemClock,
    world,
    random: () => 0.5,
    send: (bytes) => lines.cardDispenser.send(bytes),
  });
  lines.idReader.onHostBytes((bytes) => reader.receive(bytes));
  lines.receiptPrinter.onHostBytes((bytes) => printer.receive(bytes));
  lines.cardDispenser.onHostBytes((bytes) => dispenser.receive(bytes));
  const witness = fork(child, [], { stdio: 'inherit' });
  try {
    await Promise.all(Object.values(lines).map((line) => line.plug()));
    await said(witness, 'ready');
    witness.send('go');
    const ports = Object.fromEntries(Object.entries(lines).map(([role, line]) => [role, line.path]));
    const worker = fork(child, [JSON.stringify({ rounds, ...ports })], { stdio: 'inherit' });
    worker.on('message', (message) => {
      const { type } = message as { readonly type?: string };
      if (type === 'lay') reader.place(cardOf(person));
      if (type === 'lift') reader.remove();
      if (type === 'take') world.take();
    });
    const busy = await said(worker, 'done');
    const idle = said(witness, 'done');
    witness.send('end');
    return { busy: busy.delay, witness: (await idle).delay };
  } finally {
    witness.kill();
    for (const line of Object.values(lines)) await line.unplug();
    rmSync(folder, { recursive: true, force: true });
  }
}

function said(process: ChildProcess, type: 'ready' | 'done'): Promise<{ readonly delay: LoopDelay }> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown) => {
      if ((message as { readonly type?: string }).type !== type) return;
      process.off('exit', onExit);
      process.off('message', onMessage);
      resolve(message as { readonly delay: LoopDelay });
    };
    const onExit = (code: number | null) => reject(new Error(`the measuring process ended (${code})`));
    process.on('message', onMessage);
    process.once('exit', onExit);
  });
}
