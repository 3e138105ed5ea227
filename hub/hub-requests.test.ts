import { randomBytes } from 'node:crypto';
import { get } from 'node:http';
import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { BatchReply, CaseReply, EnrolmentState, HubError, PullReply, unknownMember } from '../contract/hub-api.ts';
import { newSigningKey, readPrivateKey } from '../contract/signing.ts';
import { uuid7 } from '../contract/uuid7.ts';
import { type HubFixture, liYun, openHubFixture, operatorToken } from './testing/hub-fixture.ts';
import { claimCode, TestMachine } from './testing/machine.ts';

let f: HubFixture;
beforeAll(async () => {
  f = await openHubFixture();
});
afterAll(async () => {
  await f.close();
});

const isHubError = Compile(HubError);
const beatBody = {
  ...{ version: '1', bootId: 'b', wallMs: 0, monoMs: 0, durability: 'ok' },
  outbox: { pending: 0, dead: 0, oldestAgeMs: null },
  devices: [{ id: 'd', link: 'up', condition: 'ok', faults: [], low: ['paper'] }],
};
const nobody = { idNumber: '440199199203150026', name: '别人' };

describe('enrolment', () => {
  test('code, claim, claimed: the waiting machine hears it, and the reply has the agreed shape', async () => {
    const machine = new TestMachine(f.hub.url);
    const asked = await machine.askCode();
    expect(asked.body.code).toMatch(/^[2-9A-HJ-NP-Z]{8}$/);
    expect((await machine.enrolmentState(asked.body.enrolmentId)).body).toEqual({ state: 'pending' });
    const waiting = machine.enrolmentState(asked.body.enrolmentId, 20);
    const claimed = await claimCode(f.hub.url, operatorToken, { code: String(asked.body.code), kiosk: 'EN0001' });
    expect(claimed.status).toBe(200);
    const state = await waiting;
    expect(Compile(EnrolmentState).Check(state.body)).toBe(true);
    expect(state.body).toMatchObject({ state: 'claimed', kiosk: 'EN0001', deviceId: claimed.body.deviceId });
  });

  test('the code is not in the database', async () => {
    const asked = await new TestMachine(f.hub.url).askCode();
    const rows = await f.sql`select 1 from enrolment e where e::text like ${`%${String(asked.body.code)}%`}`;
    expect(rows).toHaveLength(0);
  });

  test('used, expired, wrong and locked codes all get the same answer', async () => {
    const used = new TestMachine(f.hub.url);
    const usedCode = String((await used.askCode()).body.code);
    expect((await claimCode(f.hub.url, operatorToken, { code: usedCode, kiosk: 'EN0002' })).status).toBe(200);
    const answers = [await claimCode(f.hub.url, operatorToken, { code: usedCode, kiosk: 'EN0002' })];

    const late = new TestMachine(f.hub.url);
    const asked = await late.askCode();
    f.clock.shiftMs = 15 * 60_000 + 1000;
    answers.push(await claimCode(f.hub.url, operatorToken, { code: String(asked.body.code), kiosk: 'EN0003' }));
    f.clock.shiftMs = 0;

    const locked = new TestMachine(f.hub.url);
    const lockedAsked = await locked.askCode();
    for (let i = 0; i < 5; i += 1) {
      answers.push(await claimCode(f.hub.url, operatorToken, { code: '22222222', kiosk: 'EN0003' }));
    }
    answers.push(await claimCode(f.hub.url, operatorToken, { code: String(lockedAsked.body.code), kiosk: 'EN0003' }));
    const bodies = answers.map(({ status, body }) => ({ status, error: body.error, detail: body.detail }));
    expect(new Set(bodies.map((body) => JSON.stringify(body)))).toEqual(
      new Set([JSON.stringify({ status: 403, error: 'codeInvalid', detail: 'code is not valid' })]),
    );
    // The machine learns that it must ask again, and a new code works.
    expect((await locked.enrolmentState(lockedAsked.body.enrolmentId)).body).toEqual({ state: 'expired' });
    await locked.enrol(operatorToken, 'EN0003');
    await f.sql`delete from enrolment_wrong_try`;
  });

  test('parallel guesses do not outrun the lock', async () => {
    const asked = await new TestMachine(f.hub.url).askCode();
    const guesses = Array.from({ length: 8 }, () =>
      claimCode(f.hub.url, operatorToken, { code: '33333333', kiosk: 'EN0009' }),
    );
    await Promise.all(guesses);
    const answer = await claimCode(f.hub.url, operatorToken, { code: String(asked.body.code), kiosk: 'EN0009' });
    expect(answer.status).toBe(403);
    await f.sql`delete from enrolment_wrong_try`;
  });

  test('a kiosk code belongs to one machine, and a wrong operator token to none', async () => {
    const first = await f.machine();
    const second = new TestMachine(f.hub.url);
    const code = String((await second.askCode()).body.code);
    const taken = await claimCode(f.hub.url, operatorToken, { code, kiosk: first.claimed.kiosk });
    expect(taken.status).toBe(400);
    expect((await claimCode(f.hub.url, 'wrong', { code, kiosk: 'EN0010' })).status).toBe(401);
    expect((await claimCode(f.hub.url, operatorToken, { code, kiosk: 'EN0010' })).status).toBe(200);
  });

  test('a machine that asks again keeps its id and its kiosk code', async () => {
    const machine = await f.machine();
    const { deviceId, kiosk } = machine.claimed;
    const code = String((await machine.askCode()).body.code);
    expect((await claimCode(f.hub.url, operatorToken, { code, kiosk: 'EN0011' })).status).toBe(400);
    const again = await claimCode(f.hub.url, operatorToken, { code, kiosk });
    expect([again.status, again.body]).toEqual([200, { deviceId }]);
  });

  test('nobody reads an enrolment of another key', async () => {
    const asked = await new TestMachine(f.hub.url).askCode();
    const other = new TestMachine(f.hub.url);
    expect((await other.enrolmentState(asked.body.enrolmentId)).status).toBe(404);
    const stolen = await other.send('POST', '/v1/enrolments', new TestMachine('').enrolmentBody(), {
      keyId: other.newKeyId,
    });
    expect(stolen.status).toBe(403);
  });
});

