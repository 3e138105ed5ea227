import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IntentBody } from '../../contract/intent.ts';
import { noLog } from '../../contract/log.ts';
import { Snapshot } from '../../contract/snapshot.ts';
import { parse } from '../../contract/validate.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { loadItems } from '../catalogue/load-items.ts';
import { loadTexts } from '../catalogue/texts.ts';
import type { SessionEvent } from './events.ts';
import { createSessionService } from './session-service.ts';
import { allowedAfter, anyWorldEvent, card, cardsFound, identity } from './testing/session-fixtures.ts';

const root = join(import.meta.dirname, '../..');
const texts = loadTexts(join(root, 'kiosk-config/texts'));
const loaded = loadItems(join(root, 'kiosk-config/catalogue'), texts);
if (!loaded.ok) throw new Error(`${loaded.error.file}: ${loaded.error.reason}`);
const items = loaded.value;

function rig() {
  const clock = new VirtualClock();
  const snapshots: Snapshot[] = [];
  const calls: string[] = [];
  const work = (name: string) => () => {
    calls.push(name);
    return () => undefined;
  };
  let id = 0;
  const service = createSessionService({
    ports: {
      readCard: work('readCard'),
      pull: work('pull'),
      store: work('store'),
      confirm: work('confirm'),
      openVisit: () => calls.push('openVisit'),
      startPrint: (visit) =>
        calls.push(`print ${visit.id} ${visit.print.state === 'printing' ? visit.print.copy : '-'}`),
      wipe: (reason) => calls.push(`wipe ${reason}`),
    },
    items,
    texts,
    settings: { cityHotline: '12345' },
    clock,
    log: noLog,
    epoch: 'e1',
    identity,
    crashed: false,
    durable: true,
    newId: () => `v${++id}`,
    publish: (snapshot) => snapshots.push(snapshot),
    receiptQr: (visit) =>
      visit.receiptNo === null ? null : { size: 1, modules: '1', label: texts.text('zh-CN', 'receipt.qr') },
  });
  service.start();
  service.send({ type: 'DEVICE', role: 'idReader', view: { availability: 'ready', fault: null } });
  service.send({ type: 'DEVICE', role: 'receiptPrinter', view: { availability: 'ready', fault: null } });
  service.send({ type: 'ONLINE', online: true });
  service.send({ type: 'PAD', pad: 'absent' });
  const touch = (body: IntentBody) =>
    service.intent({ ...body, epoch: 'e1', revision: service.snapshot().revision } as Parameters<
      typeof service.intent
    >[0]);
  const press = (pressId: string) => touch({ kind: 'press', id: pressId });
  const name = () => service.snapshot().screen.name;
  return { clock, snapshots, calls, service, touch, press, name };
}

type Rig = ReturnType<typeof rig>;

function toFound(r: Rig, found = cardsFound(2)) {
  r.press('tile:ss.card.loss');
  r.press('agree');
  r.service.send({ type: 'CARD_READ', card, at: '2026-11-23T06:03:12.000Z', verdict: 'good' });
  r.service.send({ type: 'FOUND', found });
}

function toCheck(r: Rig) {
  toFound(r);
  r.press('continue');
  r.touch({ kind: 'choose', name: 'card', option: 'card-1' });
  r.press('continue');
  r.press('continue');
}

function toConfirming(r: Rig) {
  toCheck(r);
  r.press('submit');
  r.service.send({
    type: 'STORED',
    receiptNo: 'TH0017-261123-0042-3',
    messageId: 'm1',
    at: '2026-11-23T06:03:40.000Z',
  });
}

