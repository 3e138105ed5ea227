import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import type { DeviceStatus } from '../../contract/device.ts';
import type { Log } from '../../contract/log.ts';
import { NativeHost } from '../../drivers/native-host/native-host.ts';
import { simulateSmartCard } from '../../drivers/simulators/cli/simulate-smart-card.ts';
import { SmartCardChip, syntheticCard } from '../../drivers/simulators/smart-card-chip.ts';
import { VpcdCard } from '../../drivers/simulators/vpcd-card.ts';
import { VpcdService } from '../../drivers/simulators/vpcd-service.ts';
import { openSmartCardReader } from '../../drivers/smart-card/drivers.ts';
import { IsolatedSmartCardPort } from '../../drivers/smart-card/pcsc/isolated-smart-card-port.ts';
import { isFreeOfCardData } from '../../drivers/smart-card/pcsc/rig.test-data.ts';
import type { SmartCardReader } from '../../drivers/smart-card/smart-card-reader.ts';

/*
 * Everything is real here but the chip: pcscd, its reader driver, the smartcard binding in the native host, TCP. Only what the in-memory
 * port cannot show stands in this file; the rules themselves are tested in virtual time beside the driver.
 */

const missing = VpcdService.missing();
const mayBeMissing = process.env.CI === undefined;
if (missing !== null && mayBeMissing) console.log(`smart card on pcscd: left out, ${missing}`);

const slot = 'Virtual PCD 00 00';