describe('signatures', () => {
  test('refusals carry their reason, the hub time and the hub signature', async () => {
    const machine = await f.machine();
    const other = await f.machine();
    const beat = machine.path('heartbeats');
    const now = Math.floor(Date.now() / 1000);
    const nonce = randomBytes(16).toString('base64url');
    const body = { path: 'hrss.cards', person: nobody, params: {} };
    expect((await machine.send('POST', machine.path('pulls'), body, { nonce })).status).toBe(200);
    const cases = [
      { expected: [401, 'replayed'], answer: await machine.send('POST', machine.path('pulls'), body, { nonce }) },
      { expected: [401, 'clock'], answer: await machine.send('POST', beat, {}, { created: now - 400 }) },
      { expected: [401, 'badSignature'], answer: await machine.send('POST', beat, {}, { signedBody: '{"a":1}' }) },
      {
        expected: [401, 'badSignature'],
        answer: await machine.send('POST', beat, {}, { key: readPrivateKey(newSigningKey().privateKey) }),
      },
      { expected: [401, 'unknownKey'], answer: await machine.send('POST', beat, {}, { keyId: 'dev_unknown' }) },
      { expected: [401, 'unknownKey'], answer: await machine.send('POST', beat, {}, { keyId: machine.newKeyId }) },
      { expected: [403, 'forbidden'], answer: await machine.send('POST', other.path('heartbeats'), {}) },
      { expected: [400, 'badRequest'], answer: await machine.send('POST', beat, {}) },
      { expected: [404, 'notFound'], answer: await machine.send('GET', '/v1/nothing', null) },
    ];
    for (const { expected, answer } of cases) {
      expect([answer.status, answer.body.error]).toEqual(expected);
      expect(isHubError.Check(answer.body)).toBe(true);
      expect(answer.isSigned).toBe(true);
      expect(Math.abs(Date.parse(String(answer.body.hubTime)) - Date.now())).toBeLessThan(60_000);
    }
  });

  test('a heartbeat with a member that the hub does not know is refused in words by which a machine sees that', async () => {
    const machine = await f.machine();
    const answer = await machine.send('POST', machine.path('heartbeats'), { ...beatBody, ofTheNextRelease: 1 });
    expect([answer.status, answer.isSigned]).toEqual([400, true]);
    expect(answer.body).toMatchObject({ error: 'badRequest', detail: expect.stringContaining(unknownMember) });
    expect((await machine.send('POST', machine.path('heartbeats'), beatBody)).status).toBe(200);
  });

  test('a request replayed against another instance is refused there too', async () => {
    const machine = await f.machine();
    const second = await f.another();
    const nonce = randomBytes(16).toString('base64url');
    const created = Math.floor(Date.now() / 1000);
    const body = { path: 'hrss.cards', person: nobody, params: {} };
    expect((await machine.send('POST', machine.path('pulls'), body, { nonce, created })).status).toBe(200);
    machine.url = second.url;
    const replayed = await machine.send('POST', machine.path('pulls'), body, { nonce, created });
    expect(replayed.body.error).toBe('replayed');
    await second.close();
  });

  test('a revoked key is refused at once', async () => {
    const machine = await f.machine();
    // The hub remembers the key from here on.
    expect((await machine.batch([await machine.message({})])).status).toBe(200);
    await f.sql`update device_key set revoked_ms = 1 where device_id = ${machine.claimed.deviceId}`;
    expect((await machine.batch([await machine.message({})])).body.error).toBe('unknownKey');
    expect((await machine.askCode()).body.error).toBe('unknownKey');
  });

  test('an unsigned request is refused, and pages of other names see nothing', async () => {
    const machine = await f.machine();
    const plain = await fetch(f.hub.url + machine.path('cases/TH0001-261123-0001-3'));
    expect([plain.status, ((await plain.json()) as HubError).error]).toEqual([401, 'unsigned']);
    const status = await new Promise((settle) => {
      get(`${f.hub.url}/v1/console/transactions`, { headers: { host: 'rebound.example' } }, (reply) => {
        reply.resume();
        settle(reply.statusCode);
      });
    });
    expect(status).toBe(403);
  });
});

