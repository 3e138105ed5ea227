import { type Role, roles } from '../../../contract/accounts.ts';
import type { Topic } from '../../../contract/envelope.ts';
import { newSigningKey } from '../../../contract/signing.ts';
import { transaction } from '../../../hub/database/pool.ts';
import { readKeyRows } from '../../../hub/keys/key-rows.ts';
import { application, call, people } from '../../../hub/testing/case-kit.ts';
import { type Invitee, newPerson, type TestPerson, testPassword } from '../../../hub/testing/console-client.ts';
import { type HubFixture, openHubFixture, operatorToken } from '../../../hub/testing/hub-fixture.ts';
import { TestMachine } from '../../../hub/testing/machine.ts';
import { Knowledge } from './knowledge.ts';
import type { Planned } from './planned.ts';
import { publishRelease } from './publish-release.ts';

/** A real hub with PostgreSQL, worker and departments, and everybody who may ask it something. */
export interface World {
  readonly url: string;
  readonly fixture: HubFixture;
  readonly token: string;
  readonly machines: TestMachine[];
  /** Sends nothing: what it has handed in is nobody else's business. */
  readonly victim: TestMachine;
  readonly newKeys: { readonly publicKey: string; readonly privateKey: string }[];
  readonly endedCookie: string;
  /** By name, what must stand in no answer and no log line. */
  readonly canaries: ReadonlyMap<string, string>;
  known(name: string): readonly unknown[];
  /** Takes over ids out of an answer. */
  learn(value: unknown): void;
  session(role: Role): { readonly cookie: string; readonly csrf: string };
  /** Another account of this role, after somebody has ended the one before; its session is that of the role from now on. */
  renewSession(role: Role): Promise<TestPerson>;
  /** Roles that the account of `session` has now. */
  rolesOf(role: Role): Promise<readonly string[]>;
  /** Another account, signed in, of which nobody else knows. */
  newPerson(role: Role): Promise<TestPerson>;
  /** For an account that nobody has yet. */
  invitation(role: Role): Invitee;
  /** What was used nowhere yet: code of a machine, number of a phone, of a receipt, address of who asks, a machine that nobody has enrolled (its key is number `at` of `newKeys`). */
  newKiosk(): string;
  newMobile(): string;
  newReceiptNo(machine: TestMachine): string;
  newAddress(): string;
  newMachine(): { readonly at: number; readonly machine: TestMachine };
  /** A release in the hub's repository: its target, the name of its manifest's file, the hash of a file of it. */
  readonly release: { readonly target: string; readonly manifest: string; readonly content: string };
  /** Its key is in force again, after somebody has revoked it: enrolling another one would need a code, which guesses of others use up. */
  renewMachine(at: number): Promise<void>;
  sealedBatch(planned: Planned): Promise<Buffer>;
  close(): Promise<void>;
}

const machineCount = 12;
const newKeyCount = 64;
/** Named in no request, so in no answer: an identity number, a name and a word that stand in the hub, planted by the victim. */
const hidden = { idNumber: people.ouyang.idNumber, name: people.ouyang.name, word: '金丝雀密语' };

/** Starts it all. The hub believes the X-Forwarded-For of whoever asks, so that bounds of one address do not end every way in. */
export async function openWorld(): Promise<World> {
  const fixture = await openHubFixture({ trustProxy: '127.0.0.1', decisionDelayMs: 50 });
  const { url } = fixture.hub;
  const victim = await fixture.machine();
  const knowledge = new Knowledge();
  await plant(victim, knowledge);
  const machines: TestMachine[] = [];
  while (machines.length < machineCount) machines.push(await fixture.machine());
  const sessions = new Map<Role, TestPerson>();
  let count = 0;
  const next = () => {
    count += 1;
    return count;
  };
  const invitation = (role: Role): Invitee => ({
    ...{ account: `fuzz${next()}.${role.toLowerCase()}`, roles: [role], token: operatorToken },
  });
  const newOne = (role: Role) => newPerson(url, { ...invitation(role), nowMs: Date.now() });
  const renewSession = async (role: Role) => {
    const person = await newOne(role);
    sessions.set(role, person);
    return person;
  };
  for (const role of roles) await renewSession(role);
  const gone = await newPerson(url, { account: 'gone', roles: [...roles], token: operatorToken, nowMs: Date.now() });
  const endedCookie = gone.client.cookie ?? '';
  await gone.client.post('/v1/console/session/end', { everywhere: true });
  const canaries = new Map<string, string>([
    ['operator token', operatorToken],
    ['password', testPassword],
    ['database password', new URL(fixture.hub.databaseUrl).password],
    ['hidden person', hidden.idNumber],
    ['name of the hidden person', hidden.name],
    ['word of the hidden person', hidden.word],
    ...(await hubSecrets(fixture)),
  ]);
  knowledge.add(
    'kiosk',
    [...machines, victim].map(({ claimed }) => claimed.kiosk),
  );
  const samples = sealedSamples(machines[0] ?? victim);
  const suiteAt = (n: number) => (n % 4 === 0 ? 'gm-1' : 'intl-1');
  const newKeys = Array.from({ length: newKeyCount }, (_, n) => newSigningKey(suiteAt(n)));
  return {
    ...{
      url,
      fixture,
      token: operatorToken,
      machines,
      victim,
      endedCookie,
      canaries,
      renewSession,
      invitation,
      newKeys,
    },
    release: publishRelease(fixture.dataDir),
    newPerson: newOne,
    newKiosk: () => `ZZ${String(next() % 1e4).padStart(4, '0')}`,
    newMobile: () => `199${String(next()).padStart(8, '0')}`,
    newReceiptNo: ({ claimed }) => knowledge.receiptOf(claimed.kiosk),
    newAddress: () => `10.255.${(next() >> 8) & 255}.${next() & 255}`,
    newMachine() {
      // The first ones are asked for by chance (plan.ts): those stay.
      const at = machineCount + (next() % (newKeyCount - machineCount));
      const machine = new TestMachine(url, suiteAt(at));
      newKeys[at] = machine.signing;
      return { at, machine };
    },
    known: (name) => (name === 'sealed' ? samples : knowledge.of(name)),
    learn: (value) => knowledge.learn(value),
    session(role) {
      const client = sessions.get(role)?.client;
      return { cookie: client?.cookie ?? '', csrf: client?.csrf ?? '' };
    },
    async rolesOf(role) {
      const id = sessions.get(role)?.id ?? '';
      const [row] = await fixture.sql<{ roles: readonly string[] }[]>`select roles from account where id = ${id}`;
      return row?.roles ?? [];
    },
    async renewMachine(at) {
      const { deviceId } = machines[at]?.claimed ?? victim.claimed;
      await fixture.sql`update device_key set revoked_ms = null, not_after_ms = null where device_id = ${deviceId}`;
    },
    async sealedBatch({ who, seal }) {
      const machine = machines[who.kind === 'machine' ? who.at : 0] ?? victim;
      const messages = [];
      for (const { topic, itemId, body } of seal) {
        const whole = 'receiptNo' in body ? { ...body, receiptNo: knowledge.receiptOf(machine.claimed.kiosk) } : body;
        messages.push(await machine.message(whole, { itemId }, topic as Topic));
      }
      return Buffer.from(JSON.stringify({ storeEpoch: machine.storeEpoch, messages }));
    },
    close: () => fixture.close(),
  };
}

