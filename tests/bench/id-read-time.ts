import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../contract/clock.ts';
import { noLog } from '../../contract/log.ts';
import { openIdReader } from '../../drivers/id-reader/drivers.ts';
import type { Persona } from '../../drivers/simulators/persona.ts';
import { cardOf } from '../../drivers/simulators/persona.ts';
import { PtyLine } from '../../drivers/simulators/pty.ts';
import { SdtSimulator } from '../../drivers/simulators/sdt-simulator.ts';
import type { OpenPort } from '../../drivers/transport/open-port.ts';

const baud = 115_200;
/** Replies of one read after the find: select, text and photo, no newest address. Source: docs/protocols/id-card-reader.md, section 2. */
const replyBytes = 19 + 1_295 + 11;

/** How long the driver needs for a card, against the time that the bytes alone need on the wire. */
export interface ReadTime {
  /** Ten bits a byte at 115,200 baud, milliseconds. */
  readonly wireMs: number;
  /** Of each read, from the first sight of the card until everything was there, milliseconds. */
  readonly readMs: readonly number[];
  /** Median of the reads by wire time; budget 1.15. */
  readonly ratio: number;
}

/**
 * Reads a synthetic card `reads` times through a pseudo-terminal at the pace of a real wire. The module itself takes no time, so that only driver,
 * transport and system are measured.
 * @param openPort `openPortHere`, or `isolatedPorts(host)`
 */
export async function measureReadTime(o: {
  readonly openPort: OpenPort;
  readonly persona: Persona;
  readonly reads: number;
}): Promise<ReadTime> {
  const folder = mkdtempSync(join(tmpdir(), 'yitiji-read-time-'));
  const line = new PtyLine(join(folder, 'port'));
  const simulator = new SdtSimulator({
    clock: systemClock,
    send: (bytes) => line.send(bytes),
    paceBaud: baud,
    firstFindFails: false,
    latencyMs: { samStatus: 0, readSamId: 0, findCard: 0, selectCard: 0, readTextPhoto: 0, readNewestAddress: 0 },
  });
  line.onHostBytes((bytes) => simulator.receive(bytes));
  await line.plug();
  const reader = openIdReader('sdt', { port: line.path, clock: systemClock, log: noLog, openPort: o.openPort });
  const isAbsent = () =>
    new Promise<void>((resolve) => {
      if (reader.presence() === 'absent') return resolve();
      const leave = reader.onPresence((presence) => {
        if (presence !== 'absent') return;
        leave();
        resolve();
      });
    });
  const readMs: number[] = [];
  try {
    reader.start();
    for (let i = 0; i < o.reads; i += 1) {
      await isAbsent();
      const call = reader.readCard({ userMs: 10_000 });
      simulator.place(cardOf(o.persona));
      const read = await call;
      simulator.remove();
      if (!read.ok) throw new Error(`read ${i}: ${read.error.code}`);
      readMs.push(read.value.readMs);
      read.value.wipe();
    }
  } finally {
    await reader.close();
    await line.unplug();
    rmSync(folder, { recursive: true, force: true });
  }
  const wireMs = (replyBytes * 10 * 1_000) / baud;
  const median = [...readMs].sort((a, b) => a - b)[Math.floor(readMs.length / 2)] ?? Number.NaN;
  return { wireMs, readMs, ratio: median / wireMs };
}
