import { describe, expect, it } from 'vitest';
import { Snapshot } from '../../contract/snapshot.ts';
import { parse } from '../../contract/validate.ts';
import { line as checkLine } from '../checks/line.ts';
import { dispenserId } from '../devices/testing/card-rig.test-data.ts';
import { accessLimits } from './access.ts';
import { pageNames } from './rights.ts';
import { blockOf, settingsOf, type TechnicianRig, technicianRig } from './testing-rig.test-data.ts';

const audited = (rig: TechnicianRig, type: string) =>
  rig.audits.filter(([name]) => name === type).map(([, data]) => data);
const lineOf = (rig: TechnicianRig, id: string) => blockOf(rig, 'checks').lines.find((line) => line.id === id);

describe('a technician comes and goes', () => {
  it('by gesture, number and PIN; citizens see 设备维护中, the devices are his, and go back with the machine', async () => {
    await using rig = await technicianRig();
    await rig.comeIn();
    expect(rig.session.name()).toBe('machine/maintenance');
    await rig.until('the devices', () => rig.claims.inUse.length === 3);
    expect(rig.session.service.intent({ kind: 'press', id: 'start', epoch: 'e1', revision: 0 }).ok).toBe(false);
    rig.session.begin('ss.card.loss');
    expect(rig.session.calls).not.toContain('openVisit');
    rig.press('leave');
    expect([rig.at(), rig.session.name()]).toEqual(['leaving', 'machine/maintenance']);
    await rig.until('the citizens', () => rig.session.name() === 'A0' && rig.at() === '');
    expect(rig.claims.inUse).toEqual([]);
    // The page process in which the PIN was typed is replaced.
    expect(rig.wipes()).toBe(1);
    expect(audited(rig, 'tech.enter')).toEqual([
      { staff: '100001', role: 'technician', scope: 'whole', how: 'pin', result: 'ok' },
    ]);
    expect(audited(rig, 'tech.exit')).toEqual([{ staff: '100001', reason: 'leave' }]);
    expect(JSON.stringify([rig.audits, rig.session.snapshots])).not.toContain('284615');
    rig.session.begin('ss.card.loss');
    expect(rig.session.calls).toContain('openVisit');
  });

  it('a running visit is wiped before anything shows; an ID card on the pad is waited for by name', async () => {
    await using rig = await technicianRig();
    rig.session.begin('ss.card.loss');
    rig.session.service.send({ type: 'PAD', pad: 'present' });
    expect(rig.session.touch({ kind: 'knock' })).toMatchObject({ ok: false });
    rig.board.turn('serviceKey', 'on');
    expect(rig.session.service.place()).toBe('cleared');
    expect(rig.session.calls).toContain('wipe service');
    await rig.until('the end of the wipe', () => rig.session.service.place() === 'cardLeft');
    expect(blockOf(rig, 'checks').lines.map(({ id }) => id)).toEqual(['idCard.onPad']);
    rig.session.service.send({ type: 'PAD', pad: 'absent' });
    await rig.until('the page of the number', () => rig.at() === 'enter');
    rig.board.turn('serviceKey', 'off');
    expect(rig.session.name()).toBe('A0');
  });

  it('the opened cabinet ends the visit as ever, then asks who is there, and citizens come back when it is shut', async () => {
    await using rig = await technicianRig();
    rig.session.begin('ss.card.loss');
    const doors = (state: 'open' | 'closed') => {
      rig.board.turn('door', state);
      rig.session.service.send({ type: 'DOOR', open: state === 'open' });
    };
    doors('open');
    expect(rig.session.service.place()).toBe('cleared');
    await rig.until('the page of the number', () => rig.at() === 'enter');
    await rig.cards.clock.advance(accessLimits.enterMs * 3);
    expect(rig.at()).toBe('enter');
    doors('closed');
    expect([rig.at(), rig.session.name()]).toEqual(['', 'A0']);
    doors('open');
    await rig.until('the page of the number', () => rig.at() === 'enter');
    rig.press('leave');
    expect([rig.at(), rig.session.name()]).toEqual(['', 'machine/door']);
    expect(audited(rig, 'tech.enter')).toEqual([]);
  });

  it('a visit whose card is under way is not touched: nothing shows until it has ended', async () => {
    await using rig = await technicianRig();
    rig.session.begin('ss.card.loss');
    const issue = rig.cards.issue({ takeTimeoutMs: 5_000 });
    await rig.until('the card on its way', () => rig.cards.store.acts.openMotions(dispenserId).length > 0);
    rig.board.turn('serviceKey', 'on');
    await rig.cards.clock.advance(0);
    expect([rig.session.service.place(), rig.at()]).toEqual(['visit', '']);
    await rig.until('the hand', () => rig.cards.world.take());
    await rig.cards.within(issue);
    await rig.until('the page of the number', () => rig.at() === 'enter');
    expect(rig.session.service.context().visit).toBeNull();
  });

  it('five wrong PINs lock for 15 s, over a restart and a clock that was set; then the right one opens', async () => {
    await using rig = await technicianRig();
    const wrong = async () => {
      rig.type('pin', '999998');
      await rig.until('the answer', () => rig.at() === 'pin');
    };
    rig.session.touch({ kind: 'knock' });
    await rig.until('the page of the number', () => rig.at() === 'enter');
    rig.type('staffId', '100001');
    for (let i = 0; i < 5; i += 1) await wrong();
    expect(blockOf(rig, 'secret').lockedUntil).toBeDefined();
    await rig.restart();
    rig.cards.clock.jumpWall(86_400_000);
    rig.session.touch({ kind: 'knock' });
    await rig.until('the page of the number', () => rig.at() === 'enter');
    rig.type('staffId', '100001');
    rig.type('pin', '284615');
    await rig.cards.clock.advance(1_000);
    expect(rig.at()).toBe('pin');
    await rig.cards.clock.advance(14_000);
    rig.type('pin', '284615');
    await rig.until('today', () => rig.at() === 'today');
    expect(audited(rig, 'tech.enter').map(({ result }) => result)).toEqual([
      ...['failed', 'failed', 'failed', 'failed', 'locked', 'ok'],
    ]);
  });

  it('without the hub a PIN opens the emergency functions, and a code by phone the rest', async () => {
    await using rig = await technicianRig();
    rig.hub.isThere = false;
    await rig.comeIn();
    expect(rig.view().nav.map(({ id }) => id)).toEqual(['go:today', 'go:notice', 'go:restart', 'go:code']);
    expect(rig.session.press('go:devices').ok).toBe(false);
    rig.press('go:code');
    rig.press('code.ask');
    const { groups } = blockOf(rig, 'challenge');
    rig.type('code', 'AAAAAAAA');
    expect(rig.view().blocks[0]).toMatchObject({ type: 'notice', text: { key: 'tech.enter.codeWrong' } });
    rig.type('code', [...groups.join('')].reverse().join(''));
    expect(rig.view().nav.map(({ id }) => id)).toContain('go:devices');
    expect(audited(rig, 'tech.enter').map(({ how, result }) => `${how} ${result}`)).toEqual([
      ...['pin ok', 'code challenged', 'code failed', 'code ok'],
    ]);
  });

  it('a person whom the hub ends is out in the middle of a page', async () => {
    await using rig = await technicianRig();
    await rig.comeIn('200001');
    rig.hear(rig.hub.members.filter(({ staffId }) => staffId !== '200001'));
    await rig.until('the citizens', () => rig.session.name() === 'A0');
    expect(audited(rig, 'tech.exit')).toEqual([{ staff: '200001', reason: 'revoked' }]);
  });

  it('leaves by itself after five minutes without a touch, and when the cabinet is shut again', async () => {
    await using rig = await technicianRig();
    await rig.comeIn();
    await rig.cards.clock.advance(accessLimits.idleMs - 1_000);
    rig.press('go:network');
    await rig.cards.clock.advance(accessLimits.idleMs - 1_000);
    expect(rig.at()).toBe('network');
    await rig.until('the citizens', () => rig.session.name() === 'A0');
    await rig.comeIn();
    rig.board.turn('door', 'open');
    rig.board.turn('door', 'closed');
    await rig.until('the citizens again', () => rig.session.name() === 'A0');
    expect(audited(rig, 'tech.exit').map(({ reason }) => reason)).toEqual(['idle', 'doorClosed']);
  });
});

