import { describe, expect, it } from 'vitest';
import { unavailableBecause } from './availability.ts';
import { all, identify, rig, stored, toCard, toPay } from './testing/failure-walks.ts';
import { card, cardsFound, order, otherCard, readAt } from './testing/session-fixtures.ts';
import { type SessionRig, shippedItems, verifyBySms } from './testing/session-rig.ts';

/** Failures of docs/domain/journeys.md §6 and the branches of §3–§5, each with the page that it has to lead to. */
describe('identification', () => {
  it('F-11: an expired, damaged or foreign card is named, and tried again where that can help', () => {
    for (const [verdict, page] of [
      ['expired', 'N1-id.expired'],
      ['damaged', 'N1-id.data'],
    ] as const) {
      const r = rig();
      r.begin('syn.acts');
      r.press('agree');
      r.service.send({ type: 'CARD_READ', card, at: readAt, verdict });
      expect(r.name()).toBe(`syn.acts/${page}`);
      expect(r.press('retry').ok).toBe(verdict === 'damaged');
    }
  });

  it('F-14: a camera that is missing greys its way and no other; nobody is turned away', () => {
    const r = rig(['camera']);
    identify(r);
    expect(r.name()).toBe('syn.acts/C2');
    expect(r.press('method:face')).toEqual({ ok: false, error: 'disabled' });
    expect(r.press('method:video').ok).toBe(true);
  });

  it('F-14: a camera that dies before the citizen leads to the other ways at once, and stays greyed in this visit', () => {
    const r = rig();
    identify(r);
    r.press('method:face');
    expect(r.touch({ kind: 'cameraAway', name: 'face' })).toEqual({ ok: false, error: 'notOffered' });
    r.press('agree');
    expect(r.name()).toBe('syn.acts/C2-face');
    expect(r.touch({ kind: 'cameraAway', name: 'other' })).toEqual({ ok: false, error: 'notOffered' });
    expect(r.touch({ kind: 'cameraAway', name: 'face' }).ok).toBe(true);
    expect(r.name()).toBe('syn.acts/C2');
    expect(r.text()).toContain('verify.face.camera');
    expect(r.press('method:face')).toEqual({ ok: false, error: 'disabled' });
    expect(r.press('method:sms').ok).toBe(true);
  });

  it('face: asks for an agreement of its own, and after three pictures leads to the other ways', () => {
    const r = rig();
    identify(r);
    r.press('method:face');
    expect(r.name()).toBe('syn.acts/C2-face-consent');
    expect(r.calls).not.toContain('verifyFace');
    r.press('agree');
    expect(r.service.context().visit?.consents.map(({ kind }) => kind)).toContain('biometric');
    for (let i = 0; i < 3; i += 1) r.service.send({ type: 'NOT_VERIFIED', method: 'face', why: 'retry' });
    expect(r.name()).toBe('syn.acts/C2');
    expect(r.press('method:face')).toEqual({ ok: false, error: 'disabled' });
    expect(r.press('method:sms').ok).toBe(true);
  });

  it('for somebody else: the first card goes, the second is another, and both stand on the pages', () => {
    const r = rig();
    identify(r);
    r.press('proxy');
    r.service.send({ type: 'PAD', pad: 'present' });
    verifyBySms(r);
    expect(r.name()).toBe('syn.acts/C1-remove');
    r.service.send({ type: 'PAD', pad: 'absent' });
    expect(r.name()).toBe('syn.acts/C1-second');
    r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
    expect(r.name()).toBe('syn.acts/C1-second-lift');
    r.service.send({ type: 'CARD_READ', card: otherCard, at: readAt, verdict: 'good' });
    expect(r.name()).toBe('syn.acts/D1-asking');
    expect(r.service.context().visit).toMatchObject({
      actor: { idNumber: card.number },
      subject: { idNumber: otherCard.number },
    });
  });

  it('offline a queued service may be left with its identification pending, a live one may not', () => {
    const queued = rig();
    queued.service.send({ type: 'ONLINE', online: false });
    identify(queued, 'med.res.stop');
    queued.press('continue');
    queued.press('agree');
    queued.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
    expect(queued.name()).toBe('med.res.stop/C2');
    expect(queued.press('pending').ok).toBe(true);
    expect(queued.service.context().visit?.identityPending).toBe(true);
    const live = rig();
    identify(live);
    live.service.send({ type: 'ONLINE', online: false });
    expect(live.press('pending').ok).toBe(false);
  });
});

