import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { signAssignment } from '../../contract/release/assignment.ts';
import type { UpdateOutcome } from '../../contract/release/update-outcome.ts';
import { err, ok } from '../../contract/result.ts';
import { newSigningKey, readPrivateKey } from '../../contract/signing.ts';
import { type Assigned, type AssignedNews, ReportInput } from '../../contract/update-link.ts';
import { parse } from '../../contract/validate.ts';
import type { Store } from '../store/store.ts';
import { makeHubSide, type TemporaryStore, temporaryStore } from '../store/testing/temporary-store.ts';
import { outcomesKey, readKept } from './outcomes.ts';
import { UpdateLink, type UpdateLinkOptions } from './update-link.ts';

const hubSide = await makeHubSide();
const key = { kid: 'reply-1', key: readPrivateKey(newSigningKey().privateKey) };
const assignment = (counter: number) =>
  signAssignment(
    {
      ...{ format: 'yitiji-assignment/1', device: 'd', target: 'app/1.json', sha256: 'a'.repeat(64), counter },
      expiresAt: '2026-12-28T00:00:00.000Z',
    },
    key,
  );
const outcome = (n: number, change: Partial<UpdateOutcome> = {}): UpdateOutcome => ({
  ...{ release: `2.${n}-${'b'.repeat(16)}`, from: `1-${'a'.repeat(16)}`, outcome: 'succeeded', cause: null },
  ...{ at: '2026-11-28T12:00:00.000Z', ...change },
});

let temporary: TemporaryStore;
beforeEach(() => {
  temporary = temporaryStore(hubSide.identity);
});
afterEach(() => temporary[Symbol.dispose]());

const linkOn = (store: UpdateLinkOptions['store'], more: Partial<UpdateLinkOptions> = {}) =>
  new UpdateLink({ store, log: noLog, hubUrl: 'https://hub.example/', hubNowMs: () => null, ...more });
function watching(link: UpdateLink, id = 'u') {
  const news: Assigned[] = [];
  const now = link.watch({ id, tell: ({ assigned }: AssignedNews) => news.push(assigned) });
  return { now, news };
}
/** Outcomes in the queue to the hub. */
const queued = (store: Store) => store.outbox.list().filter(({ topic }) => topic === 'tech.update');

describe('an assignment', () => {
  test('is passed on as it came, at once and at each ask, with what it takes to check it', () => {
    const link = linkOn(temporary.store);
    const { now, news } = watching(link);
    expect(now).toEqual({
      ...{ assignment: null, bundles: [], device: hubSide.identity.deviceId, hubKeys: [hubSide.identity.replyKey] },
      ...{ repository: 'https://hub.example/releases/', hubNowMs: null, hubVersion: null },
      storeSchema: temporary.store.schema,
    });
    expect(temporary.store.schema).toBeGreaterThanOrEqual(4);
    link.heard({ update: assignment(3), hubVersion: '0.2.0' });
    expect(news).toEqual([{ ...now, assignment: assignment(3), hubVersion: '0.2.0' }]);
    expect(link.mark()).toEqual({ counter: 3, kid: 'reply-1' });
    expect(watching(link, 'v').now).toEqual(news[0]);
  });

  test('that a wrong clock has refused is told again once the hub’s time is known, and not with every reply', () => {
    let hubNowMs: number | null = null;
    const link = linkOn(temporary.store, { hubNowMs: () => hubNowMs });
    link.heard({ update: assignment(3) });
    const { news } = watching(link);
    for (const nowMs of [1_000, 2_000]) {
      hubNowMs = nowMs;
      link.heard({});
    }
    expect(news).toMatchObject([{ assignment: assignment(3), hubNowMs: 1_000 }]);
  });

  test('is still known after the power was cut', () => {
    linkOn(temporary.store).heard({ update: assignment(3), hubVersion: '0.2.0' });
    const link = linkOn(temporary.reopen());
    expect(link.mark()).toEqual({ counter: 3, kid: 'reply-1' });
    expect(watching(link).now).toMatchObject({ assignment: assignment(3), hubVersion: '0.2.0' });
  });

  test('that cannot be kept is not said to be here: the hub tells it again', () => {
    const { store } = temporary;
    const full = { ...store.meta, set: () => err({ code: 'full' as const, detail: '' }) };
    const link = linkOn({ meta: full, identity: store.identity, schema: 4, recordOfUpdate: store.recordOfUpdate });
    const { news } = watching(link);
    link.heard({ update: assignment(3) });
    expect([link.mark(), news]).toEqual([null, []]);
  });

  test('that is none, and a reply that says nothing, take none away; nobody is told what he knows', () => {
    const link = linkOn(temporary.store);
    link.heard({ update: assignment(3) });
    const { news } = watching(link);
    link.heard({ update: 'x'.repeat(2000) });
    link.heard({});
    link.heard({ update: assignment(3) });
    expect([link.mark()?.counter, news]).toEqual([3, []]);
  });

  test('changed keys of the hub are news; who has gone hears nothing', () => {
    const link = linkOn(temporary.store);
    const [stays, goes] = [watching(link, 'a'), watching(link, 'b')];
    link.gone('b');
    const next = { kid: 'reply-2', publicKey: newSigningKey().publicKey };
    temporary.store.setIdentity({ ...hubSide.identity, replyKey: next });
    link.heard({});
    expect([stays.news.map(({ hubKeys }) => hubKeys), goes.news]).toEqual([[[next]], []]);
  });
});

