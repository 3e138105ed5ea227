import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import { type Clock, systemClock } from '../../../contract/clock.ts';
import type { Evidence } from '../../../contract/device.ts';
import { type Log, noLog } from '../../../contract/log.ts';
import type { CardDispenser } from '../../card-dispenser/card-dispenser.ts';
import { type CardDispenserDriver, openCardDispenser } from '../../card-dispenser/drivers.ts';
import type { Device } from '../../core/device.ts';
import { openIoBoard } from '../../io-board/drivers.ts';
import { openReceiptPrinter } from '../../receipt-printer/drivers.ts';
import { openScanner } from '../../scanner/drivers.ts';
import { type Bench, type BenchOptions, startBench } from './bench.ts';
import { personasFile, temporaryFolder, untilState } from './bench-rig.test-data.ts';

/** A bench of its own for each test, since they run at the same time: motors take seconds, whatever the machine does meanwhile. */
interface Rig {
  readonly bench: Bench;
  /** Settings of a driver on one of the bench's ports. */
  at(port: string): { readonly port: string; readonly clock: Clock; readonly log: Log };
  /** Starts a driver; resolves when it has found its device. */
  up<D extends Device>(device: D): Promise<D>;
  dispenser(driver: CardDispenserDriver, holdParam?: '0' | '4'): Promise<CardDispenser>;
  /** As a hand at the page: over HTTP. Resolves with the status. */
  hand(body: object): Promise<number>;
  happened(): readonly string[];
}

async function start(test: TestContext, options: Partial<BenchOptions> = {}): Promise<Rig> {
  const folder = temporaryFolder();
  const bench = await startBench({ dir: folder.dir, port: 0, personasFile, clock: systemClock, ...options });
  const open: Device[] = [];
  test.onTestFinished(async () => {
    await Promise.all(open.map((device) => device.close()));
    await bench.close();
    folder.remove();
  });
  const rig: Rig = {
    bench,
    at: (port) => ({ port: join(folder.dir, port), clock: systemClock, log: noLog }),
    up: async (device) => {
      open.push(device);
      device.start();
      await until(device, () => device.status().link === 'up');
      return device;
    },
    dispenser: (driver, holdParam = '4') => {
      const releaseParam = holdParam === '4' ? '0' : '4';
      // By way of the mouth a card would need a look every 0.7 s, which a busy machine does not give: with FC7 it is out of reach until it is presented.
      const k720 = { ...patient, replyMs: 5_000, holdParam, releaseParam, feedBy: 'FC7' } as const;
      const profile = { f2: patient, k720 } as const;
      return rig.up(openCardDispenser(driver, { ...rig.at('card-dispenser'), profile }));
    },
    hand: async (body) => {
      const url = new URL(bench.url);
      url.pathname = '/act';
      const headers = { 'content-type': 'application/json' };
      const reply = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
      await reply.arrayBuffer();
      return reply.status;
    },
    happened: () => bench.state().log.map(({ what, detail }) => `${what} ${detail}`.trim()),
  };
  return rig;
}

/** Unit and driver share one busy process here: it is not the wire's limits that are tried. Milliseconds. */
const patient = { ackMs: 3_000, gapMs: 1_000 } as const;

function until(device: Device, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const leave = device.onStatus(() => look());
    const look = () => {
      if (!holds()) return;
      leave();
      resolve();
    };
    look();
  });
}

const act = (actId: string) => ({ actId, hooks: { sent: (_before: Evidence) => undefined } });

describe.concurrent('the dispenser drivers at the bench', () => {
  it.for([
    ['f2', 'f2', '4'],
    ['k720', 'k720', '4'],
    ['d1801', 'k720', '0'],
  ] as const)(
    '%s: a card is fed, presented and taken by a hand at the page',
    async ([unit, driver, holdParam], test) => {
      const { bench, dispenser, hand, happened } = await start(test, { dispenser: unit, cards: 3, motorSpeed: 2 });
      const device = await dispenser(driver, holdParam);
      expect(await hand({ act: 'takeCard' })).toBe(409);
      expect(await device.feed(act('a'))).toMatchObject({ ok: true, value: { position: 'inside' } });
      expect(bench.state().cardDispenser).toMatchObject({
        unit,
        card: { id: 1, place: 'inside' },
        hopper: { count: 2 },
      });
      expect(await hand({ act: 'takeCard' })).toBe(409);
      expect(await device.present(act('b'))).toMatchObject({ ok: true, value: { position: 'exit' } });
      const taken = device.awaitTaken({ userMs: 10_000 });
      expect(await hand({ act: 'takeCard' })).toBe(200);
      expect(await taken).toMatchObject({ ok: true, value: 'taken' });
      expect(bench.state().cardDispenser).toMatchObject({ card: null, taken: 1, bin: { count: 0 } });
      expect(happened()).toEqual(expect.arrayContaining(['cardFed 1', 'cardAtExit 1', 'cardTaken 1']));
    },
  );

  it('a card that jams is told as a jam, and a person who opens the machine cures it', async (test) => {
    const { bench, dispenser, hand, happened } = await start(test);
    const device = await dispenser('f2');
    expect(await hand({ act: 'armMishap', mishap: { kind: 'hardJam', at: 'feed' } })).toBe(200);
    const fed = await device.feed(act('a'));
    expect(fed).toMatchObject({ ok: false, error: { code: 'E_MEDIA_JAM' } });
    expect(bench.state().cardDispenser).toMatchObject({ card: { place: 'jammed', stoppedIn: 'feed' }, mishaps: [] });
    expect(happened()).toContain('mishapHappened hardJam feed');
    expect(await hand({ act: 'attendDispenser' })).toBe(200);
    expect(bench.state().cardDispenser.card).toBeNull();
  });

  it('a fault of the wire waits for its command, strikes once, and is gone', async (test) => {
    const { bench, dispenser, hand, happened } = await start(test);
    const device = await dispenser('f2');
    expect(await hand({ act: 'injectDispenser', fault: 'nak', on: 'feed' })).toBe(200);
    expect(bench.state().cardDispenser.faults).toEqual([{ fault: 'nak', on: 'feed' }]);
    expect(await device.feed(act('a'))).toMatchObject({ ok: true });
    expect(bench.state().cardDispenser).toMatchObject({ faults: [], card: { place: 'inside' }, hopper: { count: 49 } });
    expect(happened().filter((line) => line === 'faultUsed nak')).toHaveLength(1);
  });
});