describe('before a visit', () => {
  it('F-1, H12: tiles are greyed with reason and alternative; the ID card is not asked for in vain', () => {
    const r = rig();
    r.service.send({ type: 'ONLINE', online: false });
    r.press('start');
    r.press('tab:print');
    const tiles = r.service.snapshot().screen.blocks.findLast((block) => block.type === 'tiles');
    if (tiles?.type !== 'tiles') throw new Error('no tiles');
    expect(tiles.tiles.length).toBeGreaterThan(0);
    for (const tile of tiles.tiles) expect(tile.unavailable?.text).toMatch(/致电|恢复/);
    const late = rig();
    late.begin('syn.acts');
    late.service.send({ type: 'ONLINE', online: false });
    late.press('agree');
    expect(late.name()).toBe('syn.acts/N1-item.notReady');
    late.service.send({ type: 'ONLINE', online: true });
    late.press('retry');
    expect(late.name()).toBe('syn.acts/C1');
  });

  it('F-4, F-22: a full queue stops what takes in and leaves what shows; a full disk stops everything', () => {
    const r = rig();
    const offers = (id: string) => {
      r.begin(id);
      const started = r.service.context().visit !== null;
      if (started) r.service.send({ type: 'EXIT' });
      return started;
    };
    r.service.send({ type: 'INTAKE', closed: 'queue' });
    expect(offers('syn.fields')).toBe(false);
    expect(r.text()).toContain('intake.queue');
    r.service.send({ type: 'INTAKE', closed: 'disk' });
    expect(offers('ss.card.query')).toBe(false);
    r.service.send({ type: 'INTAKE', closed: null });
    expect(offers('ss.card.query')).toBe(true);
  });

  it('F-4: nothing is called taken in offline where nothing is taken in, and a hub that refuses the key is not called away', () => {
    const r = rig();
    const because = (id: string) => {
      const item = all.find((candidate) => candidate.id === id);
      return item === undefined ? null : unavailableBecause(r.service.context(), item);
    };
    r.service.send({ type: 'ONLINE', online: false });
    r.service.send({ type: 'INTAKE', closed: 'queue' });
    expect(r.text()).toContain('intake.queue.away');
    expect(JSON.stringify(r.service.snapshot())).not.toContain('离线受理');
    expect(because('ss.card.query')).toBe('tile.offline');
    r.service.send({ type: 'INTAKE', closed: 'key' });
    expect(JSON.stringify(r.service.snapshot())).not.toMatch(/离线受理|网络断开|查询照常/);
    expect(because('ss.card.query')).toBe('tile.intake.key');
  });

  it('F-5: a clock in doubt closes only what counts days, and no page speaks of it', () => {
    const r = rig();
    const before = r.service.snapshot().screen.blocks.filter(({ type }) => type === 'notice');
    r.service.send({ type: 'INTAKE', closed: 'deadline' });
    expect(r.service.snapshot().screen.blocks.filter(({ type }) => type === 'notice')).toEqual(before);
    const closed = shippedItems.filter((item) => unavailableBecause(r.service.context(), item) !== null);
    expect(closed.map(({ id }) => id)).toEqual(expect.arrayContaining(['hlth.birth.reg', 'civil.elder.card']));
    expect(closed.map(({ id }) => id)).not.toContain('ss.card.loss');
  });

  it('F-4: whoever comes to the pad when intake closes reads why and where else, before any card', () => {
    const r = rig();
    r.begin('syn.fields');
    r.service.send({ type: 'INTAKE', closed: 'queue' });
    r.press('continue');
    r.press('agree');
    expect(r.name()).toBe('syn.fields/N1-item.notReady');
    expect(r.text()).toContain('本机暂停受理');
    r.service.send({ type: 'INTAKE', closed: null });
    expect(r.text()).not.toContain('本机暂停受理');
  });

  it('F-15: a bad touch panel is said on every page of a visit and ends none; off, the machine says where to go, or that its keys work', async () => {
    const off = { type: 'PANEL', panel: { fault: 'stuck', isOff: true } } as const;
    const hint = (r: SessionRig) => r.service.snapshot().bars.panel?.key;
    const r = rig(['navPad']);
    identify(r);
    const page = r.name();
    r.service.send({ type: 'PANEL', panel: { fault: 'stuck', isOff: false } });
    expect([r.name(), hint(r)]).toEqual([page, 'panel.stuck']);
    r.service.send(off);
    expect(r.name()).toBe(page);
    r.touch({ kind: 'exit' });
    await r.clock.advance(4_000);
    expect(r.name()).toBe('machine/touch');
    for (const words of ['panel.off.data', '020-00000000', '12345']) expect(r.text()).toContain(words);
    expect(r.press('start').ok).toBe(false);
    r.begin('syn.acts');
    expect(r.service.context().visit).toBeNull();
    r.service.send({ type: 'PANEL', panel: { fault: null, isOff: false } });
    expect([r.name(), hint(r)]).toEqual(['A0', undefined]);
    r.press('start');
    r.service.send(off);
    expect(r.name()).toBe('machine/touch');
    const keys = rig();
    keys.service.send(off);
    expect([keys.name(), hint(keys)]).toEqual(['A0', 'panel.stuck.keys']);
    expect(keys.text()).toContain('panel.keysOnly');
    keys.begin('syn.acts');
    expect(keys.service.context().visit).not.toBeNull();
  });

  it('a service that the city has switched off, or whose phase has not begun, says so', () => {
    const r = rig();
    const off = [{ item: 'ss.card.loss', reason: 'x' }];
    r.service.send({ type: 'SWITCHES', switches: { version: 2, phases: ['live'], off, hubTime: readAt } });
    const loss = all.find((item) => item.id === 'ss.card.loss');
    expect(loss === undefined ? null : unavailableBecause(r.service.context(), loss)).toBe('tile.offCity');
    r.begin('lic.view');
    expect(r.service.context().visit).toBeNull();
  });
});

