import { describe, expect, it } from 'vitest';
import { type Capability, capabilities } from '../../contract/catalogue/condition.ts';
import { packIsOld } from './availability.ts';
import { card, documentReply, found, none, readAt } from './testing/session-fixtures.ts';
import { type SessionRig, sessionRig, shippedItems, verifyBySms } from './testing/session-rig.ts';

const place = (placeId: string, distanceM: number, without: readonly Capability[] = []) => ({
  placeId,
  nameZh: `${placeId} 号机`,
  nameEn: `Kiosk ${placeId}`,
  district: 'x',
  address: '测试路',
  phone: '020-0',
  distanceM,
  hours: '24h',
  capabilities: capabilities.filter((capability) => !without.includes(capability)),
});

describe('H4: something of somebody’s is still here', () => {
  it('a card at the outlet lets nobody begin, on a page of its own, until the sensor says that it is gone', () => {
    const r = sessionRig();
    r.service.send({ type: 'OUTLET', hasCard: true });
    r.begin('ss.card.query');
    expect(r.service.context().visit).toBeNull();
    expect(r.name()).toBe('machine/outlet');
    expect(r.text()).toContain('cardDispenser');
    r.service.send({ type: 'PAD', pad: 'absent' });
    expect(r.name()).toBe('machine/outlet');
    r.service.send({ type: 'OUTLET', hasCard: false });
    expect(r.name()).toBe('A0');
    r.begin('ss.card.query');
    expect(r.service.context().visit).not.toBeNull();
  });

  it('a visit that ends with a card at the outlet does not end in "touch to start"', async () => {
    const r = sessionRig();
    r.begin('ss.card.query');
    r.service.send({ type: 'OUTLET', hasCard: true });
    r.touch({ kind: 'exit' });
    await r.clock.advance(4_000);
    expect(r.name()).toBe('machine/outlet');
    await r.clock.advance(61_000);
    expect(r.name()).toBe('machine/outlet-neutral');
  });
});

describe('tiles', () => {
  const unavailable = (r: SessionRig, id: string) => {
    r.press('start');
    r.press('tab:query');
    const tiles = r.service.snapshot().screen.blocks.flatMap((block) => (block.type === 'tiles' ? block.tiles : []));
    return tiles.find((tile) => tile.id === `tile:${id}`)?.unavailable?.text;
  };

  it('what this machine cannot do keeps its reason and names the nearest machine that has the device; without a list other machines in general', () => {
    const r = sessionRig({ missing: ['idReader'] });
    expect(unavailable(r, 'ss.card.query')).toBe('本机读卡器暂不能用，请到其他一体机，或致电 12333');
    const places = [place('far', 3_400), place('TH0017', 0), place('near', 420), place('beside', 90, ['idReader'])];
    r.service.send({ type: 'KIOSKS', kiosks: { asOf: '2026-11-22', places } });
    r.service.send({ type: 'EXIT' });
    expect(unavailable(r, 'ss.card.query')).toBe('本机读卡器暂不能用。最近可办：near 号机，约 420 米；或致电 12333');
  });

  it('lists of long ago are said to be so, and only where they are what is shown', () => {
    const r = sessionRig();
    const item = shippedItems.find(({ id }) => id === 'joint.track');
    if (item === undefined) throw new Error('no item');
    r.service.send({ type: 'KIOSKS', kiosks: { asOf: '2026-09-01', places: [] } });
    expect(packIsOld(r.service.context(), item)).toBe(false);
    r.service.send({ type: 'ONLINE', online: false });
    expect(packIsOld(r.service.context(), item)).toBe(true);
    r.service.send({ type: 'KIOSKS', kiosks: { asOf: '2026-11-20', places: [] } });
    expect(packIsOld(r.service.context(), item)).toBe(false);
  });
});

describe('J2: paper runs out within a document', () => {
  it('says how many pages are out and what the keeper can do, and goes back to printing by itself', () => {
    const r = sessionRig();
    r.begin('u.help');
    const { visit } = r.service.context();
    if (visit === null) throw new Error('no visit');
    const printing = { state: 'printing' as const, page: 2, of: 5, reply: documentReply() };
    // The page is a function of the context: a stopped printer within the job, whatever item prints.
    const context = (fault: 'E_SUPPLY_OUT' | 'E_MEDIA_JAM' | null) => ({
      ...r.service.context(),
      visit: { ...visit, document: printing },
      devices: { ...r.service.context().devices, a4Printer: { availability: 'limited' as const, fault } },
    });
    const screen = (fault: Parameters<typeof context>[0]) => r.pageOf(context(fault), { visit: 'printDocument' });
    expect(screen(null).name).toBe('u.help/G1-printing');
    const paper = screen('E_SUPPLY_OUT');
    expect(paper.name).toBe('u.help/G1-printing-fault');
    expect(paper.heading.text).toContain('已打印 2 页');
    expect(paper.lead?.text).toContain('90 秒');
    expect(paper.keeperNote).toBe('E_SUPPLY_OUT');
    expect(screen('E_MEDIA_JAM').lead?.text).toContain('卡纸');
  });
});