describe('what is done at the machine', () => {
  it('every page of a role fits the contract in three languages, and what is not offered does nothing', async () => {
    await using rig = await technicianRig();
    for (const staffId of ['100001', '200001']) {
      await rig.comeIn(staffId);
      await rig.until('the devices', () => rig.claims.inUse.length === 3);
      const offered = rig.view().nav.map(({ id }) => id);
      for (const language of ['zh-CN', 'zh-HK', 'en'] as const) {
        rig.session.touch({ kind: 'language', language });
        for (const id of offered) {
          rig.press(id);
          const shown = parse(Snapshot, rig.session.service.snapshot());
          expect(shown, `${id} ${language}`).toMatchObject({ ok: true });
        }
      }
      for (const page of pageNames) {
        const isOffered = offered.includes(`go:${page}`);
        expect(rig.session.press(`go:${page}`).ok, `${staffId} ${page}`).toBe(isOffered);
      }
      rig.press('leave');
      await rig.until('the citizens', () => rig.session.name() === 'A0');
    }
  });

  it('a test strip is printed once, however often it is touched, journalled and audited', async () => {
    await using rig = await technicianRig();
    await rig.comeIn('200001');
    await rig.until('the devices', () => rig.claims.inUse.length === 3);
    rig.press('go:tests');
    rig.press('test:receiptPrinter:strip');
    expect(rig.session.press('test:receiptPrinter:strip').ok).toBe(false);
    await rig.until('the result', () => lineOf(rig, 'receiptPrinter:strip')?.verdict === 'pass');
    expect(rig.slips).toHaveLength(1);
    expect(rig.slips[0]?.markup).toContain('㛃');
    expect(rig.store.acts.unsettled()).toEqual([]);
    expect(audited(rig, 'tech.action').map(({ staff, action, result }) => [staff, action, result])).toEqual([
      ['200001', 'test.receiptPrinter:strip', 'begun'],
      ['200001', 'test.receiptPrinter:strip', 'done'],
    ]);
    // A keeper moves no card, also not by an id that no page offers.
    rig.technician.intent({ kind: 'press', id: 'test:cardDispenser:reject', epoch: 'e1', revision: 0 });
    await rig.cards.clock.advance(30_000);
    expect(rig.store.custody.ofDevice(dispenserId)).toEqual([]);
  });

  it('a change of the configuration is looked at before it is taken back, under the number of the person; a keeper sees none of it', async () => {
    const { settings, applied } = settingsOf();
    await using rig = await technicianRig({ settings });
    await rig.comeIn();
    rig.press('go:config');
    expect(rig.view().blocks.map(({ type }) => type)).toEqual(['notice', 'table', 'settings', 'checks']);
    rig.press('config.next');
    rig.press('config.undo');
    expect([rig.at(), applied]).toEqual(['config-undo', []]);
    rig.press('config.dismiss');
    rig.press('config.undo');
    rig.press('config.apply');
    expect([rig.at(), applied]).toEqual(['config', ['100001']]);
    expect(rig.session.press('config.apply').ok).toBe(false);
    expect(audited(rig, 'tech.action')).toMatchObject([{ staff: '100001', action: 'config.undo', result: 'done' }]);
    rig.press('leave');
    await rig.until('the citizens', () => rig.session.name() === 'A0');
    await rig.comeIn('200001');
    expect(rig.session.press('go:config').ok).toBe(false);
    rig.technician.intent({ kind: 'press', id: 'config.apply', epoch: 'e1', revision: 0 });
    expect(applied).toEqual(['100001']);
  });

  it('a blank goes to the reject bin: the world and the ledger say the same, and nobody is owed a card', async () => {
    await using rig = await technicianRig({ hopper: 3 });
    await rig.comeIn();
    await rig.until('the devices', () => rig.claims.inUse.length === 3);
    rig.press('go:tests');
    rig.press('test:cardDispenser:reject');
    await rig.until('the result', () => lineOf(rig, 'cardDispenser:reject')?.verdict === 'pass');
    expect(rig.cards.world.hopper).toBe(2);
    expect(rig.store.custody.open()).toEqual([]);
    expect(rig.store.custody.ofDevice(dispenserId).map(({ state, session }) => [state, session])).toEqual([
      ['retained', null],
    ]);
  });

  it('cards are filled by two persons: counts before and after, a difference with its reason, ledger, message and slip', async () => {
    await using rig = await technicianRig();
    const counted = await rig.store.bins.beginExchange({ id: 'x', deviceId: dispenserId, operator: 'test' });
    expect(counted.ok).toBe(true);
    await rig.cards.within(rig.store.bins.endExchange('x', { hopper: 40, retain: 0 }));
    await rig.comeIn();
    await rig.until('the devices', () => rig.claims.inUse.length === 3);
    rig.press('go:supplies');
    rig.press('refill:cards');
    rig.type('staff2', '100001');
    expect(blockOf(rig, 'digits').error?.text).toBeDefined();
    rig.type('staff2', '200001');
    rig.type('pin2', '739505');
    await rig.until('the answer', () => rig.view().blocks[0]?.type === 'digits');
    rig.type('staff2', '200001');
    rig.type('pin2', '739504');
    await rig.until('the count', () => rig.view().blocks.some((block) => block.type === 'supplies'));
    // In hand: the pages do not change, and neither key nor cabinet ends it.
    rig.press('go:today');
    expect(rig.at()).toBe('refill');
    rig.type('count:found', '39');
    rig.type('count:after', '100');
    rig.choose('refill.reason', 'miscount');
    rig.press('refill.confirm');
    await rig.until('the end', () => rig.at() === 'supplies');
    expect(rig.store.bins.counts(dispenserId)).toMatchObject({ hopper: { count: 100 } });
    expect(rig.store.bins.exchanges(dispenserId).at(-1)).toMatchObject({ operator: '100001+200001', state: 'ended' });
    expect(rig.store.outbox.list().map(({ topic }) => topic)).toContain('tech.replenished');
    expect(rig.slips.at(-1)?.markup).toContain('-1');
    rig.press('leave');
    await rig.until('the citizens', () => rig.session.name() === 'A0');
  });

  it('a count that is given up changes nothing, and leaving in the middle of it neither', async () => {
    await using rig = await technicianRig();
    await rig.comeIn();
    await rig.until('the devices', () => rig.claims.inUse.length === 3);
    rig.press('go:supplies');
    for (const end of ['refill.cancel', 'leave']) {
      await rig.until('the offer', () =>
        blockOf(rig, 'supplies').rows.some(({ action }) => action?.id === 'refill:retain'),
      );
      rig.press('refill:retain');
      rig.type('staff2', '200002');
      rig.type('pin2', '615083');
      await rig.until('the count', () =>
        rig.view().blocks.some((block) => block.type === 'supplies' && block.rows.length === 1),
      );
      rig.type('count:found', '3');
      rig.press(end);
      await rig.until('the end', () => rig.at() !== 'refill' && rig.at() !== 'leaving');
    }
    expect(rig.store.bins.counts(dispenserId).retain).toBeNull();
    expect(rig.store.bins.exchanges(dispenserId).map(({ state }) => state)).toEqual(['abandoned', 'abandoned']);
    expect(rig.claims.inUse).toEqual([]);
  });

  it('a notice stands on the page of citizens, over a restart, until its time is over or somebody lifts it', async () => {
    await using rig = await technicianRig();
    await rig.comeIn('200001');
    rig.press('go:notice');
    expect(rig.session.press('notice.post').ok).toBe(false);
    rig.choose('notice.reason', 'paper');
    rig.choose('notice.back', 'hour');
    rig.press('notice.post');
    rig.press('leave');
    await rig.until('the citizens', () => rig.session.name() === 'machine/notice');
    expect(rig.session.text()).toContain('缺纸');
    await rig.restart();
    expect(rig.session.name()).toBe('machine/notice');
    rig.session.begin('ss.card.loss');
    expect(rig.session.calls).not.toContain('openVisit');
    await rig.cards.clock.advance(3_600_000);
    expect(rig.session.name()).toBe('A0');
    await rig.comeIn('200001');
    rig.press('go:notice');
    rig.choose('notice.reason', 'cleaning');
    rig.choose('notice.back', 'unknown');
    rig.press('notice.post');
    rig.press('notice.lift');
    rig.press('leave');
    await rig.until('the citizens', () => rig.session.name() === 'A0');
    expect(audited(rig, 'tech.action').map(({ action }) => action)).toEqual([
      ...['notice.post.paper', 'notice.over', 'notice.post.cleaning', 'notice.lift'],
    ]);
  });

  it('checks the machine now: what failed is told with what to do, kept, audited, and not open to whoever came in by PIN alone', async () => {
    await using rig = await technicianRig();
    await rig.comeIn('200001');
    rig.found.push(
      checkLine('store.disk', 'store', 'fail', { measured: 96, unit: 'percent', limit: 85, todo: 'freeDisk' }),
      checkLine('device.link', 'idReader', 'pass', { word: 'up' }),
    );
    expect(rig.view().blocks.filter(({ type }) => type === 'checks')).toHaveLength(1);
    rig.press('checks.run');
    await rig.until('the result', () => rig.view().blocks.filter(({ type }) => type === 'checks').length === 2);
    const [, told] = rig.view().blocks.filter((block) => block.type === 'checks');
    expect(told?.title?.text).toContain('通过 1 项，注意 0 项，不通过 1 项');
    expect(told?.lines.map(({ label, measured, todo }) => [label.text, measured?.text, todo?.text])).toEqual([
      ['本机数据库 · 磁盘已用', '96 % (85 %)', '腾出磁盘空间：删除旧日志和安装包，不要动数据文件夹'],
    ]);
    expect(audited(rig, 'selftest')).toEqual([{ result: 'fail: store' }]);
    rig.press('go:supplies');
    expect(JSON.stringify(rig.view().blocks)).toContain('约剩 12 天');
    rig.press('leave');
    await rig.until('the citizens', () => rig.session.name() === 'A0');
    rig.hub.isThere = false;
    await rig.comeIn();
    expect(rig.session.press('checks.run').ok).toBe(false);
  });
});