describe.skipIf(missing !== null && mayBeMissing)('a social-security card on a real pcscd', () => {
  const service = new VpcdService(systemClock);
  const logged: unknown[] = [];
  const log: Log = (id, fields) => {
    logged.push({ id, fields });
  };
  const host = new NativeHost({ clock: systemClock, log, isForTests: true });
  /** Runs before the next power-up: another program that is faster. */
  let holdNext: (() => Promise<void>) | null = null;
  class OvertakenPort extends IsolatedSmartCardPort {
    override async connect(name: string) {
      const hold = holdNext;
      holdNext = null;
      await hold?.();
      return super.connect(name);
    }
  }
  let reader: SmartCardReader;
  const cards: VpcdCard[] = [];

  const cardOf = (name: string) => {
    const card = new VpcdCard({ chip: new SmartCardChip(syntheticCard(name), { speaksT0: true }), clock: systemClock });
    cards.push(card);
    return card;
  };

  beforeAll(async () => {
    reader = openSmartCardReader('pcsc', {
      port: slot,
      clock: systemClock,
      log,
      pcsc: new OvertakenPort(host),
      profile: { ioMs: 1_500 },
    });
    // Not running yet: the reader waits for it.
    const without = until((status) => status.link === 'offOrAbsent');
    reader.start();
    await without;
    await service.start();
    await until((status) => status.link === 'up');
  });

  afterEach(async () => {
    for (const card of cards.splice(0)) await card.remove();
    if (reader.status().link === 'up') await until((status) => status.media === 'none');
  });

  afterAll(async () => {
    await reader?.close();
    await host.close();
    await service.stop();
    expect(isFreeOfCardData(logged)).toBe(true);
  });

  /** Resolves at the first status that fits. */
  function until(fits: (status: DeviceStatus) => boolean, limitMs = 10_000): Promise<number> {
    const startedMs = systemClock.monoMs();
    return new Promise((resolve, reject) => {
      const settle = (done: () => void) => {
        cancel();
        stop();
        done();
      };
      const look = (status: DeviceStatus) => {
        if (fits(status)) settle(() => resolve(systemClock.monoMs() - startedMs));
      };
      const cancel = systemClock.after(limitMs, () =>
        settle(() => reject(new Error(`not within ${limitMs} ms: ${JSON.stringify(reader.status())}`))),
      );
      const stop = reader.onStatus(look);
      look(reader.status());
    });
  }

  /** Arms the reader and runs `act` once it is armed. */
  async function readWhile(act: () => unknown) {
    const { promise: armed, resolve: arm } = Promise.withResolvers<void>();
    const call = reader.readSocialSecurityCard({
      userMs: 20_000,
      onPhase: (phase) => {
        if (phase === 'waitingUser') arm();
      },
    });
    await Promise.race([armed, call]);
    await act();
    return await call;
  }

  it('version 2, its answers in pieces of three bytes', async () => {
    const card = cardOf('v2');
    card.cutAnswers(3);
    const read = await readWhile(() => card.insert());
    expect(read).toMatchObject({
      ok: true,
      value: { areaCode: '440100', cardNumber: 'B12345678', name: '测试员甲', idNumber: '440106199001019990' },
    });
  });

  it('version 3: no holder data without keys', async () => {
    const card = cardOf('v3');
    const read = await readWhile(() => card.insert());
    expect(read).toMatchObject({
      ok: true,
      value: { version: '3.00', cardNumber: 'C12345678', name: null, quality: { name: 'authFailed' } },
    });
  });

  it('a bank card is refused', async () => {
    const card = cardOf('bank');
    const read = await readWhile(() => card.insert());
    expect(read).toMatchObject({ ok: false, error: { code: 'E_MEDIA_INVALID', vendor: { code: '6A 82' } } });
  });

  it('pulled out in the middle of a record', async () => {
    const card = cardOf('v2');
    card.pullAt(5);
    const read = await readWhile(() => card.insert());
    expect(read).toMatchObject({ ok: false, error: { code: 'E_NO_MEDIA', outcome: 'notDone', mediaAt: 'none' } });
  });

  it('mute for ten seconds: given up within ioMs, and the reader serves on', async () => {
    const card = cardOf('v2');
    card.mute(10_000);
    let insertedMs = 0;
    const read = await readWhile(async () => {
      await card.insert();
      await until((status) => status.activity === 'transferring');
      insertedMs = systemClock.monoMs();
    });
    expect(read).toMatchObject({
      ok: false,
      error: { code: 'E_CHIP', outcome: 'notDone', vendor: { code: 'silent' } },
    });
    // Power-up (up to 0.9 s measured) and one command.
    expect(systemClock.monoMs() - insertedMs).toBeLessThan(5_000);
    await card.remove();
    await until((status) => status.media === 'none');
    const next = cardOf('v2');
    expect(await readWhile(() => next.insert())).toMatchObject({ ok: true });
    expect(reader.status().epoch).toBe(1);
  });

  it('held by another program: E_NOT_READY, and free again afterwards', async () => {
    // In a process of its own: the calls of the binding block, and the card lives in this one.
    const otherHost = new NativeHost({ clock: systemClock, log });
    const other = new IsolatedSmartCardPort(otherHost);
    const { promise: seen, resolve: see } = Promise.withResolvers<void>();
    const opened = await other.open(
      {
        readers: (readers) => {
          if (readers.some(({ name, card: there }) => name === slot && there !== null)) see();
        },
        closed: () => undefined,
      },
      new AbortController().signal,
    );
    expect(opened.ok).toBe(true);
    const card = cardOf('v2');
    const read = await readWhile(async () => {
      holdNext = async () => {
        await seen;
        expect(await other.connect(slot)).toMatchObject({ ok: true });
      };
      await card.insert();
    });
    expect(read).toMatchObject({
      ok: false,
      error: { code: 'E_NOT_READY', outcome: 'notDone', vendor: { code: 'sharing' } },
    });
    await other.close();
    await otherHost.close();
    await card.remove();
    await until((status) => status.media === 'none');
    const next = cardOf('v2');
    expect(await readWhile(() => next.insert())).toMatchObject({ ok: true });
  });

  it('two readers and no name: none is chosen', async () => {
    const unnamed = openSmartCardReader('pcsc', {
      port: '',
      clock: systemClock,
      log,
      pcsc: new IsolatedSmartCardPort(host),
    });
    const { promise, resolve } = Promise.withResolvers<readonly string[]>();
    unnamed.onStatus(({ faults }) => {
      const codes = faults.map(({ code }) => code);
      if (codes.length > 0) resolve(codes);
    });
    unnamed.start();
    expect(await promise).toEqual(['E_ROLE_AMBIGUOUS']);
    await unnamed.close();
  });

  it('pcscd is killed while a card is awaited: E_LINK_LOST; back by itself within 5 s after its start', async () => {
    const lost = await readWhile(() => service.kill());
    expect(lost).toMatchObject({ ok: false, error: { code: 'E_LINK_LOST', outcome: 'notDone' } });
    await service.start();
    expect(await until((status) => status.link === 'up')).toBeLessThan(5_000);
    const card = cardOf('v2');
    expect(await readWhile(() => card.insert())).toMatchObject({ ok: true });
  });

  it('pcscd hangs in the middle of a read: the call settles, this process lives on, the link comes back', async () => {
    const card = cardOf('v2');
    const read = await readWhile(async () => {
      await card.insert();
      await until((status) => status.activity === 'transferring');
      service.freeze(true);
    });
    expect(read).toMatchObject({ ok: false, error: { outcome: 'notDone' } });
    expect(read.ok ? '' : read.error.code).toMatch(/^E_(LINK_LOST|CHIP)$/);
    await until((status) => status.link === 'lost', 30_000);
    service.freeze(false);
    await until((status) => status.link === 'up', 20_000);
    await card.remove();
    await until((status) => status.media === 'none');
    const next = cardOf('v2');
    expect(await readWhile(() => next.insert())).toMatchObject({ ok: true });
  });

  it('the binding crashes: E_LINK_LOST, then a new process and a new link', async () => {
    const before = reader.status().epoch;
    const lost = await readWhile(() => host.misbehave('segfault'));
    expect(lost).toMatchObject({ ok: false, error: { code: 'E_LINK_LOST', outcome: 'notDone' } });
    await until((status) => status.link === 'up' && status.epoch > before);
    const card = cardOf('v2');
    expect(await readWhile(() => card.insert())).toMatchObject({ ok: true });
  });
});

describe.skipIf(missing !== null && mayBeMissing)('simulate smart-card', () => {
  it('puts a card in, tells what happens to it, takes it out, and leaves no pcscd behind', async () => {
    const lines: string[] = [];
    const stop = new AbortController();
    const { promise: takenOut, resolve: takeOut } = Promise.withResolvers<void>();
    const io = {
      out: (line: string) => {
        lines.push(line);
        if (line === 'CARD taken out') takeOut();
      },
      note: () => undefined,
      signal: stop.signal,
    };
    const options = { card: 'v3', 'place-after': '0.2', 'remove-after': '0.5' };
    const running = simulateSmartCard.run({ options, positionals: [] }, io);
    await takenOut;
    stop.abort();
    expect(await running).toMatchObject({ exit: 0, json: { commands: 0 } });
    expect(lines).toEqual([`READY ${slot}`, 'CARD put in', 'CARD taken out']);
    expect(VpcdService.rival()).toBeNull();
  });
});
