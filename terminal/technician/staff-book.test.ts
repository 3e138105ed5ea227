import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { unknownMember } from '../../contract/hub-api.ts';
import { noLog } from '../../contract/log.ts';
import { err, ok } from '../../contract/result.ts';
import { oneTimeCode } from '../../contract/technician/one-time-code.ts';
import { hashPin } from '../../contract/technician/pin-hash.ts';
import type { StaffReply } from '../../contract/technician/staff.ts';
import { cardDigest, cardMark, newCardContent } from '../../contract/technician/staff-card.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { makeHubSide, seededRandom } from '../store/testing/temporary-store.ts';
import type { HubClient } from '../sync/hub-client.ts';
import { codeKeyFile, StaffBook } from './staff-book.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-staff-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** As a hub of an earlier release says it. */
const unknownQuery = {
  ...{ code: 'http', status: 400, isSigned: true, hubError: 'badRequest' },
  detail: `badRequest: ${unknownMember}`,
} as const;

/** A book over a hub that a test plays; `meta` survives a restart. */
async function rig(meta = new Map<string, string>(), seed = 3) {
  const { identity } = await makeHubSide();
  const hub: {
    reply: StaffReply | null;
    readonly calls: string[];
    codeKey: string | null;
    isOlder: boolean;
    /** What it has said arrives then. */
    arrives: Promise<void>;
  } = {
    isOlder: false,
    arrives: Promise.resolve(),
    reply: null,
    calls: [],
    codeKey: null,
  };
  const service = (call: { readonly method: string; readonly path: string }) => {
    hub.calls.push(`${call.method} ${call.path}`);
    if (call.path === 'staff/code-key') {
      hub.codeKey = 'given';
      return Promise.resolve(ok({ codeKey: 'x', hubTime: '' }));
    }
    if (hub.isOlder && call.path.includes('cards=')) return Promise.resolve(err(unknownQuery));
    const away = err({ code: 'unreachable', detail: '' } as const);
    const said = hub.reply === null ? away : ok(hub.reply);
    return hub.arrives.then(() => said);
  };
  const clock = new VirtualClock();
  let changes = 0;
  const book = new StaffBook({
    store: {
      meta: {
        get: (key) => meta.get(key) ?? null,
        set: (key, value) => {
          meta.set(key, value);
          return ok(undefined);
        },
      },
      identity: () => identity,
    },
    ...{ clock, log: noLog, random: seededRandom(seed), dataDir: dir },
    client: () => ({ service }) as unknown as Pick<HubClient, 'service'>,
    online: () => hub.reply !== null,
    changed: () => {
      changes += 1;
    },
  });
  return { book, hub, meta, clock, identity, changes: () => changes };
}

const list = (version: number, members: StaffReply['members']): StaffReply => ({
  ...{ version, members, codeKey: null, hubTime: '2026-11-28T08:00:00.000Z' },
});

it('what the hub said is kept over a restart, and a machine that was never told lets nobody in by PIN', async () => {
  const first = await rig();
  expect(first.book.members()).toBeNull();
  expect(await first.book.isPin('100001', '284615')).toBe(false);
  expect(await first.book.confirm()).toBe(false);
  first.hub.reply = list(2, [{ staffId: '100001', role: 'technician', pinHash: await hashPin('284615') }]);
  expect(await first.book.confirm()).toBe(true);
  first.book.stop();
  const second = await rig(first.meta);
  expect(second.book.heardAtMs()).toBeNull();
  expect(await second.book.isPin('100001', '284615')).toBe(true);
  expect(await second.book.isPin('100001', '284616')).toBe(false);
  expect(await second.book.isPin('100002', '284615')).toBe(false);
  // A list of an older hub that was set back is what the hub says now.
  second.hub.reply = list(1, []);
  expect(await second.book.confirm()).toBe(true);
  expect(await second.book.isPin('100001', '284615')).toBe(false);
  second.book.stop();
  expect([...first.meta.values()].join()).not.toContain('284615');
});

it("the secret is made once, is nobody else's to read, and is given to the hub until the hub says that it has it", async () => {
  const one = await rig();
  one.hub.reply = list(1, []);
  await one.book.confirm();
  expect(one.hub.calls).toEqual(['GET staff?cards=1', 'POST staff/code-key', 'GET staff?cards=1']);
  const file = join(dir, codeKeyFile);
  const secret = readFileSync(file, 'utf8');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const subject = { kiosk: one.identity.kiosk, staffId: '100001', challenge: 'K7QF93MD' };
  const code = oneTimeCode(Buffer.from(secret.trim(), 'base64url'), { ...subject, role: 'keeper' });
  expect(one.book.roleOfCode('100001', 'K7QF93MD', code)).toBe('keeper');
  expect(one.book.roleOfCode('100002', 'K7QF93MD', code)).toBeNull();
  one.book.stop();
  const two = await rig(one.meta);
  two.hub.reply = list(1, []);
  await two.book.confirm();
  expect(readFileSync(file, 'utf8')).toBe(secret);
  two.book.stop();
  // Half a secret is none.
  writeFileSync(file, 'AAAA');
  const three = await rig(one.meta, 4);
  expect(three.book.roleOfCode('100001', 'K7QF93MD', code)).toBeNull();
  expect(readFileSync(file, 'utf8')).not.toBe('AAAA');
  three.book.stop();
});

