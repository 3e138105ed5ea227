import { describe, expect, it } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { PersonaliserSimulator } from '../../drivers/simulators/personaliser-simulator.ts';
import { LinkedLine } from '../../drivers/transport/linked-transport.ts';
import { createPersonaliser } from './wire-personaliser.ts';

async function rig() {
  const clock = new VirtualClock();
  const line = new LinkedLine({ id: 'personaliser', clock });
  const simulator = new PersonaliserSimulator({ clock, send: (bytes) => line.send(bytes) });
  line.onHostBytes((bytes) => simulator.receive(bytes));
  const wire: string[] = [];
  line.onHostWrite((bytes) => wire.push(Buffer.from(bytes).toString('latin1')));
  line.onDeviceSend((bytes) => wire.push(Buffer.from(bytes).toString('latin1')));
  const unit = createPersonaliser({
    id: 'personaliser',
    clock,
    log: noLog,
    transport: line.transport,
    random: () => 0.5,
  });
  unit.start();
  await clock.advance(1_000);
  const within = <T>(promise: Promise<T>) => clock.until(promise);
  const type = async (digits: string) => {
    for (const digit of digits) {
      await clock.advance(200);
      simulator.press(digit);
    }
    await clock.advance(200);
  };
  /** Enters the PIN twice. */
  const pinBlock = async () => {
    const first = unit.enterPin({ purpose: 'new', userMs: 30_000 });
    await type('135790');
    expect(await within(first)).toEqual({ ok: true, value: { block: null } });
    const second = unit.enterPin({ purpose: 'again', userMs: 30_000 });
    await type('135790');
    const entered = await within(second);
    if (!entered.ok || entered.value.block === null) throw new Error('no block');
    return entered.value.block;
  };
  return { clock, line, simulator, unit, within, type, pinBlock, wire };
}

const payload = `${'A1b2'.repeat(400)}==`;

describe('PIN pad', () => {
  it('tells how many digits, and the PIN is nowhere on the line', async () => {
    const { unit, simulator, clock, within, type, wire } = await rig();
    const seen: number[] = [];
    const first = unit.enterPin({ purpose: 'new', userMs: 30_000, onDigits: (n) => seen.push(n) });
    await type('135');
    await clock.advance(500);
    await type('790');
    await within(first);
    expect([...new Set(seen)]).toEqual([0, 1, 2, 3, 4, 5]);
    const second = unit.enterPin({ purpose: 'again', userMs: 30_000 });
    await type('135790');
    await within(second);
    expect(simulator.pinEntry).toBeNull();
    expect(wire.join('')).not.toContain('135790');
    expect(wire.join('')).not.toMatch(/digits=135/);
  });

  it('two entries that differ give no block, and an entry that nobody makes ends', async () => {
    const { unit, within, type } = await rig();
    const first = unit.enterPin({ purpose: 'new', userMs: 30_000 });
    await type('135790');
    await within(first);
    const second = unit.enterPin({ purpose: 'again', userMs: 30_000 });
    await type('135791');
    expect(await within(second)).toMatchObject({
      ok: false,
      error: { code: 'E_DATA_BAD', vendor: { code: 'differs' } },
    });
    expect(await within(unit.enterPin({ purpose: 'new', userMs: 20_000 }))).toMatchObject({
      ok: false,
      error: { code: 'E_TIMEOUT' },
    });
  });

  it('cancel on the pad and leaving the page both switch it off', async () => {
    const { unit, within, clock, simulator } = await rig();
    const one = unit.enterPin({ purpose: 'new', userMs: 60_000 });
    await clock.advance(500);
    simulator.press('cancel');
    expect(await within(one)).toMatchObject({
      ok: false,
      error: { code: 'E_CANCELLED', vendor: { code: 'cancelled' } },
    });
    const leaving = new AbortController();
    const two = unit.enterPin({ purpose: 'new', userMs: 60_000, signal: leaving.signal });
    await clock.advance(500);
    expect(simulator.pinEntry).not.toBeNull();
    leaving.abort('user');
    expect(await within(two)).toMatchObject({ ok: false, error: { code: 'E_CANCELLED' } });
    expect(simulator.pinEntry).toBeNull();
  });

  it('a wrong card PIN is told, and after five the card is blocked', async () => {
    const { unit, within, type } = await rig();
    for (let i = 1; i <= 5; i += 1) {
      const entry = unit.enterPin({ purpose: 'verify', userMs: 30_000 });
      await type('000000');
      const code = i < 5 ? 'wrong' : 'blocked';
      expect(await within(entry)).toMatchObject({ ok: false, error: { vendor: { code } } });
    }
  });
});

