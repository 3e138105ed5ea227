import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PullReply } from '../../contract/hub-api.ts';
import { type PullData, type PullPath, pullPaths, pullSchemas } from '../../contract/pulls/pulls.ts';
import { addDays, cityDay, isWorkingDay } from '../../contract/working-days.ts';
import { generateCity } from '../city/city.ts';
import type { CityPerson } from '../city/person.ts';
import { readPersonas } from '../city/personas.ts';
import { cityCalendar } from '../city/reference.ts';
import { openPool } from '../database/pool.ts';
import { loadHubKeys } from '../keys/hub-keys.ts';
import { silentHubLog } from '../log.ts';
import { type HubFixture, liYun, openHubFixture, operatorToken, personasFile } from '../testing/hub-fixture.ts';
import type { TestMachine } from '../testing/machine.ts';
import { answerPull, firstHalf } from './answer-pull.ts';
import { changeCards, changePerson, insertCards, readCards, resetPeople, seedCity } from './city-store.ts';
import type { PullDeps } from './pull-context.ts';

let f: HubFixture;
let machine: TestMachine;
let deps: PullDeps;
let personas: readonly CityPerson[];
const today = cityDay(Date.now());
beforeAll(async () => {
  f = await openHubFixture();
  machine = await f.machine();
  const loaded = await loadHubKeys(f, { nowMs: () => f.clock.wallMs(), log: silentHubLog });
  if (!loaded.ok) throw new Error(loaded.error);
  deps = { sql: f.sql, clock: f.clock, keys: loaded.value };
  const read = readPersonas(personasFile, today);
  if (!read.ok) throw new Error(read.error);
  personas = read.value;
});
afterAll(async () => {
  await f.close();
});

const checks = new Map(pullPaths.map((path) => [path, Compile(pullSchemas[path])]));

/** Parameters that make a path say as much as it can. */
const fullParams: Partial<Record<PullPath, Record<string, string>>> = {
  'amr.nameCheck': { core: '云雀', trade: 'T01', form: 'ltd', region: 'district', district: '440106' },
  'pnr.estate': { family: liYun.idNumber },
  'lic.data': { kind: 'id.card' },
  'case.detail': { receiptNo: 'TH0017-261123-0042-3' },
  'book.slots': { placeId: 'hall-TH', serviceId: 'id.renew', date: nextWorkday(today) },
};

async function ask(
  path: PullPath,
  person: Pick<CityPerson, 'idNumber' | 'name'> | null,
  params = fullParams[path] ?? {},
) {
  const who = person === null ? null : { idNumber: person.idNumber, name: person.name };
  return await answerPull(
    { deps, deviceId: machine.claimed.deviceId, kiosk: 'TH0001', today, params },
    { path, person: who, params },
  );
}

/** Data of a persona's pull; null unless found. */
async function dataOf<P extends PullPath>(
  id: string,
  path: P,
  params: Record<string, string> = {},
): Promise<PullData<P> | null> {
  const person = personas.find((one) => one.personId === id);
  if (person === undefined) throw new Error(`no persona ${id}`);
  const answer = await ask(path, person, params);
  return answer.status === 'found' ? (answer.data as PullData<P>) : null;
}

function expectFits(path: PullPath, data: unknown, whose: string): void {
  const check = checks.get(path);
  if (check?.Check(data) !== true) throw new Error(`${path} of ${whose}: ${JSON.stringify(check?.Errors(data)[0])}`);
}

