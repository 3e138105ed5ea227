import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noLog } from '../../contract/log.ts';
import type { GateNews } from '../../contract/update-gate.ts';
import { readAt } from '../session/testing/session-fixtures.ts';
import { type SessionRig, sessionRig } from '../session/testing/session-rig.ts';
import { factsNow, watchFacts } from './facts.ts';
import { always } from './testing/facts.test-data.ts';
import { UpdateGate } from './update-gate.ts';

/** A session and its gate as the terminal service wires them, on a virtual clock; no device but the pad of the ID reader. */
function rig(quietSeconds = 0) {
  const r = sessionRig();
  const store = {
    acts: { unsettled: () => [], unsettledDocuments: () => [], openMotions: () => [] },
    custody: { open: () => [] },
    durability: () => 'ok',
    onWritten: () => () => undefined,
  };
  const sources = {
    session: r.service,
    devices: { ioBoard: null, cardDispenser: null, receiptPrinter: null },
    ...{ claims: null, orders: null },
    store: store as unknown as Parameters<typeof factsNow>[0]['store'],
  };
  const start = r.clock.monoMs();
  let id = 0;
  const gate = new UpdateGate({
    clock: r.clock,
    log: noLog,
    rules: () => ({ ...always, quietSeconds }),
    session: r.service,
    wallMs: () => r.clock.wallMs(),
    facts: () => factsNow(sources, r.clock.monoMs(), start),
    newId: () => `lease-${++id}`,
  });
  watchFacts(sources, () => gate.changed());
  const news: GateNews[] = [];
  const caller = { id: 'updater', tell: (event: GateNews) => news.push(event) };
  const ask = (estimateSeconds: number | null = 120) => gate.ask(caller, { estimateSeconds });
  return { ...r, gate, news, ask, held: () => gate.look().held !== null };
}
type Rig = ReturnType<typeof rig>;

/** The page that waits for the card. */
const toCard = (r: SessionRig) => {
  r.begin('ss.card.loss');
  r.press('agree');
};

