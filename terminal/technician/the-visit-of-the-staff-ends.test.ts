import { describe, expect, it } from 'vitest';
import { err, ok, type Result } from '../../contract/result.ts';
import type { Medium, MediumFault } from '../bundle/media.ts';
import type { SealedBundle } from '../bundle/seal-bundle.ts';
import { line as checkLine } from '../checks/line.ts';
import type { Bundles } from './bench-bundle.ts';
import { type TechnicianRig, technicianRig } from './testing-rig.test-data.ts';

const said = (rig: TechnicianRig): string => JSON.stringify(rig.view().blocks);
const acts = (rig: TechnicianRig) =>
  rig.audits.filter(([type]) => type === 'tech.action').map(([, { action, result }]) => `${action} ${result}`);

describe('the slip of the day’s check', () => {
  it('says machine, hour, who, every line and the version; what did not pass with what to do', async () => {
    await using rig = await technicianRig();
    rig.found.push(
      checkLine('device.link', 'idReader', 'pass', { word: 'up' }),
      checkLine('store.disk', 'store', 'fail', { measured: 96, unit: 'percent', limit: 85, todo: 'freeDisk' }),
    );
    await rig.comeIn('200001');
    // Nothing was checked yet: there is nothing to print.
    expect(rig.session.press('slip.print').ok).toBe(false);
    rig.press('checks.run');
    await rig.until('the result', () => rig.view().actions.other.some(({ id }) => id === 'slip.print'));
    await rig.until('the devices', () => rig.claims.inUse.length === 3);
    rig.press('slip.print');
    await rig.until('the slip', () => said(rig).includes('检查小票已打印'));
    expect(rig.slips).toHaveLength(1);
    const markup = rig.slips[0]?.markup ?? '';
    for (const word of ['每日检查', 'TH0017', '200001', '有不通过的项目', '96 %', '腾出磁盘空间', '签名'])
      expect(markup).toContain(word);
    expect(acts(rig)).toContain('slip.readiness done');
  });
});

describe('turning the machine off', () => {
  it('takes two touches, is recorded, and says it where the system does not', async () => {
    const answers: Result<void, string>[] = [err('126'), ok(undefined)];
    let asked = 0;
    await using rig = await technicianRig({
      powerOff: () => {
        asked += 1;
        return Promise.resolve(answers.shift() ?? ok(undefined));
      },
    });
    await rig.comeIn('200001');
    rig.press('go:restart');
    expect(rig.session.press('power.off').ok).toBe(false);
    rig.press('power.ask');
    expect([rig.at(), asked]).toEqual(['power', 0]);
    rig.press('power.off');
    await rig.until('the answer', () => said(rig).includes('系统没有关机'));
    rig.press('power.ask');
    rig.press('power.off');
    await rig.until('the end', () => said(rig).includes('正在关机'));
    expect(acts(rig)).toEqual([...['power.off begun', 'power.off 126', 'power.off begun', 'power.off done']]);
  });

  it('waits, as the restart does, for a card that is in somebody’s way', async () => {
    let asked = 0;
    await using rig = await technicianRig({
      powerOff: () => {
        asked += 1;
        return Promise.resolve(ok(undefined));
      },
    });
    await rig.comeIn();
    rig.press('go:restart');
    rig.press('power.ask');
    // Laid down between the question and the answer.
    rig.session.service.send({ type: 'PAD', pad: 'present' });
    rig.press('power.off');
    await rig.cards.clock.advance(1_000);
    expect([rig.at(), asked]).toEqual(['power', 0]);
    expect(said(rig)).toContain('idCard.onPad');
    rig.press('go:restart');
    rig.press('restart.program');
    expect([rig.at(), said(rig).includes('idCard.onPad')]).toEqual(['power', true]);
    rig.session.service.send({ type: 'PAD', pad: 'absent' });
    rig.press('go:restart');
    rig.press('power.ask');
    rig.press('power.off');
    await rig.until('the end', () => asked === 1);
    expect(acts(rig)).toEqual([
      ...['power.off refused idCard.onPad', 'restart refused idCard.onPad', 'power.off begun', 'power.off done'],
    ]);
  });

  it('is not offered to whoever came in by PIN alone', async () => {
    await using rig = await technicianRig({ powerOff: () => Promise.resolve(ok(undefined)) });
    rig.hub.isThere = false;
    await rig.comeIn();
    rig.press('go:restart');
    expect(rig.session.press('power.ask').ok).toBe(false);
    rig.technician.intent({ kind: 'press', id: 'power.ask', epoch: 'e1', revision: 0 });
    expect(rig.at()).toBe('restart');
  });
});