describe('every pull', () => {
  test('of every persona and everybody of the generated city fits its schema, whole and cut in half', async () => {
    const people = [...personas, ...generateCity(20_261_123, 50, today).people];
    const found = new Map<PullPath, number>();
    for (const person of people) {
      for (const path of pullPaths) {
        const answer = await ask(path, person);
        if (answer.status !== 'found') continue;
        found.set(path, (found.get(path) ?? 0) + 1);
        expectFits(path, answer.data, person.personId);
        expectFits(path, firstHalf(answer.data), `half of ${person.personId}`);
      }
    }
    // What the hub's own tables have to say is tested with them.
    const always = pullPaths.filter((path) => !['case.list', 'case.detail', 'biz.drafts'].includes(path));
    for (const path of always) expect([path, (found.get(path) ?? 0) > 0]).toEqual([path, true]);
    expect(people.length).toBeGreaterThan(60);
  });

  test('without a person answers reference lists only', async () => {
    for (const path of pullPaths) {
      const { status } = await ask(path, null);
      const isOpen = path.startsWith('ref.') || ['med.hospitals', 'med.years', 'amr.scope'].includes(path);
      expect([path, status]).toEqual([path, isOpen ? 'found' : path === 'case.detail' ? 'none' : 'denied']);
    }
  });

  test('says the same of a wrong name as of an unknown number', async () => {
    for (const person of [
      { ...liYun, name: '黎云' },
      { idNumber: '440199199203150999', name: '黎赟' },
      { idNumber: 'NOBODY\u0000AT ALL', name: '黎赟' },
    ]) {
      for (const path of pullPaths.filter((one) => one !== 'case.detail')) {
        const answer = await ask(path, person);
        if (answer.status !== 'found') expect(answer).toEqual({ status: 'none' });
        else expect(path).toMatch(/^(ref\.|med\.(hospitals|years)|amr\.scope)/);
      }
    }
  });

  test('takes any parameter without a fault', async () => {
    const odd = [
      '',
      '\u0000',
      '%',
      "'; drop table dept_person; --",
      '9'.repeat(200),
      '__proto__',
      'NaN',
      '2026-13-45',
      '，,',
    ];
    for (const path of pullPaths) {
      for (const value of odd) {
        const keys =
          'year from to insType family licId kind placeId serviceId date core trade form district reason region receiptNo caseNo codeId bank';
        const params = Object.fromEntries(keys.split(' ').map((key) => [key, value]));
        const answer = await ask(path, liYun, params);
        if (answer.status === 'found') expectFits(path, answer.data, value);
      }
    }
  });
});

describe('over the wire', () => {
  test('a reply has the agreed shape, its source and the city’s day', async () => {
    const { body, isSigned } = await machine.pull('med.cover', liYun);
    expect(isSigned).toBe(true);
    expect(Compile(PullReply).Check(body)).toBe(true);
    expect(body).toMatchObject({ status: 'found', source: 'gz.med', asOf: cityDay(Date.now()) });
    expectFits('med.cover', body.data, 'li-yun');
  });

  test('an unknown path is refused, a missing person is denied', async () => {
    expect((await machine.pull('ps.secrets', liYun)).status).toBe(400);
    expect((await machine.pull('hrss.contrib', null)).body).toMatchObject({ status: 'denied', data: null });
    expect((await machine.pull('ref.banks', null)).body).toMatchObject({ status: 'found' });
  });

  test('blank cards are those that the machine last told, not those of another machine', async () => {
    const here = async () => ((await machine.pull('hrss.stock', liYun)).body.data as PullData<'hrss.stock'>).here;
    expect(await here()).toBe(12);
    for (const [deviceId, hopper] of [
      [machine.claimed.deviceId, 7],
      ['another', 3],
    ] as const) {
      await f.sql`insert into custody_report (message_id, device_id, device, hopper)
        values (${crypto.randomUUID()}, ${deviceId}, 'cards', ${hopper})`;
    }
    expect(await here()).toBe(7);
  });

  test('faults of one department do not touch another; each has its own word', async () => {
    expect(await setFaults('gz.med', { delayMs: 0, outage: false, partial: true })).toBe(200);
    expect(await setFaults('gz.ps', { delayMs: 0, outage: false, denied: true })).toBe(200);
    expect(await setFaults('gz.hpf', { delayMs: 4500, outage: false })).toBe(200);
    const [cover, person, fund, marriage] = await Promise.all(
      ['med.cover', 'ps.person', 'hpf.account', 'civil.marriage'].map((path) => machine.pull(path, liYun)),
    );
    expect(cover?.body).toMatchObject({ status: 'partial' });
    expectFits('med.cover', cover?.body.data, 'li-yun');
    expect(cover?.body.data).toMatchObject({ covers: { length: 2 } });
    expect(person?.body).toMatchObject({ status: 'denied', data: null });
    expect(fund?.body).toMatchObject({ status: 'timeout', data: null });
    expect(marriage?.body).toMatchObject({ status: 'found' });
    for (const code of ['gz.med', 'gz.ps', 'gz.hpf']) await setFaults(code, { delayMs: 0, outage: false });
    expect((await machine.pull('ps.person', liYun)).body).toMatchObject({ status: 'found' });
  });

  test('only an operator, and only for a department that there is', async () => {
    expect(await setFaults('gz.none', { delayMs: 0, outage: false })).toBe(404);
    expect(await setFaults('social-security', { delayMs: 0, outage: false })).toBe(200);
    expect(await setFaults('gz.med', { delayMs: 0, outage: false }, 'wrong')).toBe(401);
  });
});

