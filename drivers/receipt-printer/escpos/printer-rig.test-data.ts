import type { ActHooks, Evidence } from '../../../contract/device.ts';
import { noLog } from '../../../contract/log.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { EscposSimulator, type EscposSimulatorOptions } from '../../simulators/escpos-simulator.ts';
import { LinkedLine, type LinkedLineOptions } from '../../transport/linked-transport.ts';
import type { Transport } from '../../transport/transport.ts';
import type { ReceiptPrinter } from '../receipt-printer.ts';
import { createEscposPrinter } from './escpos-printer.ts';
import type { EscposProfile } from './escpos-profile.ts';

/** For tests: a printer driver and a simulated printer at the two ends of a line, in virtual time. */
export interface PrinterRig {
  readonly clock: VirtualClock;
  readonly line: LinkedLine;
  readonly sim: EscposSimulator;
  readonly printer: ReceiptPrinter;
  /** In order of time: `sent` (the journal committed), then each write that is more than a status query. */
  readonly trace: string[];
  readonly hooks: ActHooks;
  readonly evidence: Evidence[];
  /** The driver of a program that was started anew, at the same printer; the one before must be closed. */
  startedAnew(): Promise<ReceiptPrinter>;
  /** Advances virtual time until the promise settles; fails loudly when it never does. */
  until<T>(promise: Promise<T>): Promise<T>;
}

export async function printerRig(
  o: {
    readonly sim?: Partial<EscposSimulatorOptions>;
    readonly profile?: Partial<EscposProfile>;
    readonly line?: Partial<LinkedLineOptions>;
  } = {},
): Promise<PrinterRig> {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock, ...o.line });
  const sim = new EscposSimulator({ clock, send: (bytes) => line.send(bytes), ...o.sim });
  const trace: string[] = [];
  // Byte by byte, as a cable does it: what comes after the moment of unplugging is lost.
  line.onHostBytes((bytes) => {
    for (const byte of bytes) if (line.isOpen) sim.receive(Uint8Array.of(byte));
  });
  const transport: Transport = {
    ...line.transport,
    write: (bytes, signal) => {
      if (bytes[0] !== 0x10) trace.push('bytes');
      return line.transport.write(bytes, signal);
    },
  };
  const started = async () => {
    const fresh = createEscposPrinter({
      id: 'printer',
      transport,
      clock,
      log: noLog,
      random: () => 0.5,
      profile: { columns: o.sim?.columns ?? 48, ...o.profile },
    });
    fresh.start();
    await clock.advance(1_000);
    return fresh;
  };
  const printer = await started();
  trace.length = 0;
  const evidence: Evidence[] = [];
  const hooks: ActHooks = {
    sent: (before) => {
      trace.push('sent');
      evidence.push(before);
    },
  };
  const until = <T>(promise: Promise<T>): Promise<T> => clock.until(promise, { withinMs: 600_000 });
  return { clock, line, sim, printer, trace, hooks, evidence, until, startedAnew: started };
}

/** A receipt of `lines` numbered lines. */
export function numbered(lines: number): string {
  return Array.from({ length: lines }, (_, index) => `|第 ${index + 1} 行`).join('\n');
}
