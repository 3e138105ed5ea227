import { expect, test } from 'vitest';
import type { ConsoleSession, SessionReply } from '../../contract/console/session.ts';
import type { HubReply } from '../data/hub-client.ts';
import { lookout } from './lookout.ts';

const session = (unreadNotices: number): ConsoleSession => ({
  ...{
    actor: { kind: 'account', id: 'a', name: 'N.', roles: [] },
    permissions: [],
    csrf: 'c',
    idleUntil: '',
    until: '',
  },
  ...{ steppedUpUntil: null, recoveryCodes: 10, unreadNotices },
});

/** A hub whose answers come when the test lets them come. */
function rig() {
  const answers: ((reply: HubReply<SessionReply>) => void)[] = [];
  const found: (readonly [number | null, boolean])[] = [];
  const out = lookout(
    () => new Promise((settle) => answers.push(settle)),
    (one, isTold) => found.push([one === null ? null : one.unreadNotices, isTold]),
  );
  const answer = async (at: number, unread: number | null) => {
    answers[at]?.({ ok: true, value: { session: unread === null ? null : session(unread), hubTime: '' } });
    await Promise.resolve();
    await Promise.resolve();
  };
  return { out, found, answer, answers };
}

test('two notices in a row: the answer that was overtaken does not stand in the place of the newer one', async () => {
  const { out, found, answer } = rig();
  void out.look(false);
  void out.look(false);
  await answer(1, 2);
  await answer(0, 1);
  expect(found).toEqual([[2, false]]);
  void out.look(false);
  await answer(2, 3);
  expect(found.at(-1)).toEqual([3, false]);
});

test('what was told of another session is still told when something else makes the page ask once more', async () => {
  const { out, found, answer } = rig();
  void out.look(true);
  void out.look(false);
  await answer(1, 0);
  void out.look(false);
  await answer(2, 0);
  expect(found).toEqual([
    [0, true],
    [0, false],
  ]);
});

test('whoever has gone is not brought back, and notices that were read meanwhile are not new again', async () => {
  const { out, found, answer, answers } = rig();
  void out.look(false);
  out.stop();
  await answer(0, 5);
  out.again();
  expect([found, answers.length]).toEqual([[], 1]);
  void out.look(false);
  out.again();
  await answer(1, 5);
  await answer(2, 0);
  expect(found).toEqual([[0, false]]);
});

test('a hub that does not answer has ended nothing', async () => {
  const { out, found, answers } = rig();
  const looked = out.look(false);
  answers[0]?.({ ok: false, error: { code: 'away', detail: '', status: 0 } });
  await looked;
  expect(found).toEqual([]);
});