describe('the log bundle', () => {
  const header = { kiosk: 'TH0017', madeAt: '2026-11-28T08:00:00.000Z' };
  const bundle = { header, bytes: Buffer.alloc(2_000), files: [] } as unknown as SealedBundle;
  const stick = (more: Partial<Medium> = {}): Medium => ({
    ...{ path: '/media/STICK', name: 'STICK', freeBytes: 4_000_000, isReadOnly: false },
    ...more,
  });
  /** Writes that end when the test says so. */
  function bundles(media: readonly Medium[]) {
    const ends: ((result: Result<void, MediumFault>) => void)[] = [];
    const names: string[] = [];
    const made: Bundles = {
      media: {
        list: () => Promise.resolve(media),
        write: (_, { name }, onStep) => {
          names.push(name);
          onStep('write', 0.5);
          return new Promise((resolve) => ends.push(resolve));
        },
      },
      make: () => Promise.resolve(ok(bundle)),
      upload: (_, onPart) => {
        onPart(1);
        return Promise.resolve(err('away'));
      },
    };
    return { made, ends, names };
  }

  it('says “unplug now” only after it was read back, and why not where it was not', async () => {
    const { made, ends, names } = bundles([stick()]);
    await using rig = await technicianRig({ bundles: made });
    await rig.comeIn();
    rig.press('go:bundle');
    await rig.until('the stick', () => said(rig).includes('/media/STICK'));
    rig.press('bundle.write:0');
    await rig.until('half of it', () => said(rig).includes('50 %'));
    expect(said(rig)).not.toContain('现在可以拔出');
    expect(rig.view().waiting?.text).toContain('不要拔出');
    expect(rig.session.press('bundle.write:0').ok).toBe(false);
    ends.shift()?.(err('damaged'));
    await rig.until('the word', () => said(rig).includes('读回的内容不一样'));
    rig.press('bundle.write:0');
    await rig.until('the second', () => ends.length === 1);
    ends.shift()?.(ok(undefined));
    await rig.until('the end', () => said(rig).includes('现在可以拔出'));
    expect(names).toEqual(['TH0017-20261128T080000000Z.bundle', 'TH0017-20261128T080000000Z.bundle']);
    rig.press('bundle.upload');
    await rig.until('the hub', () => said(rig).includes('没有送达中心'));
    expect(acts(rig)).toEqual([
      ...['bundle.medium begun', 'bundle.medium damaged', 'bundle.medium begun', 'bundle.medium done'],
      ...['bundle.hub begun', 'bundle.hub away'],
    ]);
  });

  it('a stick that is full or locked is listed with the word for it and takes nothing; a keeper has no such page', async () => {
    const { made } = bundles([stick({ freeBytes: 10 }), stick({ path: '/media/B', name: 'B', isReadOnly: true })]);
    await using rig = await technicianRig({ bundles: made });
    await rig.comeIn();
    rig.press('go:bundle');
    await rig.until('the sticks', () => said(rig).includes('/media/B'));
    expect(said(rig)).toContain('空间不够');
    expect(said(rig)).toContain('写保护');
    for (const i of [0, 1]) expect(rig.session.press(`bundle.write:${i}`).ok).toBe(false);
    rig.press('leave');
    await rig.until('the citizens', () => rig.session.name() === 'A0');
    await rig.comeIn('200001');
    expect(rig.session.press('go:bundle').ok).toBe(false);
  });
});