it('a disk that does not take the secret ends nothing: who may work here is known, and the secret is given once it can be written', async () => {
  rmSync(dir, { recursive: true });
  writeFileSync(dir, '');
  const one = await rig();
  one.hub.reply = list(1, [{ staffId: '100001', role: 'technician', pinHash: null }]);
  expect(await one.book.confirm()).toBe(true);
  expect(one.book.members()).toHaveLength(1);
  expect(one.book.cardOf(newCardContent())).toBeNull();
  expect(one.book.roleOfCode('100001', 'K7QF93MD', '00000000')).toBeNull();
  expect(one.hub.codeKey).toBeNull();
  rmSync(dir);
  mkdirSync(dir);
  expect(await one.book.confirm()).toBe(true);
  expect(one.hub.codeKey).toBe('given');
  one.book.stop();
});

it('while somebody is at the machine a change of the staff arrives by a question that waits; afterwards nobody asks', async () => {
  const one = await rig();
  one.hub.reply = list(4, []);
  await one.book.confirm();
  one.hub.reply = null;
  one.book.attend(true);
  one.book.attend(true);
  await one.clock.advance(5_000);
  one.hub.reply = list(5, [{ staffId: '200001', role: 'keeper', pinHash: null }]);
  await one.clock.advance(5_000);
  one.book.attend(false);
  expect(one.book.members()?.map(({ staffId }) => staffId)).toEqual(['200001']);
  const asked = one.hub.calls.length;
  expect(one.hub.calls.filter((call) => call.startsWith('GET staff?version=4&wait=25'))).not.toEqual([]);
  await one.clock.advance(60_000);
  expect(one.hub.calls.length).toBe(asked);
  one.book.stop();
});

it('an answer that was late on its way brings back nobody whom the hub has ended meanwhile', async () => {
  const one = await rig();
  one.hub.reply = list(3, []);
  await one.book.confirm();
  const secret = Buffer.from(readFileSync(join(dir, codeKeyFile), 'utf8').trim(), 'base64url');
  // The hub has the secret: no answer is followed by another question.
  const codeKey = createHash('sha256').update(secret).digest('hex').slice(0, 16);
  one.hub.reply = { ...list(4, [{ staffId: '200001', role: 'keeper', pinHash: null }]), codeKey };
  await one.book.confirm();
  let arrive: () => void = () => undefined;
  one.hub.arrives = new Promise((resolve) => {
    arrive = resolve;
  });
  await one.clock.advance(10);
  const late = one.book.confirm();
  one.hub.arrives = Promise.resolve();
  one.hub.reply = { ...list(5, []), codeKey };
  await one.clock.advance(10);
  await one.book.confirm();
  expect(one.book.members()).toEqual([]);
  arrive();
  expect(await late).toBe(true);
  expect(one.book.members()).toEqual([]);
  one.book.stop();
});

it('a card is known by its keyed hash alone, at this machine alone, and as long as the hub says so', async () => {
  const one = await rig();
  one.hub.reply = list(1, []);
  await one.book.confirm();
  const secret = Buffer.from(readFileSync(join(dir, codeKeyFile), 'utf8').trim(), 'base64url');
  const [content, other] = [newCardContent(), newCardContent()];
  const mark = cardMark(secret, cardDigest(content));
  const elsewhere = cardMark(Buffer.alloc(32, 7), cardDigest(other));
  one.hub.reply = list(2, [{ staffId: '100001', role: 'technician', pinHash: null, cards: [elsewhere, mark] }]);
  await one.book.confirm();
  expect(one.book.cardOf(`${content}\r\n`)).toEqual({ staffId: '100001', mark });
  expect([other, '', mark, content.slice(1)].map((text) => one.book.cardOf(text))).toEqual([null, null, null, null]);
  expect([...one.meta.values()].join()).not.toContain(content);
  one.book.stop();
  const two = await rig(one.meta);
  expect(two.book.cardOf(content)).toEqual({ staffId: '100001', mark });
  two.hub.reply = list(3, [{ staffId: '100001', role: 'technician', pinHash: null }]);
  await two.book.confirm();
  expect(two.book.cardOf(content)).toBeNull();
  two.book.stop();
});

it('a hub that knows no cards is asked without them, and with them again when it has come back', async () => {
  const one = await rig();
  one.hub.isOlder = true;
  one.hub.reply = list(1, [{ staffId: '200001', role: 'keeper', pinHash: null }]);
  expect(await one.book.confirm()).toBe(true);
  expect(one.book.members()?.map(({ staffId }) => staffId)).toEqual(['200001']);
  expect(one.hub.calls.filter((call) => call === 'GET staff?cards=1')).toHaveLength(1);
  one.hub.isOlder = false;
  one.book.now();
  await one.clock.advance(0);
  expect(one.hub.calls.at(-1)).toContain('cards=1');
  one.book.stop();
});