/** What the hidden person has done at the victim. */
async function plant(victim: TestMachine, knowledge: Knowledge): Promise<void> {
  const person = { idNumber: hidden.idNumber, name: hidden.name };
  const answers = { words: hidden.word, mobile: '19900000001' };
  const body = application(victim, 'ss.card.loss', person, answers);
  await victim.batch([await victim.message(body, { itemId: body.itemId })]);
  knowledge.add('receiptNo', [body.receiptNo]);
  const draft = { itemId: 'biz.open', person, version: 0, section: 1, answers: { nameCore: hidden.word } };
  // Whoever has the id of a draft may read it, from any machine: nobody is told this one.
  await call(victim, 'drafts/new', draft, 'PUT');
  knowledge.learn((await call(victim, 'orders', { itemId: 'ss.card.replace', amountFen: 2000, person })).body);
  knowledge.learn((await call(victim, 'sms-codes', { person: null, mobile: '19900000001', purpose: 'mobile' })).body);
  knowledge.learn((await call(victim, 'video-checks', { person })).body);
}

/** Bodies as machines seal them. */
function sealedSamples(machine: TestMachine): readonly Planned['seal'][number][] {
  const now = new Date().toISOString();
  const submit = ['ss.card.loss', 'ss.card.replace', 'biz.open', 'med.remote', 'child.enrol', 'no.such.item'].map(
    (itemId) => ({
      topic: 'case.submit',
      itemId,
      body: application(machine, itemId, people.liYun, { action: 'report', reason: 'lost', card: 'ss-0026-1' }),
    }),
  );
  const rate = {
    ...{ format: 'yitiji-rate/1', receiptNo: null, level: 1, reasons: ['slow'], text: 'x', callback: null },
    ...{ reasonsVersion: 1, at: now },
  };
  const print = { format: 'yitiji-print/1', receiptNo: '', copy: 1, result: 'printed', pages: 1, at: now };
  return [
    ...submit,
    { topic: 'case.rate', itemId: null, body: rate },
    { topic: 'act.print', itemId: null, body: print },
    { topic: 'tech.work', itemId: null, body: { format: 'yitiji-work/1', orderId: 1, state: 'closed', at: now } },
    { topic: 'tech.item', itemId: null, body: { format: 'yitiji-item/1', id: 'a', version: 1 } },
    { topic: 'custody.changed', itemId: null, body: { format: 'yitiji-custody/1', receiptNo: '', counts: {} } },
    { topic: 'tech.command', itemId: null, body: { format: 'yitiji-command-result/1', seq: 1, outcome: 'done' } },
    { topic: 'tech.update', itemId: null, body: { format: 'yitiji-update/1', target: 'app/1', outcome: 'done' } },
  ];
}

/** Private keys of the hub, as texts that an answer could hold. */
async function hubSecrets({ sql, wrapping }: HubFixture): Promise<readonly (readonly [string, string])[]> {
  const opened = await transaction(sql, (tx) => readKeyRows(tx, wrapping, new Map()));
  if (!opened.ok) throw new Error(opened.error);
  const wrappers = wrapping.read();
  if (!wrappers.ok) throw new Error(wrappers.error);
  return [
    ...wrappers.value.map(({ id, text }) => [id, text] as const),
    ...opened.value.rows.flatMap(({ kid, privateKey }) => {
      const bytes = Buffer.from(privateKey, 'base64url');
      return [
        [kid, privateKey.slice(0, 40)] as const,
        [`${kid} (base64)`, bytes.toString('base64').slice(0, 40)] as const,
        [`${kid} (hex)`, bytes.toString('hex').slice(0, 60)] as const,
      ];
    }),
  ];
}
