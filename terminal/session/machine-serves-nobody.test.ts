import { describe, expect, it } from 'vitest';
import { languages } from '../../contract/text.ts';
import { qrModules } from '../receipt/receipt-qr.ts';
import { sessionRig } from './testing/session-rig.ts';

type Rig = ReturnType<typeof sessionRig>;

const places = [
  ['TH0002', '天河示例街道二号机', 800],
  ['TH0009', '天河示例街道九号机', 2_400],
].map(([placeId, nameZh, distanceM]) => ({
  placeId,
  nameZh,
  nameEn: 'Tianhe sample subdistrict',
  address: '广州市天河区示例路12号',
  hours: '9:00–17:00',
  distanceM,
  capabilities: ['idReader' as const],
})) as never;

/** docs/domain/screens.md §11: what happened, what became of your data, what now, a small number; no jargon, no red full screen. */
const faults: Readonly<Record<string, { readonly code?: string; readonly data: string; begin(r: Rig): void }>> = {
  storage: { code: 'F22', data: 'machine.data.storage', begin: (r) => r.service.send({ type: 'DURABILITY_LOST' }) },
  door: { code: 'F18', data: 'panel.off.data', begin: (r) => r.service.send({ type: 'DOOR', open: true }) },
  updating: {
    data: 'panel.off.data',
    begin: (r) => r.service.send({ type: 'OUTAGE', outage: { minutes: null } }),
  },
  maintenance: { data: 'panel.off.data', begin: (r) => r.service.send({ type: 'SERVICE', on: true }) },
  notice: {
    data: 'panel.off.data',
    begin: (r) => r.service.send({ type: 'FAULT_NOTICE', notice: { reason: 'paper', until: '15:30' } }),
  },
  touch: {
    code: 'F15',
    data: 'panel.off.data',
    begin: (r) => r.service.send({ type: 'PANEL', panel: { fault: 'dead', isOff: true } }),
  },
};

const rigOf = (fault: string): Rig => {
  const r = sessionRig({ missing: ['navPad'] });
  r.service.send({ type: 'KIOSKS', kiosks: { asOf: '2026-11-20', places } });
  faults[fault]?.begin(r);
  expect(r.name()).toBe(`machine/${fault}`);
  return r;
};

describe('a machine that serves nobody', () => {
  it.each(Object.keys(faults))(
    '%s: says what happened, what became of the data, where to go and whom to call, in calm colours',
    (fault) => {
      const r = rigOf(fault);
      for (const language of languages) {
        r.service.send({ type: 'LANGUAGE', language });
        const { screen } = r.service.snapshot();
        expect(screen.tone).not.toBe('attention');
        expect(screen.lead?.text).not.toBe('');
        const kinds = screen.blocks.map((block) => (block.type === 'notice' ? block.text.key : block.type));
        const remedy = fault === 'touch' ? ['paragraph'] : [];
        expect(kinds).toEqual([...remedy, faults[fault]?.data, 'facts', 'hotlines', 'paragraph']);
        const text = r.text();
        expect(text).toContain(language === 'en' ? '800 m' : '800 米');
        expect(text).not.toMatch(/2[.,]?4 ?(千米|公里|km)/);
        for (const number of ['020-00000000', '12345']) expect(text).toContain(number);
        expect(screen.keeperNote).toBe(
          faults[fault]?.code === undefined ? undefined : `TH0017-1123-${faults[fault]?.code}`,
        );
        expect(JSON.stringify([screen.heading, screen.lead, screen.blocks])).not.toMatch(
          /错误|异常|系统繁忙|错误代码|error|E_[A-Z]/i,
        );
        expect([screen.canExit, screen.actions.main]).toEqual([false, undefined]);
      }
    },
  );

  it('a store that cannot be written is not said to hold what was done here: who has a number is told to ask', () => {
    const r = rigOf('storage');
    expect(r.text()).not.toContain('即已保存');
    expect(r.text()).toContain('凭回执号致电 12345');
  });

  it('names no other machine that the city has not listed, and one number once where the machine has no keeper yet', () => {
    const r = sessionRig({ enrolled: null });
    r.service.send({ type: 'DURABILITY_LOST' });
    const { screen } = r.service.snapshot();
    expect(screen.blocks.some((block) => block.type === 'facts')).toBe(false);
    const lines = screen.blocks.flatMap((block) => (block.type === 'hotlines' ? block.lines : []));
    expect(lines.map(({ number }) => number)).toEqual(['12345']);
  });
});