describe('update', () => {
  it('F-17: taken on the idle page only; then no tile and no touch begins a visit, and the page names place, hours and phone and no time that nobody knows', () => {
    const r = rig();
    const outage = (minutes: number | null) => r.service.send({ type: 'OUTAGE', outage: { minutes } });
    r.begin('syn.acts');
    outage(2);
    expect(r.name()).toBe('syn.acts/B2');
    r.touch({ kind: 'exit' });
    outage(2);
    expect(r.name()).toBe('Z');
    expect(r.service.context().outage).toBeNull();
    const idle = rig();
    const place = {
      ...{ nameZh: '天河示例街道二号机', nameEn: 'Tianhe sample kiosk 2', district: '天河区', capabilities: [] },
      ...{ address: '天河区示例街道示例路2号', phone: '020-00000000', hours: '周一至周五 9:00–17:00' },
    };
    const places = [
      { ...place, placeId: 'TH0017', distanceM: 0, nameZh: '天河区测试街 01 号机' },
      { ...place, placeId: 'TH0019', distanceM: 2_400, nameZh: '天河示例街道九号机' },
      { ...place, placeId: 'TH0018', distanceM: 800 },
    ];
    idle.service.send({ type: 'KIOSKS', kiosks: { asOf: '2026-11-01', places } });
    idle.service.send({ type: 'OUTAGE', outage: { minutes: 2 } });
    expect(idle.name()).toBe('machine/updating');
    expect(idle.text()).toMatch(/天河示例街道二号机.*800 米.*9:00–17:00.*020-00000000/);
    expect(idle.text()).toContain('约需 2 分钟');
    expect(idle.text()).not.toMatch(/九号机|测试街 01/);
    idle.begin('syn.acts');
    idle.service.send({ type: 'PRESS', id: 'start', nonce: 'n', at: readAt });
    expect([idle.name(), idle.calls.includes('openVisit')]).toEqual(['machine/updating', false]);
    idle.service.send({ type: 'OUTAGE', outage: { minutes: null } });
    expect(idle.service.snapshot().screen.lead?.text).not.toMatch(/[0-9]/);
    idle.service.send({ type: 'OUTAGE', outage: null });
    expect(idle.name()).toBe('A0');
    idle.begin('syn.acts');
    expect(idle.calls).toContain('openVisit');
  });
});

