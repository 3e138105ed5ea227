import { createHash, randomUUID } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import type { PullPath } from '../contract/pulls/pulls.ts';
import { pullPaths } from '../contract/pulls/pulls.ts';
import { addDays, cityDay, isWorkingDay } from '../contract/working-days.ts';
import { cityCalendar } from './city/reference.ts';
import { tidy } from './housekeeping.ts';
import { application, call, operator, people, submit, view } from './testing/case-kit.ts';
import { openHubFixture, tablesWith } from './testing/hub-fixture.ts';

/** Appears nowhere else, so that wherever it turns up, it came from this visit. */
const canary = { idNumber: people.liYun.idNumber, name: people.liYun.name };
const mobile = '19912345678';
const words = 'CANARY金丝雀';

function nextWorkingDay(): string {
  let day = addDays(cityDay(Date.now()), 1);
  while (!isWorkingDay(cityCalendar, day)) day = addDays(day, 1);
  return day;
}

test('a canary person who uses every service leaves no name, number, mobile or word in a log line, nor in a table outside the departments', async () => {
  const f = await openHubFixture({ decisionDelayMs: 200 });
  try {
    const machine = await f.machine();
    const person = canary;
    const statuses: Record<string, number> = {};
    const use = async (path: string, body: object, method = 'POST') => {
      const answer = await call(machine, path, body, method);
      statuses[path] = answer.status;
      return answer.body;
    };
    const read = async (path: string) => {
      const answer = await machine.send('GET', machine.path(path), null);
      statuses[path] = answer.status;
      return answer.body;
    };
    const newestCode = async () => {
      const sent = (await operator(f.hub.url, 'sms')).body as unknown as { text: string }[];
      return /\d{6}/.exec(sent[0]?.text ?? '')?.[0] ?? '';
    };

    for (const path of pullPaths as readonly PullPath[])
      await machine.pull(path, person, { family: person.idNumber, words });
    const answers = { mobile, words, address: { text: words } };
    const taken = application(machine, 'canary.item', person, answers);
    await submit(machine, taken);
    await operator(f.hub.url, `cases/${taken.receiptNo}/decide`, { state: 'needMore', reason: 'photoUnclear' });
    const refused = application(machine, 'canary.item', person, answers);
    await submit(machine, refused);
    // The operator's own words, which may be about somebody.
    await operator(f.hub.url, `cases/${refused.receiptNo}/decide`, { state: 'refused', reason: words.slice(0, 60) });
    await use(`cases/${taken.receiptNo}/acts`, { person, act: 'supplement', answers: { more: words } });
    await view(machine, taken.receiptNo, person);
    await read(`cases/${taken.receiptNo}`);

    const sms = await use('sms-codes', { person: null, mobile, purpose: 'mobile' });
    await machine.send('POST', machine.path(`sms-codes/${String(sms.codeId)}/check`), { code: await newestCode() });
    const progress = {
      person: null,
      mobile: null,
      purpose: 'progress',
      receiptNo: taken.receiptNo,
      last4: mobile.slice(-4),
    };
    await use('sms-codes', progress);
    const video = await use('video-checks', { person });
    await read(`video-checks/${String(video.checkId)}?wait=1`);

    const card = (
      await f.sql<{ card_id: string }[]>`
      select card_id from dept_ss_card where id_number = ${person.idNumber} order by card_id`
    )[0]?.card_id;
    const order = await use('orders', { itemId: 'ss.card.replace', amountFen: 2000, person });
    await operator(f.hub.url, `orders/${String(order.orderId)}/pay`, { outcome: 'paid' });
    await read(`orders/${String(order.orderId)}`);
    const replace = { card: card ?? '', reason: 'info', fulfil: 'A', mobile };
    const onTheSpot = application(machine, 'ss.card.replace', person, replace, { orderId: String(order.orderId) });
    await submit(machine, onTheSpot);
    const reservation = { person, receiptNo: onTheSpot.receiptNo, orderId: order.orderId, hopper: 3 };
    const reserved = await use('cards/reservations', reservation);
    const digest = createHash('sha256').update(String(reserved.payload)).digest('hex');
    await use(`cards/reservations/${String(reserved.reservationId)}/verify`, { serial: reserved.serial, digest });
    await use(`orders/${String(order.orderId)}/refund`, { reason: 'noCard' });

    const document = {
      document: 'cert.ss.insured',
      itemId: 'cert.ss.insured',
      person,
      answers: { purposeText: words },
    };
    await use('documents', { ...document, preview: true });
    const issued = await use('documents', { ...document, preview: false });
    const pages = await fetch(`${f.hub.url}/v1/verify/${String(issued.verifyCode)}`);
    expect(await pages.text()).not.toContain(person.name);

    const form = { nameCore: '金丝雀', shareholders: [{ person: { ...people.chenZhe, by: 'typed' } }], mobile };
    const draft = await use('drafts/new', { itemId: 'biz.open', person, version: 0, section: 1, answers: form }, 'PUT');
    await read(`drafts/${String(draft.draftId)}`);
    const signature = {
      person,
      method: 'face',
      version: draft.version,
      digest: 'a'.repeat(64),
      at: new Date().toISOString(),
    };
    await use(`drafts/${String(draft.draftId)}/signatures`, signature);
    const joint = application(machine, 'biz.open', person, form, { draftId: String(draft.draftId) });
    await submit(machine, joint);
    const booking = { serviceId: 'hukou.move', placeId: 'hall-LW', slotId: '0900', date: nextWorkingDay(), mobile };
    await use('bookings', { person, ...booking });
    await read('switches');

    const rating = {
      format: 'yitiji-rate/1',
      receiptNo: taken.receiptNo,
      level: 1,
      reasons: ['slow'],
      text: words,
      callback: mobile,
      reasonsVersion: 1,
      at: new Date().toISOString(),
    };
    const rated = await machine.message(rating, { orderKey: randomUUID() }, 'case.rate');
    await machine.batch([rated]);
    await vi.waitFor(async () => {
      const open = await f.sql`select 1 from ingest where id = ${rated.id} and state <> 'applied'`;
      expect(open).toHaveLength(0);
    }, 60_000);

    // Refused for every kind of reason: the detail of an error is written too.
    for (const path of [
      'sms-codes',
      'orders',
      'documents',
      'bookings',
      'drafts/new',
      'video-checks',
      'cards/reservations',
    ])
      await call(machine, path, { person: { ...person, extra: words }, mobile, words });
    await call(machine, 'orders', { itemId: words, amountFen: 1, person });
    await machine.pull('lic.data', person, { licId: words });
    await tidy({ sql: f.sql, clock: f.clock, log: () => undefined } as unknown as Parameters<typeof tidy>[0]);

    expect(Object.entries(statuses).filter(([, status]) => status !== 200)).toEqual([]);
    expect(f.logLines.length).toBeGreaterThan(20);
    const logs = f.logLines.join('');
    const others = [people.chenZhe.idNumber, people.chenZhe.name];
    for (const text of [person.name, person.idNumber, mobile, words, '金丝雀', ...others]) {
      expect([text, logs.includes(text)]).toEqual([text, false]);
      expect([text, await tablesWith(f.sql, text)]).toEqual([text, []]);
    }
  } finally {
    await f.close();
  }
});