describe('the code of an e-licence', () => {
  const licence = (qr: string) => found({ licId: 'l', nameZh: '证', nameEn: 'L', rows: [], qr, qrSeconds: 60 });
  const code = (r: SessionRig) => r.service.snapshot().screen.blocks.find((block) => block.type === 'code');

  function toView(r: SessionRig) {
    r.begin('lic.view');
    r.press('continue');
    r.press('agree');
    const { visit } = r.service.context();
    if (visit === null) throw new Error('no visit');
    return visit;
  }

  /** To the question for the data of the one licence of this person. */
  function toData(): SessionRig {
    const r = sessionRig();
    toView(r);
    r.service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
    verifyBySms(r);
    const one = { licId: 'l', kind: 'k', nameZh: '证', nameEn: 'L', group: 'id', issuer: 'x', validTo: '2030-01-01' };
    r.service.send({ type: 'PULLED', path: 'lic.list', pulled: found({ licences: [{ ...one, printable: true }] }) });
    for (let i = 0; i < 4 && r.name().includes('D2-'); i += 1) {
      const block = r.service.snapshot().screen.blocks.find((candidate) => candidate.type === 'choice');
      if (block?.type === 'choice') r.choose(block.name, block.options[0]?.id ?? '');
      r.press('continue');
    }
    expect(r.service.context().visit?.asking.map(({ path }) => path)).toEqual(['lic.data']);
    return r;
  }
  /** To its page, when its code has had its time. */
  async function toOver(): Promise<SessionRig> {
    const r = toData();
    const rows = [{ labelZh: '准驾车型', labelEn: 'Class', value: 'C1' }];
    const data = { licId: 'l', nameZh: '证', nameEn: 'L', rows, qr: 'LIC-1', qrSeconds: 20 };
    r.service.send({ type: 'PULLED', path: 'lic.data', pulled: found(data), at: readAt });
    r.service.send({ type: 'PULLS_DONE' });
    await r.clock.advance(20_000);
    expect(r.name()).toBe('lic.view/V1-code-over');
    return r;
  }
  const said = (r: SessionRig) =>
    r.service
      .snapshot()
      .screen.blocks.flatMap((block) => (block.type === 'notice' ? [block.title?.key ?? block.text.key] : []));
  const facts = (r: SessionRig) => JSON.stringify(r.service.snapshot().screen.blocks).includes('准驾车型');

  it('a new one that does not come takes nothing away: the licence stands, the old code does not, and it can be asked for again', async () => {
    for (const status of ['away', 'timeout'] as const) {
      const r = await toOver();
      r.press('newCode');
      expect([said(r), facts(r)]).toEqual([['view.code.renewing'], true]);
      const lost = status === 'away' ? { status } : { status, source: 'gz.data', asOf: '2026-11-23', data: null };
      r.service.send({ type: 'PULLED', path: 'lic.data', pulled: lost });
      r.service.send({ type: 'PULLS_DONE' });
      expect([said(r), facts(r), code(r)]).toEqual([['view.code.over', 'view.code.away'], true, undefined]);
      r.press('newCode');
      r.service.send({ type: 'PULLED', path: 'lic.data', pulled: licence('LIC-2'), at: '2026-11-23T06:05:00.000Z' });
      r.service.send({ type: 'PULLS_DONE' });
      expect([said(r), code(r)]).toMatchObject([[], { endsAt: '2026-11-23T06:06:00.000Z' }]);
    }
  });

  it('what the department says meanwhile counts: a licence that is no more does not stand on', async () => {
    const r = await toOver();
    r.press('newCode');
    r.service.send({ type: 'PULLED', path: 'lic.data', pulled: none });
    r.service.send({ type: 'PULLS_DONE' });
    expect([facts(r), code(r)]).toEqual([false, undefined]);
  });

  it('lives sixty seconds from when the city gave it and is not shown again; a new one is asked for', async () => {
    const r = toData();
    r.service.send({ type: 'PULLED', path: 'lic.data', pulled: licence('LIC-1'), at: readAt });
    r.service.send({ type: 'PULLS_DONE' });
    expect(r.name()).toBe('lic.view/V1');
    expect(code(r)).toMatchObject({ endsAt: '2026-11-23T06:04:12.000Z' });
    await r.clock.advance(30_000);
    r.touch({ kind: 'present' });
    await r.clock.advance(31_000);
    expect(r.name()).toBe('lic.view/V1-code-over');
    expect(code(r)).toBeUndefined();
    r.press('newCode');
    expect(r.service.context().visit?.asking.map(({ path }) => path)).toEqual(['lic.data']);
    r.service.send({ type: 'PULLED', path: 'lic.data', pulled: licence('LIC-2'), at: '2026-11-23T06:05:00.000Z' });
    r.service.send({ type: 'PULLS_DONE' });
    expect(code(r)).toMatchObject({ endsAt: '2026-11-23T06:06:00.000Z' });
  });
});