describe('payment and card', () => {
  it('F-19, H9: an unknown payment makes no card, cannot be paid twice, and is never called paid', () => {
    const r = rig();
    toPay(r);
    expect(r.name()).toBe('syn.acts/P1-opening');
    r.service.send({ type: 'ORDER', order: { state: 'unknown', order: order('unknown') } });
    expect(r.name()).toBe('syn.acts/P1-unknown');
    expect(r.press('retry').ok).toBe(false);
    expect(r.calls).not.toContain('issueCard');
    r.service.send({ type: 'ORDER', order: { state: 'expired', order: order('expired') } });
    expect(r.press('retry').ok).toBe(true);
  });

  it('F-9, F-10: a card that was not taken is said to be locked, a refund stands where it is due', () => {
    const r = rig();
    toCard(r);
    expect(r.name()).toBe('syn.acts/G1-pin');
    r.service.send({ type: 'ISSUE', card: { state: 'working', step: 'write', pinEntered: 6 } });
    expect(r.name()).toBe('syn.acts/G1-making');
    r.service.send({ type: 'ISSUE', card: { state: 'offered', urgency: 'loud', seconds: 90 } });
    expect(r.name()).toBe('syn.acts/G1-take-loud');
    r.service.send({
      type: 'ISSUE',
      card: { state: 'settled', end: 'captured', step: 'present', last4: null, refund: true },
    });
    expect(r.name()).toBe('syn.acts/G1-end-captured-following');
    expect(r.text()).toContain('card.refund');
    expect(r.service.snapshot().screen.tone).toBe('attention');
    // Nobody stands there: what became of it is said and printed without a touch.
    expect(r.calls).toContain('followCard');
  });

  it('a card that came to nothing: told as such and not as "accepted", and the other ways are one touch away', () => {
    for (const end of ['voided', 'notStarted'] as const) {
      const r = rig();
      toCard(r);
      r.service.send({ type: 'ISSUE', card: { state: 'settled', end, step: 'write', last4: null, refund: true } });
      expect(r.name()).toBe(`syn.acts/G1-end-${end}`);
      r.press('continue');
      r.service.send({ type: 'DOCUMENT', document: { state: 'refused', reason: 'noRecord' } });
      r.press('end');
      const { screen } = r.service.snapshot();
      expect([screen.name, screen.heading.key, screen.tone]).toEqual([
        `syn.acts/F2-card-${end}`,
        `result.card.${end}`,
        'attention',
      ]);
      expect(r.text()).toContain('card.refund');
      const { answers } = r.service.context().visit ?? {};
      expect(r.press('link:syn.acts').ok).toBe(true);
      const visit = r.service.context().visit;
      expect([visit?.receiptNo, visit?.actor === null, visit?.card.state]).toEqual([null, false, 'none']);
      for (const key of visit?.touched ?? []) expect(visit?.answers[key]).toEqual(answers?.[key]);
    }
  });

  it('leaving while a card is inside: the page is blank at once, the visit ends when the card has its place', () => {
    const r = rig();
    toCard(r);
    r.service.send({ type: 'ISSUE', card: { state: 'working', step: 'write', pinEntered: 6 } });
    r.touch({ kind: 'exit' });
    expect(r.name()).toBe('machine/finishing');
    expect(r.text()).not.toContain('"personal":true,');
    expect(r.calls).not.toContain('stop issueCard');
    r.service.send({
      type: 'ISSUE',
      card: { state: 'settled', end: 'voided', step: 'write', last4: null, refund: true },
    });
    expect(r.name()).toBe('Z');
    expect(r.calls).toContain('wipe exit');
  });
});