describe('batches', () => {
  test('accepted once, duplicate after, whole or in part; the reply has the agreed shape and is signed', async () => {
    const machine = await f.machine();
    const messages = [
      await machine.message(machine.lossBody(nobody, 'x', 1)),
      await machine.message(machine.lossBody(nobody, 'x', 2)),
      await machine.message(
        {
          format: 'yitiji-print/1',
          actId: 'a1',
          receiptNo: machine.lossBody(nobody, 'x', 1).receiptNo,
          outcome: 'done',
          copy: 0,
        },
        {},
        'act.print',
      ),
    ];
    const first = await machine.batch(messages);
    expect(Compile(BatchReply).Check(first.body)).toBe(true);
    expect(first.isSigned).toBe(true);
    expect(words(first.body)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(first.body.upTo).toBe(3);
    const again = await machine.batch([
      messages[2],
      messages[0],
      await machine.message(machine.lossBody(nobody, 'x', 3)),
    ]);
    expect(words(again.body)).toEqual(['duplicate', 'duplicate', 'accepted']);
    expect(again.body.upTo).toBe(4);
  });

  test('blanks are counted as of the last report of a machine, also when its clock has gone back or the reports were worked off out of order', async () => {
    const machine = await f.machine();
    const counted = async (hopper: number | null, ageMs: number, seq: number) => {
      const body = {
        ...{ format: 'yitiji-custody/1', device: 'dispenser', receiptNo: null, act: null, custody: null },
        counts: { hopper, retain: 0 },
      };
      const at = { id: uuid7(Date.now() - ageMs, randomBytes(10)), seq };
      expect(words((await machine.batch([await machine.message(body, at, 'custody.changed')])).body)).toEqual([
        'accepted',
      ]);
      const open = () => f.sql`select 1 from work where device_id = ${machine.claimed.deviceId}`;
      await vi.waitFor(async () => expect(await open()).toHaveLength(0), 5000);
    };
    const here = async () => ((await machine.pull('hrss.stock', liYun)).body.data as { here: number }).here;
    await counted(41, 0, 1);
    // The clock went back by an hour.
    await counted(39, 3_600_000, 3);
    expect(await here()).toBe(39);
    await counted(40, 0, 2);
    expect(await here()).toBe(39);
    await counted(null, 0, 4);
    expect(await here()).toBe(39);
    // A restored store numbers from one again.
    machine.storeEpoch = crypto.randomUUID();
    await counted(12, 7_200_000, 1);
    expect(await here()).toBe(12);
  });

  test('what became of a card is kept with its counts; a body that names another receipt changes nothing', async () => {
    const machine = await f.machine();
    const body = {
      format: 'yitiji-custody/1',
      device: 'dispenser',
      receiptNo: null,
      act: { id: 'a-1', kind: 'capture', outcome: 'done', by: 'reconcile', isLate: true },
      custody: { id: 'card-1', kind: 'issuedCard', direction: 'out', state: 'retracted', isOrphan: false },
      counts: { hopper: 41, retain: null },
    };
    const good = await machine.message(body, { orderKey: 'card-1' }, 'custody.changed');
    const forged = await machine.message(
      { ...body, receiptNo: machine.lossBody(nobody, 'x', 1).receiptNo },
      { orderKey: 'card-2', receiptNo: null },
      'custody.changed',
    );
    expect(words((await machine.batch([good, forged])).body)).toEqual(['accepted', 'accepted']);
    const stateOf = async (id: string) =>
      (await f.sql<{ state: string }[]>`select state from ingest where id = ${id}`)[0]?.state;
    await vi.waitFor(async () => expect(await stateOf(good.id)).toBe('applied'), 5000);
    await vi.waitFor(async () => expect(await stateOf(forged.id)).toBe('unreadable'), 5000);
    const rows =
      await f.sql`select custody_id, state, act_kind, act_outcome, act_is_late, hopper, retain from custody_report
      where device_id = ${machine.claimed.deviceId}`;
    expect([...rows]).toEqual([
      {
        custody_id: 'card-1',
        state: 'retracted',
        act_kind: 'capture',
        act_outcome: 'done',
        act_is_late: true,
        hopper: 41,
        retain: null,
      },
    ]);
  });

  test('a gap holds upTo back until it is filled; another epoch counts for itself', async () => {
    const machine = await f.machine();
    const [a, b, c] = [await machine.message({}), await machine.message({}), await machine.message({})].map((m) => ({
      ...m,
      topic: 'act.print',
    }));
    expect((await machine.batch([a, c])).body.upTo).toBe(1);
    expect((await machine.batch([b])).body.upTo).toBe(3);
    machine.storeEpoch = 'epoch-2';
    const later = await machine.message({}, { seq: 1 }, 'act.print');
    expect((await machine.batch([later])).body.upTo).toBe(1);
  });

  test('same id with another content or from another machine is a conflict, also inside one batch', async () => {
    const machine = await f.machine();
    const first = await machine.message({ n: 1 }, {}, 'act.print');
    const forged = await machine.message({ n: 2 }, { id: first.id }, 'act.print');
    expect(words((await machine.batch([first, forged, first])).body)).toEqual(['accepted', 'conflict', 'duplicate']);
    expect(words((await machine.batch([forged])).body)).toEqual(['conflict']);
    const thief = await f.machine();
    expect(words((await thief.batch([first])).body)).toEqual(['conflict']);
    const [row] = await f.sql<{ device_id: string }[]>`select device_id from ingest where id = ${first.id}`;
    expect(row?.device_id).toBe(machine.claimed.deviceId);
  });

  test('a bad message is rejected with its reason and does not hold up its neighbours', async () => {
    const machine = await f.machine();
    const good = await machine.message(machine.lossBody(nobody, 'x', 1));
    const messages = [
      { ...(await machine.message({})), kid: 'seal-other' },
      {
        ...(await machine.message(machine.lossBody(nobody, 'x', 2))),
        receiptNo: good.receiptNo?.replace(/.$/, (d) => String((Number(d) + 1) % 10)),
      },
      { ...(await machine.message(machine.lossBody(nobody, 'x', 3))), sha256: '0'.repeat(64) },
      { ...(await machine.message({})), ct: 'AAAA' },
      { id: uuid7(Date.now(), randomBytes(10)) },
      { ...(await machine.message({})), seq: 1e300 },
      { ...(await machine.message(machine.lossBody(nobody, 'x', 1))) },
      good,
    ];
    const reply = await machine.batch(messages);
    const codes = (reply.body.verdicts as { code?: string; verdict: string }[]).map((v) => v.code ?? v.verdict);
    expect(codes).toEqual([
      'unknownKey',
      'receiptNumberInvalid',
      'hashMismatch',
      'malformedSeal',
      'malformed',
      'malformed',
      // Two messages with one receipt number: by id, the older one keeps it.
      expect.stringMatching(/^(accepted|receiptNumberTaken)$/),
      expect.stringMatching(/^(accepted|receiptNumberTaken)$/),
    ]);
    expect(codes.slice(6).sort()).toEqual(['accepted', 'receiptNumberTaken']);
  });

  test('a machine cannot use receipt numbers of another', async () => {
    const machine = await f.machine();
    const other = await f.machine();
    const message = await machine.message(other.lossBody(nobody, 'x', 1));
    const reply = await machine.batch([message]);
    expect(reply.body.verdicts).toEqual([{ id: message.id, verdict: 'rejected', code: 'receiptNumberForeign' }]);
  });

  test('a body over 1 MiB is refused as such', async () => {
    const machine = await f.machine();
    const answer = await machine.send('POST', machine.path('batches'), {
      storeEpoch: 'e',
      messages: ['x'.repeat(1_100_000)],
    });
    expect([answer.status, answer.body.error]).toEqual([413, 'tooLarge']);
  });
});

describe('cases and pulls', () => {
  test('pulls answer only when number and name belong together', async () => {
    const machine = await f.machine();
    const found = await machine.pull('hrss.cards', liYun);
    expect(Compile(PullReply).Check(found.body)).toBe(true);
    expect(found.body.status).toBe('found');
    expect((await machine.pull('hrss.cards', nobody)).body).toMatchObject({ status: 'none', data: null });
  });

  test('a case of another machine does not exist', async () => {
    const machine = await f.machine();
    const other = await f.machine();
    const body = machine.lossBody(nobody, 'x', 1);
    await machine.batch([await machine.message(body)]);
    const settled = await machine.caseState(body.receiptNo, 10);
    expect(Compile(CaseReply).Check(settled.body)).toBe(true);
    expect(settled.body).toMatchObject({ state: 'refused', reason: 'personUnknown' });
    expect((await other.caseState(body.receiptNo)).status).toBe(404);
  });
});

test('junk in any body or query gets a 4xx with a reason, never a 5xx', async () => {
  const machine = await f.machine();
  const valid = {
    batches: { storeEpoch: 'e', messages: [await machine.message({}, {}, 'act.print')] },
    pulls: { path: 'hrss.cards', person: nobody, params: { year: '2026', family: 'p-1' } },
    heartbeats: beatBody,
  };
  const route = fc.constantFrom('batches', 'pulls', 'heartbeats');
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(1e308, -1, '\u0000', '\ud800', '', null, Number.MAX_SAFE_INTEGER, '__proto__'),
    fc.string({ unit: 'binary' }),
  );
  await fc.assert(
    fc.asyncProperty(route, fc.nat(), value, fc.boolean(), async (name, at, junk, isWhole) => {
      const target = machine.path(name);
      const body = isWhole ? JSON.stringify(junk) : JSON.stringify(replaceLeaf(valid[name], at, junk));
      const answer = await machine.send('POST', target, body);
      expect(answer.status).toBeLessThan(500);
      if (answer.status >= 400) expect(isHubError.Check(answer.body)).toBe(true);
    }),
    { numRuns: 120 },
  );
  const raw = await machine.send('POST', machine.path('batches'), '{"storeEpoch":');
  expect([raw.status, raw.body.error]).toEqual([400, 'badRequest']);
  for (const wait of ['-1', '26', 'x', '1e9']) {
    expect((await machine.send('GET', machine.path(`cases/TH0001-261123-0001-3?wait=${wait}`), null)).status).toBe(400);
  }
});

/** The same value with its n-th leaf (counted round) replaced. */
function replaceLeaf(value: object, n: number, junk: unknown): unknown {
  const leaves: (string | number)[][] = [];
  const walk = (node: unknown, path: (string | number)[]): void => {
    if (typeof node !== 'object' || node === null) leaves.push(path);
    else for (const [key, child] of Object.entries(node)) walk(child, [...path, key]);
  };
  walk(value, []);
  const path = leaves[n % leaves.length] ?? [];
  const copy = structuredClone(value) as Record<string, unknown>;
  let node = copy;
  for (const key of path.slice(0, -1)) node = node[key] as Record<string, unknown>;
  node[path.at(-1) ?? ''] = junk;
  return copy;
}

function words(body: Record<string, unknown>): string[] {
  return (body.verdicts as { verdict: string }[]).map((verdict) => verdict.verdict);
}