describe('session', () => {
  it('walks the loss report in seven touches to "blocked", and never says so before the department did', () => {
    const r = rig();
    toConfirming(r);
    expect(r.name()).toBe('ss.card.loss/F1');
    for (const snapshot of r.snapshots) expect(JSON.stringify(snapshot.screen)).not.toContain('"text":"已挂失 ');
    r.service.send({ type: 'DELIVERED' });
    r.service.send({ type: 'RESULT', result: { state: 'effective', at: '2026-11-23T06:03:41.000Z' } });
    expect(r.name()).toBe('ss.card.loss/F2-effective');
    expect(r.service.snapshot().screen.heading.text).toBe('已挂失 14:03');
    const pages = r.snapshots.map((snapshot) => snapshot.screen.name).filter((name, i, all) => name !== all[i - 1]);
    expect(pages).toEqual([
      'A0',
      'ss.card.loss/B2',
      'ss.card.loss/C1',
      'ss.card.loss/D1-asking',
      'ss.card.loss/D1',
      'ss.card.loss/D2-card',
      'ss.card.loss/E0',
      'ss.card.loss/E1',
      'ss.card.loss/F1',
      'ss.card.loss/F2-effective',
    ]);
    expect(r.calls.filter((call) => call.startsWith('print'))).toEqual(['print v1 0']);
  });

  it('does not ask which card when there is only one', () => {
    const r = rig();
    toFound(r, cardsFound(1));
    r.press('continue');
    expect(r.name()).toBe('ss.card.loss/E0');
    expect(r.service.context().visit?.answers.card).toBe('card-1');
  });

  it('offline: says "not yet in effect" with the hotlines, asks for the mobile number, and never uses a tick', () => {
    const r = rig();
    r.service.send({ type: 'ONLINE', online: false });
    toFound(r, { kind: 'away' });
    expect(r.name()).toBe('ss.card.loss/D1-offline');
    r.press('continue');
    expect(r.name()).toBe('ss.card.loss/D2-mobile');
    r.touch({ kind: 'type', name: 'mobile', value: '1380013' });
    expect(r.service.snapshot().screen.blocks[0]).toMatchObject({ error: { key: 'error.mobile' } });
    r.touch({ kind: 'type', name: 'mobile', value: '13800138000' });
    r.press('continue');
    r.press('submit');
    r.service.send({
      type: 'STORED',
      receiptNo: 'TH0017-261123-0042-3',
      messageId: 'm1',
      at: '2026-11-23T06:03:40.000Z',
    });
    expect(r.name()).toBe('ss.card.loss/F2-stored');
    const screen = r.service.snapshot().screen;
    expect(screen.tone).toBe('waiting');
    expect(screen.lead?.text).toContain('尚未生效');
    expect(screen.blocks.some((block) => block.type === 'hotlines')).toBe(true);
  });

  it('says that it asks again with the same number, and calls a missing answer unknown', () => {
    const r = rig();
    toConfirming(r);
    r.service.send({ type: 'ASKED_AGAIN', attempts: 2 });
    expect(JSON.stringify(r.service.snapshot().screen.blocks)).toContain('submit.asked');
    r.service.send({ type: 'RESULT', result: { state: 'unknown' } });
    expect(r.name()).toBe('ss.card.loss/F2-unknown');
  });

  it('goes back to the check page after one answer was changed', () => {
    const r = rig();
    toCheck(r);
    r.press('change:reason');
    expect(r.name()).toBe('ss.card.loss/D2-reason');
    r.touch({ kind: 'choose', name: 'reason', option: 'stolen' });
    r.press('continue');
    expect(r.name()).toBe('ss.card.loss/E1');
    expect(r.service.context().visit?.answers.reason).toBe('stolen');
  });

  it('refuses a late touch, a forged button, a greyed card and a touch of an earlier life', () => {
    const r = rig();
    const late = r.service.snapshot().revision;
    r.press('tile:ss.card.loss');
    const intent = { kind: 'press' as const, id: 'tile:ss.card.loss', epoch: 'e1', revision: late };
    expect(r.service.intent(intent)).toEqual({ ok: false, error: 'staleRevision' });
    expect(r.press('submit')).toEqual({ ok: false, error: 'notOffered' });
    expect(r.service.intent({ ...intent, epoch: 'e0' })).toEqual({ ok: false, error: 'staleEpoch' });
    const other = rig();
    toFound(other, cardsFound(3, 'lost'));
    other.press('continue');
    expect(other.touch({ kind: 'choose', name: 'card', option: 'card-3' })).toEqual({ ok: false, error: 'disabled' });
  });

  it('exit is one touch from any page of a visit, wipes, and stands neutral', async () => {
    const r = rig();
    toCheck(r);
    r.touch({ kind: 'exit' });
    expect(r.name()).toBe('Z');
    expect(r.calls).toContain('wipe exit');
    expect(r.service.context().visit).toBeNull();
    await r.clock.advance(3000);
    expect(r.name()).toBe('A0');
  });

  it('exit while committing waits for the commit and shows nothing of it', () => {
    const r = rig();
    toCheck(r);
    r.press('submit');
    r.touch({ kind: 'exit' });
    expect(r.service.context().visit).not.toBeNull();
    r.service.send({
      type: 'STORED',
      receiptNo: 'TH0017-261123-0042-3',
      messageId: 'm1',
      at: '2026-11-23T06:03:40.000Z',
    });
    expect(r.name()).toBe('Z');
    expect(r.calls).toContain('wipe exit');
  });

  it('a forgotten ID card blocks the next visit until it is gone', async () => {
    const r = rig();
    toConfirming(r);
    r.service.send({ type: 'PAD', pad: 'present' });
    r.service.send({ type: 'RESULT', result: { state: 'effective', at: '2026-11-23T06:03:41.000Z' } });
    r.press('finish');
    expect(r.name()).toBe('ss.card.loss/G1-card');
    expect(r.press('taken')).toEqual({ ok: false, error: 'notOffered' });
    await r.clock.advance(60_000);
    expect(r.name()).toBe('Z');
    await r.clock.advance(3000);
    expect(r.name()).toBe('machine/card-left');
    expect(r.press('tile:ss.card.loss').ok).toBe(false);
    await r.clock.advance(60_000);
    expect(r.name()).toBe('machine/card-left-neutral');
    r.service.send({ type: 'PAD', pad: 'absent' });
    expect(r.name()).toBe('A0');
  });

  it('warns before it clears, counts extensions, and gives large-text mode more time', async () => {
    const r = rig();
    toCheck(r);
    await r.clock.advance(44_000);
    expect(r.service.snapshot().warning).toBeNull();
    await r.clock.advance(1_000);
    expect(r.service.snapshot().warning?.endsInMs).toBe(30_000);
    r.touch({ kind: 'stay' });
    expect(r.service.snapshot().warning).toBeNull();
    r.touch({ kind: 'mode', mode: 'largeText' });
    await r.clock.advance(89_000);
    expect(r.service.snapshot().warning).toBeNull();
    await r.clock.advance(1_000);
    expect(r.service.snapshot().warning?.endsInMs).toBe(60_000);
    await r.clock.advance(60_000);
    expect(r.name()).toBe('Z');
    expect(r.calls).toContain('wipe timeout');
    await r.clock.advance(3_000);
    expect(r.name()).toBe('A0');
    expect(r.service.snapshot().modes.largeText).toBe(false);
  });

  it('greys the tile with the reason when the reader is gone, and takes no visit', () => {
    const r = rig();
    r.service.send({ type: 'DEVICE', role: 'idReader', view: { availability: 'unavailable', fault: 'E_LINK_LOST' } });
    const tiles = r.service.snapshot().screen.blocks.find((block) => block.type === 'tiles');
    expect(tiles?.type === 'tiles' ? tiles.tiles[0]?.unavailable?.key : null).toBe('tile.reader');
    expect(r.press('tile:ss.card.loss')).toEqual({ ok: false, error: 'disabled' });
  });

  it('keeps the page when the language changes, in all three languages', () => {
    const r = rig();
    toCheck(r);
    for (const language of ['en', 'zh-HK', 'zh-CN'] as const) {
      r.touch({ kind: 'language', language });
      expect(r.name()).toBe('ss.card.loss/E1');
      expect(r.service.snapshot().language).toBe(language);
    }
  });

  it('from any state, any sequence of events leads to a valid page with a way out, and personal values stay masked', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 2, arbitrary: anyWorldEvent }, { weight: 3, arbitrary: fc.nat() }), {
          maxLength: 40,
        }),
        (script) => {
          const r = rig();
          for (const step of script) {
            if (typeof step === 'number') {
              const offers = allowedAfter(r.service.snapshot());
              const chosen = offers[step % Math.max(1, offers.length)];
              if (chosen !== undefined) expect(r.touch(chosen).ok).toBe(true);
            } else {
              r.service.send(step as SessionEvent);
            }
            const snapshot = r.service.snapshot();
            const valid = parse(Snapshot, snapshot);
            if (!valid.ok) throw new Error(`${snapshot.screen.name}: ${valid.error.path} ${valid.error.reason}`);
            const text = JSON.stringify(snapshot);
            expect(text).not.toContain(card.number);
            expect(text).not.toContain(card.name);
            const inVisit = r.service.context().visit !== null;
            if (inVisit) expect(snapshot.screen.canExit).toBe(true);
            else expect(text).not.toContain('"personal":true,');
          }
          r.touch({ kind: 'exit' });
          const settling: SessionEvent = { type: 'STORE_FAILED' };
          r.service.send(settling);
          expect(r.service.context().visit).toBeNull();
        },
      ),
      { numRuns: 300 },
    );
  });
});