describe('sending', () => {
  it('F-2, F-3, F-20: slow, unknown and twice each have their words, and nothing behind the submission runs', async () => {
    const r = rig();
    toPay(r);
    r.service.send({ type: 'ORDER', order: { state: 'paid', order: order('paid') } });
    r.service.send(stored);
    await r.clock.advance(5_000);
    expect(r.text()).toContain('submit.stillWorking');
    r.service.send({ type: 'RESULT', result: { state: 'unknown' } });
    expect(r.name()).toBe('syn.acts/F2-unknown');
    expect(r.calls).not.toContain('issueCard');
    const twice = rig();
    toPay(twice);
    twice.service.send({ type: 'ORDER', order: { state: 'paid', order: order('paid') } });
    twice.service.send(stored);
    twice.service.send({ type: 'RESULT', result: { state: 'duplicate', existingReceipt: 'TH0017-261123-0001-0' } });
    expect(twice.service.snapshot().screen.tone).toBe('information');
    // One number stands there, and what follows from the page goes by it: the first receipt. That of the repeated application is void.
    const numbers = twice.text().match(/TH0017-\d{6}-\d{4}-\d/g);
    expect([...new Set(numbers)]).toEqual(['TH0017-261123-0001-0']);
    twice.press('link:u.rate');
    expect(twice.service.context().visit?.answers.receiptNo).toBe('TH0017-261123-0001-0');
  });

  it('F-7: paper that did not come changes nothing of the result', () => {
    const r = rig();
    toCard(r);
    r.service.send({
      type: 'ISSUE',
      card: { state: 'settled', end: 'taken', step: 'present', last4: '1234', refund: false },
    });
    r.press('continue');
    expect(r.name()).toBe('syn.acts/G1-end-taken-following');
    r.service.send({ type: 'RESULT', result: { state: 'inProgress', dueOn: null, data: {} } });
    r.service.send({ type: 'DOCUMENT', document: { state: 'refused', reason: 'noRecord' } });
    expect(r.name()).toBe('syn.acts/N1-document.refused');
    r.press('end');
    // The application stands, and the citizen hears so before leaving; nothing is in force before the department has said so (H10).
    expect(r.name()).toBe('syn.acts/F2-card-taken');
    expect(r.service.snapshot().screen.tone).toBe('waiting');
    r.service.send({
      type: 'PRINT_SETTLED',
      visitId: 'v1',
      copy: 0,
      outcome: 'notStarted',
      code: 'E_COVER_OPEN',
      unprintable: false,
    });
    expect(r.text()).toContain('print.noReceipt');
    expect(r.service.snapshot().screen.heading.key).toBe('result.card.taken');
    r.press('finish');
    expect(r.name()).toBe('syn.acts/G1');
  });
});

describe('on the pages', () => {
  it('a hidden amount is uncovered one at a time for 10 s and covered by every change of page', async () => {
    const r = rig();
    identify(r);
    verifyBySms(r);
    r.service.send({ type: 'PULLED', path: 'hrss.cards', pulled: cardsFound(2) });
    r.service.send({ type: 'PULLS_DONE' });
    expect(r.text()).toContain('value.hidden');
    r.press('reveal:s1-0');
    expect(r.text()).toContain('示例银行');
    await r.clock.advance(10_000);
    expect(r.text()).not.toContain('示例银行');
  });

  it('a rating closes itself, and is never in the way of leaving', async () => {
    const r = rig();
    r.begin('u.rate');
    r.choose('receiptNo', 'TH');
    r.type('receiptNo', '001726112300423');
    r.service.send({ type: 'PULLS_DONE' });
    expect(r.name()).toBe('u.rate/G2');
    await r.clock.advance(10_000);
    expect(r.name()).toBe('Z');
  });
});