describe('the personas can try out what the README promises', () => {
  test('cards: every state, a first application under way, a child whose card is ready', async () => {
    const statesOf = async (id: string) => (await dataOf(id, 'hrss.cards'))?.cards.map((card) => card.state);
    expect(await statesOf('li-yun')).toEqual(['normal', 'normal']);
    expect(await statesOf('ayiguli')).toEqual(['formalLoss']);
    expect(await statesOf('fang-yuan')).toEqual(['tempLoss']);
    expect(await statesOf('luo-run')).toEqual(['expired']);
    expect(await statesOf('macao-permit')).toEqual(['inactive']);
    expect(await statesOf('abudu')).toEqual(['normal', 'cancelled']);
    expect(await dataOf('zhou-xiaoman', 'hrss.cards')).toMatchObject({ cards: [{ state: 'inProduction', step: 5 }] });
    expect(await dataOf('liang-boan', 'hrss.cards')).toMatchObject({ cards: [{ step: 3 }] });
    expect((await dataOf('liang-boan', 'hrss.cards'))?.pendingReceipt).toMatch(/^TH0017-/);
    expect(await dataOf('wang-yi', 'hrss.cards')).toBeNull();
    expect(await dataOf('macao-permit', 'bank.ssAccount')).toMatchObject({ active: false });
  });

  test('a card costs 20 yuan, and nothing for the free reasons', async () => {
    const fee = async (id: string, reason: string) => (await dataOf(id, 'hrss.stock', { reason }))?.feeFen;
    expect(await fee('li-yun', 'lost')).toBe(2000);
    expect(await fee('luo-run', 'expired')).toBe(0);
    expect(await fee('li-yun', 'damaged')).toBe(2000);
    expect(await fee('macao-permit', 'damaged')).toBe(0);
  });

  test('a family where one can be enrolled, one is with the school, and the parents are employed', async () => {
    const covers = (await dataOf('zhou-ming', 'med.cover'))?.covers ?? [];
    // Outside the window everybody who is not shut out for another reason is.
    const open = (await dataOf('zhou-ming', 'med.years'))?.years[0]?.open === true;
    const because = Object.fromEntries(covers.map((one) => [one.name, one.because]));
    expect(because).toEqual({ 周明: 'employee', 许青: 'employee', 周小满: 'school', 周小禾: open ? null : 'closed' });
    expect(covers.find((one) => one.name === '周小禾')).toMatchObject({ relation: 'child', category: 'minor' });
    expect((await dataOf('ayiguli', 'med.cover'))?.covers[0]?.because).toBe('enrolled');
    expect((await dataOf('luo-run', 'med.cover'))?.covers[0]?.because).toBe('closed');
    expect((await dataOf('ayiguli', 'med.arrears'))?.months).toHaveLength(2);
  });

  test('the household tells who is whose parent, spouse and child', async () => {
    const relations = async (id: string) =>
      (await dataOf(id, 'ps.hukou'))?.members.map((member) => `${member.personId} ${member.relation}`);
    expect(await relations('li-yun')).toEqual(['li-yun self', 'he-wan parent', 'chen-zhe spouse']);
    expect(await relations('he-wan')).toEqual(['he-wan self', 'chen-zhe other', 'li-yun child']);
    expect(await relations('wang-yi')).toEqual(['wang-yi self']);
  });

  test('skill subsidy: one to claim, three reasons against, too few months, too many claims', async () => {
    const certs = (await dataOf('li-yun', 'hrss.skillCerts'))?.certs.map((one) => one.because);
    expect(certs).toEqual([null, 'tooOld', 'higherClaimed', 'claimed']);
    expect((await dataOf('lin-jie', 'hrss.unempMonths'))?.months).toBeLessThan(36);
    expect((await dataOf('li-yun', 'hrss.unempMonths'))?.months).toBeGreaterThan(36);
    expect(await dataOf('chen-zhe', 'hrss.skillClaims')).toMatchObject({ thisYear: 3, limit: 3 });
    expect(await dataOf('wang-yi', 'hrss.skillCerts')).toBeNull();
  });

  test('residence permits inside, before, after their window, and none', async () => {
    expect(await dataOf('chen-zhe', 'ps.resPermit')).toMatchObject({ inWindow: true });
    expect(await dataOf('lin-jie', 'ps.resPermit')).toMatchObject({ inWindow: false });
    expect(await dataOf('ayiguli', 'ps.resPermit')).toMatchObject({ inWindow: false });
    expect(await dataOf('abudu', 'ps.resPermit')).toBeNull();
  });

  test('property of a family counts the spouse who was named, and nobody who is not family', async () => {
    const count = async (family: string) => (await dataOf('li-yun', 'pnr.estate', { family }))?.areas[0];
    expect(await count('')).toEqual({ area: 'gz', count: 0 });
    expect(await count('chen-zhe')).toEqual({ area: 'gz', count: 1 });
    expect(await count('fang-yuan,he-wan,440199196701150017')).toEqual({ area: 'gz', count: 0 });
    expect((await dataOf('ouyang-miao', 'pnr.estate'))?.areas.filter((area) => area.count > 0)).toHaveLength(3);
  });

  test('a company name that is taken is named so, with names that are not', async () => {
    const check = await dataOf('fang-yuan', 'amr.nameCheck', {
      core: '示例',
      trade: '科技',
      form: 'ltd',
      district: 'TH',
    });
    expect(check).toMatchObject({ free: false, fullName: '广州市天河区示例科技有限公司' });
    expect(check?.alternatives).toHaveLength(3);
    for (const core of check?.alternatives ?? []) {
      expect(await dataOf('fang-yuan', 'amr.nameCheck', { core })).toMatchObject({ free: true });
    }
    const llc = { core: '云雀', trade: 'T02', form: 'llc', region: 'city' };
    expect(await dataOf('fang-yuan', 'amr.nameCheck', llc)).toMatchObject({ fullName: '广州云雀贸易有限责任公司' });
    expect(await dataOf('fang-yuan', 'amr.nameCheck', { core: '云雀' })).toMatchObject({ free: true });
    expect(await dataOf('fang-yuan', 'amr.nameCheck', { core: '中国' })).toMatchObject({ free: false });
    expect(await dataOf('fang-yuan', 'amr.nameCheck', { core: 'ABC' })).toBeNull();
    expect(await dataOf('fang-yuan', 'hrss.units')).toMatchObject({
      units: [{ role: 'legalRep' }, { role: 'officer' }],
    });
    expect(await dataOf('li-yun', 'hrss.units')).toMatchObject({ units: [{ role: 'none' }] });
  });

  test('births and marriages: both parents hold the certificates, a third is registered, some have neither', async () => {
    expect((await dataOf('xu-qing', 'hc.birthCert'))?.certificates).toHaveLength(2);
    expect(await dataOf('xu-qing', 'hc.birthReg')).toMatchObject({ order: '3' });
    expect(await dataOf('li-yun', 'hc.birthReg')).toBeNull();
    expect(await dataOf('li-yun', 'civil.marriage')).toMatchObject({
      first: true,
      spouse: { name: '陈喆', hukou: 'other' },
    });
    expect(await dataOf('lin-jie', 'civil.marriage')).toBeNull();
  });

  test('an e-licence is shown in full to its holder only, with a code that names nobody', async () => {
    const list = (await dataOf('li-yun', 'lic.list'))?.licences ?? [];
    expect(list.length).toBeGreaterThan(8);
    const one = await dataOf('li-yun', 'lic.data', { licId: list[0]?.licId ?? '' });
    expect(one?.rows[0]?.value).toBe('黎赟');
    expect(one?.qr).not.toContain(liYun.idNumber);
    expect(await dataOf('wang-yi', 'lic.data', { licId: list[0]?.licId ?? '' })).toBeNull();
  });
});

