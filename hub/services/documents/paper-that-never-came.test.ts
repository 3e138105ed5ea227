import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { DocumentReply } from '../../../contract/hub-services.ts';
import { call, people } from '../../testing/case-kit.ts';
import { type HubFixture, openHubFixture } from '../../testing/hub-fixture.ts';
import type { TestMachine } from '../../testing/machine.ts';

const { liYun, ouyang } = people;
let f: HubFixture;
let machine: TestMachine;
beforeAll(async () => {
  f = await openHubFixture({ decisionDelayMs: 400, publicUrl: 'https://hub.example' });
  machine = await f.machine();
});
afterAll(async () => {
  await f.close();
});

const ask = async (person: object, replaces?: readonly string[]) =>
  (
    await call(machine, 'documents', {
      document: 'cert.ss.insured',
      itemId: 'cert.ss.insured',
      person,
      answers: { purpose: 'loan', insType: ['pension'] },
      preview: false,
      ...(replaces !== undefined && { replaces }),
    })
  ).body as DocumentReply;

const printedWhole = async ({ documentId, pages }: DocumentReply) => {
  const body = { format: 'yitiji-document/1', actId: 'a', documentId, outcome: 'done', pagesOut: pages, pages };
  const sealed = await machine.message(body, { receiptNo: null, orderKey: randomUUID() }, 'act.document');
  await machine.batch([sealed]);
  await vi.waitFor(async () => {
    const [row] = await f.sql<{ state: string }[]>`select state from ingest where id = ${sealed.id}`;
    expect(row?.state).toBe('applied');
  }, 10_000);
};

const stateOf = async ({ verifyCode }: DocumentReply) =>
  ((await (await fetch(`${f.hub.url}/v1/verify/${verifyCode}`)).json()) as { readonly state: string }).state;

test('is void as soon as its re-print is issued, for the same person only, and a late word does not bring it back', async () => {
  const first = await ask(liYun);
  await printedWhole(first);
  await ask(ouyang, [first.documentId]);
  expect(await stateOf(first)).toBe('valid');
  const second = await ask(liYun, [first.documentId]);
  expect(second).toMatchObject({ state: 'issued', printNo: 2 });
  expect(await stateOf(first)).toBe('void');
  await printedWhole(first);
  expect(await stateOf(first)).toBe('void');
  await printedWhole(second);
  expect(await stateOf(second)).toBe('valid');
});
