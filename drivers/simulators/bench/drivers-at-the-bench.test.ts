import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Check } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../contract/clock.ts';
import type { Evidence } from '../../../contract/device.ts';
import { noLog } from '../../../contract/log.ts';
import type { IdReader } from '../../id-reader/id-reader.ts';
import { createSdtReader } from '../../id-reader/sdt/sdt-reader.ts';
import { openReceiptPrinter } from '../../receipt-printer/drivers.ts';
import type { ReceiptPrinter } from '../../receipt-printer/receipt-printer.ts';
import { SerialTransport } from '../../transport/serial-transport.ts';
import { type Bench, startBench } from './bench.ts';
import { personasFile, processesAt, temporaryFolder, untilState } from './bench-rig.test-data.ts';
import { BenchState, deviceNames } from './bench-state.ts';

let folder: ReturnType<typeof temporaryFolder>;
let bench: Bench;
let reader: IdReader;
let printer: ReceiptPrinter;

beforeEach(async () => {
  folder = temporaryFolder();
  bench = await startBench({ dir: folder.dir, port: 0, personasFile, clock: systemClock });
  const port = (name: string) => join(folder.dir, name);
  reader = createSdtReader({
    id: 'idReader',
    transport: new SerialTransport({ path: port('id-reader'), baudRate: 115_200 }),
    clock: systemClock,
    log: noLog,
  });
  printer = openReceiptPrinter('escpos', { port: port('receipt-printer'), clock: systemClock, log: noLog });
});

afterEach(async () => {
  await Promise.all([reader.close(), printer.close()]);
  await bench.close();
  folder.remove();
});

/** Resolves when a driver's status or presence is as wanted. */
function until(holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const leave: (() => void)[] = [];
    const look = () => {
      if (!holds()) return;
      for (const off of leave) off();
      resolve();
    };
    leave.push(reader.onStatus(look), reader.onPresence(look), printer.onStatus(look));
    look();
  });
}

const noHooks = { hooks: { sent: (_before: Evidence) => undefined } };

describe('real drivers at the bench', () => {
  it('a card laid down is read, a card lifted mid-read is told as such, the bench tells what happened', async () => {
    reader.start();
    await until(() => reader.presence() === 'absent');
    const first = reader.readCard({ userMs: 10_000 });
    bench.placeCard('li-yun');
    expect(await first).toMatchObject({ ok: true, value: { card: { name: '黎赟', number: '440199199203150026' } } });
    expect(bench.state().idReader).toMatchObject({ card: 'li-yun', isHostTalking: true });
    bench.removeCard();
    await until(() => reader.presence() === 'absent');

    bench.injectSdt({ type: 'lift' }, { on: 'readTextPhoto' });
    const phases: string[] = [];
    const second = reader.readCard({ userMs: 10_000, onPhase: (phase) => phases.push(phase) });
    bench.placeCard('wang-yi');
    await untilState(bench, ({ idReader }) => idReader.card === null);
    bench.placeCard('wang-yi');
    expect(await second).toMatchObject({ ok: true, value: { card: { name: '王一' } } });
    const happened = bench.state().log.map(({ what, detail }) => `${what} ${detail}`.trim());
    expect(happened.slice(0, 5)).toEqual([
      'cardAsked',
      'cardPlaced wang-yi',
      'cardLifted wang-yi',
      'cardAsked',
      'faultUsed lift',
    ]);
    expect(JSON.stringify(bench.state())).not.toContain('440199');
    expect(() => bench.placeCard('nobody')).toThrow(RangeError);
  });

  it('what the printer claims to have printed lies on the bench', async () => {
    printer.start();
    await until(() => printer.status().link === 'up');
    const done = await printer.print({ actId: 'a', markup: '|回执 Receipt\n|第 17 号', copy: 0 }, noHooks);
    expect(done).toMatchObject({ ok: true });
    expect(bench.slips()).toHaveLength(1);
    expect(bench.state().slips[0]?.lines.join('\n')).toContain('第 17 号');
    expect(bench.paperText()).toContain('回执 Receipt');

    bench.printer.setCover(true);
    await until(() => printer.status().paths.paper === 'coverOpen');
    const refused = await printer.print({ actId: 'b', markup: '|x', copy: 0 }, noHooks);
    expect(refused).toMatchObject({ ok: false, error: { code: 'E_COVER_OPEN', outcome: 'notStarted' } });
    expect(bench.slips()).toHaveLength(1);
  });

  it('pulled and put back: the drivers lose the link and find it again', async () => {
    reader.start();
    printer.start();
    await until(() => reader.status().link === 'up' && printer.status().link === 'up');
    await Promise.all([bench.unplug('idReader'), bench.unplug('receiptPrinter')]);
    expect(bench.state().idReader).toMatchObject({ isPlugged: false, isHostTalking: false });
    expect(existsSync(join(folder.dir, 'id-reader'))).toBe(false);
    await until(() => reader.status().link === 'lost' && printer.status().link === 'lost');
    await Promise.all([bench.plug('idReader'), bench.plug('receiptPrinter'), bench.plug('idReader')]);
    await until(() => reader.status().link === 'up' && printer.status().link === 'up');
    expect(bench.state().idReader.isPlugged).toBe(true);
  });

  it('a change is pushed to the page at once, as a whole', async () => {
    const events = new URL(bench.url);
    events.pathname = '/events';
    const stop = new AbortController();
    const reply = await fetch(events, { signal: stop.signal });
    expect(reply.headers.get('content-type')).toContain('text/event-stream');
    expect(reply.headers.get('content-security-policy')).toContain("default-src 'none'");
    const pushed = states(reply);
    expect((await pushed.next()).value).toMatchObject({ idReader: { card: null } });
    bench.placeCard('chen-zhe');
    const next = (await pushed.next()).value;
    expect(Check(BenchState, next)).toBe(true);
    expect(next).toMatchObject({ idReader: { card: 'chen-zhe' }, revision: bench.state().revision });
    // An open page must not hold up the end of the bench.
    await bench.close();
    expect((await pushed.next()).done).toBe(true);
  });

  it('leaves no port, process or page behind', async () => {
    expect(processesAt(folder.dir)).toHaveLength(deviceNames.length);
    bench.printer.overheat(600_000);
    await bench.close();
    await bench.close();
    expect(processesAt(folder.dir)).toEqual([]);
    expect(existsSync(join(folder.dir, 'receipt-printer'))).toBe(false);
    await expect(fetch(bench.url)).rejects.toThrow();
  });

  it('a bench that cannot start leaves nothing behind either', async () => {
    const other = temporaryFolder();
    const port = Number(new URL(bench.url).port);
    await expect(startBench({ dir: other.dir, port, personasFile, clock: systemClock })).rejects.toThrow('EADDRINUSE');
    expect(processesAt(other.dir)).toEqual([]);
    const missing = { dir: other.dir, port: 0, personasFile: join(other.dir, 'none.json'), clock: systemClock };
    await expect(startBench(missing)).rejects.toThrow('cannot be read');
    other.remove();
  });
});

/** The states of an event stream, one by one; ends when the server ends it. */
async function* states(reply: Response): AsyncGenerator<unknown, void> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of reply.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const data = /^data: (.+)$/m.exec(text.slice(0, end))?.[1];
      text = text.slice(end + 2);
      if (data !== undefined) yield JSON.parse(data);
    }
  }
}