/** Resolves once it is so, looked at after each message that is committed. */
const until = (store: Store, isSo: (store: Store) => boolean) =>
  new Promise<void>((resolve) => {
    const look = () => {
      if (!isSo(store)) return;
      end();
      // Behind whoever waits for this commit, too: they look into the store once more.
      setImmediate(resolve);
    };
    const end = store.onMessage(look);
    look();
  });

describe('an outcome', () => {
  test('is in the queue once, however often it is told, also after the power was cut', async () => {
    const link = linkOn(temporary.store);
    expect(link.report(outcome(1))).toEqual(ok(null));
    expect(link.report(outcome(1))).toEqual(ok(null));
    expect(link.report(outcome(2))).toEqual(ok(null));
    await until(temporary.store, (store) => queued(store).length === 2);
    const store = temporary.reopen();
    const again = linkOn(store);
    await again.flush();
    expect(again.report(outcome(1))).toEqual(ok(null));
    expect(again.report(outcome(1, { outcome: 'rolledBack', cause: 'unhealthy' }))).toEqual(ok(null));
    await until(store, () => queued(store).length === 3);
    expect(readKept(store.meta.get(outcomesKey)).waiting).toEqual([]);
  });

  test('that was answered and not yet queued when the power was cut, goes into the queue at the next start', async () => {
    const { store } = temporary;
    const stuck = { ...store, recordOfUpdate: async () => err({ code: 'full' as const, detail: '' }) };
    expect(linkOn(stuck).report(outcome(1))).toEqual(ok(null));
    expect(queued(temporary.store)).toEqual([]);
    const again = temporary.reopen();
    await linkOn(again).flush();
    expect(queued(again)).toHaveLength(1);
  });

  test('that a later release left waiting, with a cause that this one does not know, is told all the same', async () => {
    const { store } = temporary;
    const later = outcome(1, { outcome: 'rolledBack', cause: 'unhealthy' });
    const text = JSON.stringify({ waiting: [later], taken: [] });
    store.meta.set(outcomesKey, text.replace('unhealthy', 'tooBright'));
    await linkOn(store).flush();
    expect(queued(store)).toHaveLength(1);
    expect(readKept(store.meta.get(outcomesKey))).toMatchObject({ waiting: [], taken: [expect.any(String)] });
    expect(readKept(text.replace('unhealthy', 'no cause at all')).waiting).toEqual([]);
    // The updater's own record may hold such a one, too: refused here, it would hold back all that come behind it.
    const told = { outcome: { ...later, cause: 'tooBright' } };
    expect(parse(ReportInput, told).ok).toBe(true);
  });

  test('of a machine that is not enrolled waits until it is', async () => {
    using strange = temporaryStore(null);
    const link = linkOn(strange.store);
    expect(link.report(outcome(1))).toEqual(ok(null));
    await link.flush();
    expect(queued(strange.store)).toEqual([]);
    strange.store.setIdentity(hubSide.identity);
    link.heard({});
    await until(strange.store, (store) => queued(store).length === 1);
  });

  test('that cannot be kept is refused, so that the updater tells it again', () => {
    const { store } = temporary;
    const full = { ...store.meta, set: () => err({ code: 'full' as const, detail: '' }) };
    expect(linkOn({ ...store, meta: full }).report(outcome(1))).toEqual(err('storeFailed'));
    expect(linkOn(null).report(outcome(1))).toEqual(err('storeFailed'));
    expect(watching(linkOn(null)).now).toMatchObject({ device: null, hubKeys: [], storeSchema: null });
  });
});

describe('an assignment of a configuration', () => {
  const bundle = (kind: 'config' | 'catalogue', counter: number) =>
    signAssignment(
      {
        ...{ format: 'yitiji-assignment/1', device: 'd', target: `${kind}/gz/1.json`, sha256: 'a'.repeat(64), counter },
        expiresAt: '2026-12-28T00:00:00.000Z',
      },
      key,
    );

  test('stands beside that of an application and of a catalogue, is kept over a cut, and only the newest of a kind counts', () => {
    const link = linkOn(temporary.store);
    const { news } = watching(link);
    link.heard({ update: assignment(1), bundles: [bundle('config', 2)] });
    link.heard({ bundles: [bundle('config', 4), bundle('catalogue', 3)] });
    link.heard({ hubVersion: '0.2.0' });
    const expected = { assignment: assignment(1), bundles: [bundle('catalogue', 3), bundle('config', 4)] };
    expect(news.at(-1)).toMatchObject(expected);
    const again = linkOn(temporary.reopen());
    expect(watching(again).now).toMatchObject(expected);
    expect([again.mark()?.counter, again.bundleMarks()]).toEqual([
      1,
      [
        { kind: 'catalogue', counter: 3, kid: 'reply-1' },
        { kind: 'config', counter: 4, kid: 'reply-1' },
      ],
    ]);
  });

  test('an application among them is passed on as none', () => {
    const link = linkOn(temporary.store);
    const { news } = watching(link);
    link.heard({ bundles: [assignment(3), 'x'] });
    expect([news, link.bundleMarks()]).toEqual([[], []]);
  });
});