describe('idle page', () => {
  it('says when this machine is open only where the city says so', () => {
    const r = sessionRig();
    expect(r.text()).not.toContain('idle.hours');
    const own = [{ ...(places as readonly object[])[0], placeId: 'TH0017', hours: '8:30–20:30' }] as never;
    r.service.send({ type: 'KIOSKS', kiosks: { asOf: '2026-11-20', places: own } });
    expect(r.text()).toContain('开放时间 8:30–20:30');
  });

  it('shows the way to the phone only where one is configured', () => {
    const has = (r: Rig) => r.service.snapshot().screen.blocks.some((block) => block.type === 'code');
    expect(has(sessionRig())).toBe(false);
    const r = sessionRig({ settings: { cityHotline: '12345', phoneService: qrModules('https://example.invalid/') } });
    expect(has(r)).toBe(true);
  });

  it('offers four services, what works now first, and keeps the greyed ones with words', () => {
    const r = sessionRig();
    r.service.send({ type: 'ONLINE', online: false });
    const tiles = r.service.snapshot().screen.blocks.flatMap((block) => (block.type === 'tiles' ? block.tiles : []));
    expect(tiles).toHaveLength(4);
    const states = tiles.map(({ unavailable }) => unavailable === undefined);
    expect(states).toEqual([...states].sort((a, b) => Number(b) - Number(a)));
  });
});

describe('help with the keeper', () => {
  const keeper = {
    name: '陈师傅',
    hours: { 'zh-CN': '工作日 8:30–17:30', 'zh-HK': '工作日 8:30 至 17:30', en: 'weekdays 8:30–17:30' },
    visits: { 'zh-CN': '每天上午', 'zh-HK': '每日上午', en: 'every morning' },
  };

  it('names the keeper, when they answer and when they come, in the language of the page; the name as it is', () => {
    const r = sessionRig({ settings: { cityHotline: '12345', keeper } });
    r.touch({ kind: 'help' });
    for (const language of languages) {
      r.touch({ kind: 'language', language });
      const rows = r.service.snapshot().screen.blocks.flatMap((block) => (block.type === 'facts' ? block.rows : []));
      expect(rows.map(({ value }) => value.text)).toEqual(['陈师傅', keeper.hours[language], keeper.visits[language]]);
    }
    for (const number of ['020-00000000', '12345']) expect(r.text()).toContain(number);
  });

  it('says nothing of a keeper who was not entered', () => {
    const r = sessionRig();
    r.touch({ kind: 'help' });
    expect(r.service.snapshot().screen.blocks.some((block) => block.type === 'facts')).toBe(false);
  });

  it('in 关怀模式 the button on every page offers a person: 帮办', () => {
    const r = sessionRig();
    const label = () => r.service.snapshot().bars.modeLabels.help.text;
    expect(label()).toBe('求助');
    r.touch({ kind: 'mode', mode: 'largeText' });
    expect(label()).toBe('帮办');
    r.press('tile:ss.card.loss');
    expect(label()).toBe('帮办');
    r.touch({ kind: 'exit' });
    expect(label()).toBe('帮办');
  });

  it('gives the time of a telephone call: a page with personal data is not ended behind it after 45 seconds', async () => {
    const r = sessionRig();
    r.press('tile:ss.card.loss');
    r.touch({ kind: 'help' });
    await r.clock.advance(119_000);
    expect(r.service.snapshot().warning).toBeNull();
    await r.clock.advance(1_000);
    expect(r.service.snapshot().warning?.endsInMs).toBe(30_000);
    r.touch({ kind: 'stay' });
    r.press('help.close');
    expect(r.name()).toBe('ss.card.loss/B2');
  });
});