describe('the store', () => {
  test('the same city again changes nothing that was decided; another one replaces it', async () => {
    const key = { seed: 20_261_123, size: personas.length + 50 };
    await changeIn((tx) => changePerson(tx, liYun.idNumber, (person) => ({ ...person, mobile: '19900009999' })));
    await seedCity(f.sql, () => unreachable(), key, silentHubLog);
    expect(await dataOf('li-yun', 'ps.person')).toMatchObject({ mobile: '19900009999' });
    await resetPeople(f.sql, personas);
    expect(await dataOf('li-yun', 'ps.person')).toMatchObject({ mobile: '19900000026' });
  });

  test('a city of 5,000 is 5,000 in the tables', async () => {
    const databaseUrl = await f.emptyDatabase();
    const big = await f.another({ databaseUrl, populationSize: 5000 });
    await big.close();
    const sql = openPool(databaseUrl, 1);
    const [row] = await sql<{ people: number }[]>`select count(*)::int as people from dept_person`;
    await sql.end();
    expect(row?.people).toBe(5000 + personas.length);
  });

  test('a blocked card comes back, a replaced one does not count, a new one must be activated', async () => {
    const number = liYun.idNumber;
    const states = async () => (await readCards(f.sql, number)).map((card) => `${card.cardId} ${card.state}`);
    await changeIn((tx) => changeCards(tx, ['ss-0026-2'], { kind: 'block', receiptNo: 'R1', atMs: 5 }));
    expect(await states()).toEqual(['ss-0026-2 formalLoss', 'ss-0026-1 normal']);
    await changeIn((tx) => changeCards(tx, ['ss-0026-2'], { kind: 'unblock' }));
    await changeIn(async (tx) => {
      await changeCards(tx, ['ss-0026-1'], { kind: 'replaced' });
      await insertCards(tx, [
        {
          ...{ idNumber: number, cardId: 'new-1', cardNumber: '9999000000000012', bankCode: 'DEMO1', issued: today },
          ...{ state: 'inProduction', step: 1, pickPlace: null, generation: 3, replaced: false },
        },
      ]);
      await changeCards(tx, ['new-1'], { kind: 'handedOver' });
    });
    expect(await states()).toEqual(['new-1 inactive', 'ss-0026-2 normal', 'ss-0026-1 cancelled']);
    await resetPeople(f.sql, personas);
    expect(await states()).toEqual(['ss-0026-2 normal', 'ss-0026-1 normal']);
  });
});

async function setFaults(code: string, faults: object, token = operatorToken): Promise<number> {
  const response = await fetch(`${f.hub.url}/v1/operator/departments/${code}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(faults),
  });
  return response.status;
}

async function changeIn<T>(fn: Parameters<typeof f.sql.begin<T>>[1]): Promise<void> {
  await f.sql.begin(fn);
}

function unreachable(): never {
  throw new Error('the city was made again');
}

/** The first working day from tomorrow on: there are slots on it. */
function nextWorkday(day: string): string {
  let next = addDays(day, 1);
  while (!isWorkingDay(cityCalendar, next)) next = addDays(next, 1);
  return next;
}