describe.concurrent('the scanner driver at the bench', () => {
  it('reads what a hand holds up, Chinese in either charset, and a repetition only once', async (test) => {
    const { bench, at, up, hand, happened } = await start(test, { scanner: 'newland' });
    const scanner = await up(openScanner('serial-scanner', { ...at('scanner'), profile: { model: 'newland' } }));
    for (const charset of ['utf-8', 'gb18030'] as const) {
      const text = `社保卡 ${charset}`;
      const scan = scanner.scan({ userMs: 10_000 });
      await untilState(bench, (state) => state.scanner.isLit);
      if (charset === 'gb18030') expect(await hand({ act: 'injectScan', fault: 'double' })).toBe(200);
      expect(await hand({ act: 'holdCode', text, charset })).toBe(200);
      expect(await scan).toMatchObject({ ok: true, value: { text, charset } });
      expect(await hand({ act: 'takeCodeAway' })).toBe(200);
    }
    expect(bench.state().scanner).toMatchObject({ heldBytes: 0, faults: [] });
    // On a busy machine the engine may see the same code once more before a hand takes it away; the driver gave each out once.
    expect(bench.state().scanner.scans).toBeGreaterThanOrEqual(2);
    expect(JSON.stringify(bench.state())).not.toContain('社保卡');
    expect(happened()).toContain('faultUsed double');
  });
});

describe.concurrent('the board driver at the bench', () => {
  it('a door is told, lamps follow, and after a restart of the board they come back', async (test) => {
    const { bench, at, up, hand, happened } = await start(test);
    const board = await up(openIoBoard('io-board', at('io-board')));
    const opened = new Promise<void>((resolve) => {
      board.onContact(({ contact, state }) => {
        if (contact === 'door' && state === 'open') resolve();
      });
    });
    expect(await hand({ act: 'setContact', contact: 'door', isActive: true })).toBe(200);
    await opened;
    expect(board.contact('door')).toBe('open');

    const wish = { pattern: 'blink', onMs: 400, offMs: 600, colour: 'green' } as const;
    expect(await board.setLamp('card', wish)).toMatchObject({ ok: true });
    const isLit = () => bench.state().ioBoard.lamps.find(({ name }) => name === 'card')?.pattern === 'blink';
    expect(bench.state().ioBoard.lamps[0]).toMatchObject({ name: 'card', ...wish });
    expect(happened()).toContain('lampSet card blink green 400/600');
    bench.ioBoard.reboot();
    expect(isLit()).toBe(false);
    await untilState(bench, isLit);
  });
});

describe.concurrent('the receipt printer with a presenter', () => {
  it('a slip stands at the exit until a hand takes it', async (test) => {
    const { bench, at, up, hand, happened } = await start(test, {
      exit: { presenter: 'custom-kpm', sensor: 'custom-status' },
    });
    const profile = { presenter: 'custom-kpm', exitSensor: 'custom-status' } as const;
    const printer = await up(openReceiptPrinter('escpos', { ...at('receipt-printer'), profile }));
    const printed = await printer.print({ actId: 'a', markup: '|No. 17', copy: 0 }, act('a'));
    expect(printed).toMatchObject({ ok: true });
    await untilState(bench, ({ receiptPrinter }) => receiptPrinter.exit.atExit === 1);
    expect(await hand({ act: 'takeSlip' })).toBe(200);
    expect(await hand({ act: 'takeSlip' })).toBe(409);
    expect(bench.state().receiptPrinter.exit).toMatchObject({ inside: 0, atExit: 0, taken: 1, retracted: 0 });
    expect(happened()).toContain('slipsTaken 1');
  });
});