describe('card', () => {
  it('is written, printed and read back; what the chip says is what was sent', async () => {
    const { unit, within, pinBlock, simulator } = await rig();
    const block = await pinBlock();
    expect(await within(unit.write({ serial: 'GZ12345678901234', payload, pinBlock: block }))).toMatchObject({
      ok: true,
    });
    expect(await within(unit.print())).toMatchObject({ ok: true });
    const said = await within(unit.readBack());
    const { createHash } = await import('node:crypto');
    expect(said).toEqual({
      ok: true,
      value: { serial: 'GZ12345678901234', digest: createHash('sha256').update(payload).digest('hex') },
    });
    expect(simulator.written).toEqual(['GZ12345678901234']);
  });

  it('a lost acknowledgement never writes twice', async () => {
    const { unit, within, pinBlock, simulator } = await rig();
    const block = await pinBlock();
    for (const fault of ['silence', 'checksum', 'silence'] as const) simulator.inject(fault, 'WRITE');
    for (const fault of ['checksum', 'silence'] as const) simulator.inject(fault, 'LOAD');
    expect((await within(unit.write({ serial: 'GZ1', payload, pinBlock: block }))).ok).toBe(true);
    expect(simulator.begun.filter(({ op }) => op === 'WRITE')).toHaveLength(1);
  });

  it('a cable that is pulled and put back in the middle: the end is asked for, not the work repeated', async () => {
    const { unit, within, pinBlock, simulator, line, clock } = await rig();
    const block = await pinBlock();
    const writing = unit.write({ serial: 'GZ1', payload, pinBlock: block });
    await clock.advance(2_000);
    line.unplug();
    await clock.advance(4_000);
    line.plug();
    expect((await within(writing)).ok).toBe(true);
    expect(simulator.begun.filter(({ op }) => op === 'WRITE')).toHaveLength(1);
  });

  it('a unit that was switched off in the middle: nobody knows, and it is said so', async () => {
    const { unit, within, pinBlock, simulator, clock } = await rig();
    const block = await pinBlock();
    const writing = unit.write({ serial: 'GZ1', payload, pinBlock: block });
    await clock.advance(2_000);
    simulator.restart();
    expect(await within(writing)).toMatchObject({ ok: false, error: { code: 'E_POWER', outcome: 'indeterminate' } });
  });

  it('nothing is begun beside a job: behind a restart of the unit its number, and so its end, would be taken for that of the job', async () => {
    const { unit, within, simulator, clock, type } = await rig();
    const printing = unit.print();
    await clock.advance(300);
    simulator.restart();
    const beside = unit.enterPin({ purpose: 'verify', userMs: 30_000 });
    await type('123456');
    expect(await within(beside)).toMatchObject({ ok: false, error: { code: 'E_CLAIM_BUSY', outcome: 'notStarted' } });
    expect(await within(printing)).toMatchObject({ ok: false, error: { code: 'E_POWER', outcome: 'indeterminate' } });
  });

  it('a program that ends in the middle hears at once that nobody knows, not when the line was waited for', async () => {
    const { unit, within, clock } = await rig();
    const printing = unit.print();
    await clock.advance(300);
    const beganAtMs = clock.monoMs();
    await within(unit.close());
    expect(await within(printing)).toMatchObject({ ok: false, error: { outcome: 'indeterminate' } });
    expect(clock.monoMs() - beganAtMs).toBeLessThan(1_000);
  });

  it('a unit that stays away ends as unknown within the limit', async () => {
    const { unit, within, pinBlock, line, clock } = await rig();
    const block = await pinBlock();
    const writing = unit.write({ serial: 'GZ1', payload, pinBlock: block });
    await clock.advance(2_000);
    line.unplug();
    expect(await within(writing)).toMatchObject({
      ok: false,
      error: { code: 'E_LINK_LOST', outcome: 'indeterminate' },
    });
  });

  it('a jam is a jam: seen in the status, and no further card is begun', async () => {
    const { unit, within, pinBlock, simulator, clock } = await rig();
    const block = await pinBlock();
    simulator.inject('jam');
    expect(await within(unit.write({ serial: 'GZ1', payload, pinBlock: block }))).toMatchObject({
      ok: false,
      error: { code: 'E_MEDIA_JAM', outcome: 'partial' },
    });
    await clock.advance(3_000);
    expect(unit.status().paths).toEqual({ card: 'jammed' });
    expect(await within(unit.print())).toMatchObject({
      ok: false,
      error: { code: 'E_MEDIA_JAM', outcome: 'notStarted' },
    });
  });

  it('a PIN block of another visit writes nothing', async () => {
    const { unit, within, pinBlock } = await rig();
    const block = await pinBlock();
    await within(unit.forget());
    expect(await within(unit.write({ serial: 'GZ1', payload, pinBlock: block }))).toMatchObject({
      ok: false,
      error: { code: 'E_BAD_ARGUMENT', outcome: 'notStarted' },
    });
  });

  it('another device at the port is not used', async () => {
    const clock = new VirtualClock();
    const line = new LinkedLine({ id: 'personaliser', clock });
    const unit = createPersonaliser({ id: 'personaliser', clock, log: noLog, transport: line.transport });
    unit.start();
    await clock.advance(20_000);
    expect(unit.status().link).not.toBe('up');
    expect(await clock.until(unit.print())).toMatchObject({ ok: false, error: { outcome: 'notStarted' } });
    await clock.until(unit.close());
  });
});
