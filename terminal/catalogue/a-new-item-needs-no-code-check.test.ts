import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { capabilities } from '../../contract/catalogue/condition.ts';
import type { IntentBody } from '../../contract/intent.ts';
import { noLog } from '../../contract/log.ts';
import { referenceMachine } from '../../contract/reference-machine.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { createSessionService } from '../session/session-service.ts';
import { card, found, identity, idlePorts, readAt } from '../session/testing/session-fixtures.ts';
import { staticFindings } from './check/check-catalogue.ts';
import { configFolder, guideItem, guideTexts } from './check/guide-example.test-data.ts';
import { readCatalogue } from './check/read-config.ts';
import { walkItem } from './check/walk/walk-item.ts';
import { loadItems } from './load-items.ts';
import { loadTexts } from './texts.ts';

const folder = configFolder();
afterAll(() => folder[Symbol.dispose]());
folder.write('catalogue/civil.wheelchair.loan.json', guideItem);
folder.write('texts/items-wheelchair.json', guideTexts);

/** A session with the items of the folder and nothing else. */
function session() {
  const texts = loadTexts(join(folder.dir, 'texts'));
  const items = loadItems(join(folder.dir, 'catalogue'), texts);
  if (!items.ok) throw new Error(items.error.reason);
  const clock = new VirtualClock(Date.parse(readAt));
  let id = 0;
  const service = createSessionService({
    ports: idlePorts([]),
    items: items.value,
    themes: [],
    texts,
    machine: referenceMachine,
    settings: { cityHotline: '12345' },
    clock,
    log: noLog,
    epoch: 'e1',
    identity,
    crashed: false,
    durable: true,
    newId: () => `v${++id}`,
    publish: () => undefined,
    receiptQr: () => null,
  });
  service.start();
  for (const capability of capabilities)
    service.send({ type: 'DEVICE', capability, view: { availability: 'ready', fault: null } });
  service.send({ type: 'ONLINE', online: true });
  service.send({ type: 'PAD', pad: 'absent' });
  const touch = (body: IntentBody) =>
    service.intent({ ...body, epoch: 'e1', revision: service.snapshot().revision } as Parameters<
      typeof service.intent
    >[0]);
  return {
    service,
    press: (pressId: string) => touch({ kind: 'press', id: pressId }),
    type: (name: string, value: string) => touch({ kind: 'type', name, value }),
    name: () => service.snapshot().screen.name,
  };
}

const person = found({
  name: '黎赟',
  sex: 'female',
  birthDate: '1992-03-15',
  hukou: 'guangzhou',
  mobile: '13800138000',
  district: '天河区',
});
const address = found({
  address: '广州市天河区测试路1号',
  district: '天河区',
  street: '石牌街',
  community: '测试社区',
  registered: '2020-01-01',
});

describe('a new item, the example of docs/services.md', () => {
  it('is accepted by the check as data and texts alone, and every path of it ends', () => {
    const config = readCatalogue(folder.dir);
    expect(staticFindings(config).filter((finding) => finding.level === 'error')).toEqual([]);
    const file = config.items.find(({ item }) => item.id === 'civil.wheelchair.loan');
    if (file === undefined) throw new Error('the item is not there');
    const walked = walkItem(file);
    expect(walked.findings).toEqual([]);
    expect(walked.steps).toBe(file.item.steps.length);
    expect(walked.paths).toBeGreaterThan(100n);
  });

  it('is walked by the session to its done page without code of its own', () => {
    const { service, press, type, name } = session();
    const at = (page: string) => expect(name()).toBe(page);
    press('start');
    press('tile:civil.wheelchair.loan');
    at('civil.wheelchair.loan/B1');
    press('continue');
    at('civil.wheelchair.loan/B2');
    press('agree');
    at('civil.wheelchair.loan/C1');
    service.send({ type: 'CARD_READ', card, at: readAt, verdict: 'good' });
    at('civil.wheelchair.loan/C2');
    press('method:sms');
    service.send({ type: 'SMS_SENT', codeId: 'c1', to: '138****8000' });
    service.send({ type: 'VERIFIED', method: 'sms', assurance: 'sms', at: readAt });
    at('civil.wheelchair.loan/D1-asking');
    service.send({ type: 'PULLED', path: 'ps.person', pulled: person });
    service.send({ type: 'PULLED', path: 'ps.addrReg', pulled: address });
    service.send({ type: 'PULLS_DONE' });
    at('civil.wheelchair.loan/D1');
    press('continue');
    at('civil.wheelchair.loan/D2-from');
    type('from', '2026-11-25');
    at('civil.wheelchair.loan/D2-weeks');
    type('weeks', '5');
    at('civil.wheelchair.loan/D2-why');
    type('why', '手术后休养');
    // The mobile number is known and not asked.
    at('civil.wheelchair.loan/D2-declare');
    press('agree');
    at('civil.wheelchair.loan/E1');
    expect(JSON.stringify(service.snapshot().screen)).toContain('申请借用');
    press('submit');
    at('civil.wheelchair.loan/F1');
    service.send({ type: 'STORED', receiptNo: 'TH0017-261123-0042-3', messageId: 'm1', at: readAt });
    service.send({ type: 'DELIVERED' });
    service.send({ type: 'RESULT', result: { state: 'accepted', dueOn: '2026-11-24', data: {} } });
    at('civil.wheelchair.loan/F2-accepted');
    expect(service.snapshot().screen.heading.text).toBe('已受理，请等通知');
    expect(service.context().visit?.answers).toMatchObject({ weeks: '5', why: '手术后休养', mobile: '13800138000' });
    service.stop();
  });
});