describe('F-17: an update waits', () => {
  it('in the middle of a visit: the page and its revision stay as they are, nobody is told; the end of the visit grants by itself', async () => {
    const r = rig();
    toCard(r);
    await r.clock.advance(0);
    const [page, shown] = [r.service.snapshot(), r.snapshots.length];
    expect(r.ask()).toEqual({ state: 'waiting', reasons: [{ code: 'visit.open', acts: 'citizen' }] });
    await r.clock.advance(10_000);
    // Whoever asks is told the time of now.
    expect(r.service.snapshot()).toEqual({ ...page, now: r.service.snapshot().now });
    expect(r.snapshots.length).toBe(shown);
    r.touch({ kind: 'exit' });
    await r.clock.advance(2_999);
    expect(r.name()).toBe('Z');
    // Still in its wipe.
    expect(r.news).toEqual([{ name: 'update.waiting', reasons: [{ code: 'visit.ending', acts: 'time' }] }]);
    await r.clock.advance(1);
    expect(r.news.at(-1)).toMatchObject({ name: 'update.granted', lease: { leaseId: expect.any(String) } });
    expect(r.name()).toBe('machine/updating');
  });

  it('while somebody looks at the home page, and for a moment after the last touch', async () => {
    const r = rig(60);
    r.press('start');
    expect(r.ask()).toMatchObject({ reasons: [{ code: 'home.inUse' }, { code: 'touch.recent' }] });
    await r.clock.advance(30_000);
    r.press('back');
    await r.clock.advance(59_999);
    expect(r.held()).toBe(false);
    await r.clock.advance(1);
    expect(r.held()).toBe(true);
  });

  it('for an ID card that lies on the pad, and goes on when it is taken', async () => {
    const r = rig();
    r.service.send({ type: 'PAD', pad: 'present' });
    expect(r.ask()).toMatchObject({ reasons: [{ code: 'idCard.onPad', acts: 'keeper' }] });
    r.service.send({ type: 'PAD', pad: 'absent' });
    await r.clock.advance(0);
    expect(r.held()).toBe(true);
  });

  it('every touch on the page of the update leaves it; help has its number and ends again; no visit begins', async () => {
    const r = rig();
    expect(r.ask()).toMatchObject({ state: 'granted' });
    for (const id of ['start', 'tile:ss.card.loss', 'back', 'continue']) expect(r.press(id).ok).toBe(false);
    r.begin('ss.card.loss');
    r.service.send({ type: 'PRESS', id: 'start', nonce: 'n', at: readAt });
    expect(r.name()).toBe('machine/updating');
    expect(r.calls).not.toContain('openVisit');
    r.touch({ kind: 'help' });
    expect(r.name()).toBe('help');
    r.begin('ss.card.loss');
    expect(r.calls).not.toContain('openVisit');
    r.press('help.close');
    expect(r.name()).toBe('machine/updating');
  });

  it('the page names the time that the updater estimates, minute by minute, and none when it takes longer; then the machine serves again by itself', async () => {
    const r = rig();
    const lead = () => r.service.snapshot().screen.lead?.text ?? '';
    const asked = r.ask(90);
    if (asked.state !== 'granted') throw new Error('not granted');
    const { leaseId } = asked.lease;
    expect(lead()).toContain('约需 2 分钟');
    await r.clock.advance(29_000);
    expect(r.gate.renew({ leaseId }).ok).toBe(true);
    await r.clock.advance(2_000);
    expect(lead()).toContain('约需 1 分钟');
    await r.clock.advance(20_000);
    expect(r.gate.renew({ leaseId }).ok).toBe(true);
    await r.clock.advance(20_000);
    expect(r.gate.renew({ leaseId }).ok).toBe(true);
    await r.clock.advance(20_000);
    expect(lead()).not.toMatch(/\d/);
    expect(lead()).toContain('更新完成后自动恢复');
    // Nobody renews any more.
    await r.clock.advance(10_000);
    expect(r.name()).toBe('A0');
    expect(r.gate.renew({ leaseId })).toEqual({ ok: false, error: 'unknownLease' });
    r.begin('ss.card.loss');
    expect(r.calls).toContain('openVisit');
  });

  it('a lease learns what has come up since, before the point of no return', () => {
    const r = rig();
    const asked = r.ask();
    if (asked.state !== 'granted') throw new Error('not granted');
    r.service.send({ type: 'DOOR', open: true });
    expect(r.name()).toBe('machine/door');
    expect(r.gate.renew({ leaseId: asked.lease.leaseId })).toMatchObject({
      value: { against: [{ code: 'door.open', acts: 'technician' }] },
    });
    r.gate.release(asked.lease.leaseId);
    r.service.send({ type: 'DOOR', open: false });
    expect(r.name()).toBe('A0');
  });

  it('the session itself takes no update while it serves, whoever says that it may', () => {
    const r = rig();
    r.begin('ss.card.loss');
    r.service.send({ type: 'OUTAGE', outage: { minutes: 2 } });
    expect(r.service.context().outage).toBeNull();
    expect(r.name()).toBe('ss.card.loss/B2');
  });

  it('whatever comes in whatever order, at the same moment too: a visit or an update, wholly, and in the end the machine serves', {
    timeout: 120_000,
  }, async () => {
    const deeds: Readonly<Record<string, (r: Rig, leases: string[]) => void | Promise<void>>> = {
      begin: (r) => void r.begin('ss.card.loss'),
      start: (r) => void r.press('start'),
      back: (r) => void r.press('back'),
      agree: (r) => void r.press('agree'),
      exit: (r) => void r.touch({ kind: 'exit' }),
      help: (r) => void r.touch({ kind: 'help' }),
      cardOn: (r) => r.service.send({ type: 'PAD', pad: 'present' }),
      cardOff: (r) => r.service.send({ type: 'PAD', pad: 'absent' }),
      windowLost: (r) => r.service.send({ type: 'WINDOW_LOST' }),
      ask: (r, leases) => {
        const asked = r.ask();
        if (asked.state === 'granted') leases.push(asked.lease.leaseId);
      },
      renew: (r, leases) => void r.gate.renew({ leaseId: leases.at(-1) ?? 'none' }),
      release: (r, leases) => void r.gate.release(leases.at(-1) ?? 'none'),
      gone: (r) => r.gate.gone('updater'),
      moment: (r) => r.clock.advance(0),
      seconds: (r) => r.clock.advance(3_000),
      minute: (r) => r.clock.advance(60_000),
    };
    const names = fc.array(fc.constantFrom(...Object.keys(deeds)), { maxLength: 30 });
    let updates = 0;
    await fc.assert(
      fc.asyncProperty(names, async (script) => {
        const r = rig();
        const leases: string[] = [];
        for (const name of script) {
          const before = { held: r.held(), opened: r.calls.filter((call) => call === 'openVisit').length };
          await deeds[name]?.(r, leases);
          for (const event of r.news.splice(0)) if (event.name === 'update.granted') leases.push(event.lease.leaseId);
          const isHeld = r.held();
          const { outage, visit } = r.service.context();
          expect(outage !== null).toBe(isHeld);
          if (isHeld) {
            updates += 1;
            expect(visit).toBeNull();
            expect(r.service.place()).toBe('idle');
            expect(['machine/updating', 'help']).toContain(r.name());
          }
          if (before.held && isHeld) expect(r.calls.filter((call) => call === 'openVisit').length).toBe(before.opened);
        }
        r.gate.gone('updater');
        r.service.send({ type: 'PAD', pad: 'absent' });
        await r.clock.advance(15 * 60_000);
        expect(r.held()).toBe(false);
        expect(r.service.context().outage).toBeNull();
        expect(r.service.place()).toBe('idle');
      }),
      { numRuns: 40 },
    );
    // The property is about something.
    expect(updates).toBeGreaterThan(10);
  });
});
