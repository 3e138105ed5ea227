import { afterEach, expect, test, vi } from 'vitest';
import { csrfHeader, liveHeader } from '../../contract/console/session.ts';
import { getJson, type HubAsks, holdCsrf, lookWhoIsHere, onHubAsks, postJson } from './hub-client.ts';

const noAsks: HubAsks = {
  signedOut: () => undefined,
  look: () => undefined,
  stepUp: () => Promise.resolve(false),
};

interface Asked {
  readonly path: string;
  readonly headers: Headers;
}

/** A hub that answers one after the other; the last answer stays. */
function hub(...answers: readonly (readonly [status: number, body: string])[]): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const [status, body] = answers[Math.min(asked.length, answers.length - 1)] ?? [500, ''];
    asked.push({ path, headers: new Headers(init.headers) });
    return new Response(body, { status });
  });
  return asked;
}

afterEach(() => {
  vi.unstubAllGlobals();
  onHubAsks(noAsks);
  holdCsrf('');
});

const wantsCode = [403, JSON.stringify({ error: 'stepUp', detail: 'a fresh code' })] as const;

test('a dangerous act asks for a fresh code and is sent once more, exactly once', async () => {
  const asked = hub(wantsCode, wantsCode);
  let times = 0;
  onHubAsks({
    ...noAsks,
    stepUp: async () => {
      times += 1;
      return true;
    },
  });
  const reply = await postJson('/v1/operator/x', {});
  expect([asked.length, times, reply.ok]).toEqual([2, 1, false]);
});

test('whoever gives no code sends nothing twice', async () => {
  const asked = hub(wantsCode, [200, '{}']);
  expect((await postJson('/v1/operator/x', {})).ok).toBe(false);
  expect(asked).toHaveLength(1);
});

test('a change carries the secret of the session; a question that the page asks by itself says so', async () => {
  const asked = hub([200, '{}']);
  holdCsrf('secret');
  await postJson('/v1/operator/x', {});
  await getJson('/v1/console/y', undefined, true);
  await getJson('/v1/console/z');
  expect(asked.map(({ headers }) => [headers.get(csrfHeader), headers.get(liveHeader)])).toEqual([
    ['secret', null],
    [null, '1'],
    [null, null],
  ]);
});

test('the end of a session is heard of, but not when a password was wrong', async () => {
  hub([401, JSON.stringify({ error: 'unsigned', detail: '' })]);
  const ended = vi.fn();
  onHubAsks({ ...noAsks, signedOut: ended });
  await postJson('/v1/console/session', {});
  expect(ended).not.toHaveBeenCalled();
  await getJson('/v1/console/machines');
  expect(ended).toHaveBeenCalledOnce();
  // Somebody who changes the own password when the session is over is asked to sign in; who only mistyped it is not.
  await postJson('/v1/console/session/password', {});
  expect(ended).toHaveBeenCalledTimes(2);
  hub([401, JSON.stringify({ error: 'signInWrong', detail: '' })]);
  await postJson('/v1/console/session/password', {});
  expect(ended).toHaveBeenCalledTimes(2);
});

test('whoever has signed in anew in another window is not told that his role may not: the window looks who is here now', async () => {
  const asked = hub([403, JSON.stringify({ error: 'forbidden', detail: `${csrfHeader} is missing or wrong` })]);
  const look = vi.fn();
  onHubAsks({ ...noAsks, look });
  expect(await postJson('/v1/operator/x')).toMatchObject({ ok: false, error: { code: 'otherSession', status: 403 } });
  // It is sent once more by whoever presses again, not by itself: it may be somebody else by now.
  expect([asked.length, look.mock.calls.length]).toEqual([1, 1]);
  hub([403, JSON.stringify({ error: 'forbidden', detail: 'permission needed: order.act' })]);
  expect(await postJson('/v1/operator/x')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  expect(look).toHaveBeenCalledOnce();
  lookWhoIsHere();
  expect(look).toHaveBeenCalledTimes(2);
});

test('an act whose answer was lost, here or at a gateway, is not told as one that was not done', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed to fetch')));
  expect(await postJson('/x')).toMatchObject({ ok: false, error: { code: 'unanswered', status: 0 } });
  hub([504, '<html>gateway timeout</html>']);
  expect(await postJson('/x')).toMatchObject({ ok: false, error: { code: 'unanswered', status: 504 } });
  hub([500, JSON.stringify({ error: 'internal', detail: '' })]);
  expect(await postJson('/x')).toMatchObject({ ok: false, error: { code: 'internal', status: 500 } });
});

test('a page that a gateway puts in the hub’s place is no answer, even with status 200: an act is not told as done, a list not as read', async () => {
  hub([200, '<html>please sign in to the network</html>']);
  expect(await postJson('/x')).toMatchObject({ ok: false, error: { code: 'unanswered', status: 200 } });
  expect(await getJson('/x')).toMatchObject({ ok: false, error: { code: 'away', status: 200 } });
});

test('a gateway that says that the hub is away is told as that, and what could not be read is read when it is back', async () => {
  hub([502, '<html>bad gateway</html>']);
  expect(await getJson('/x')).toMatchObject({ ok: false, error: { code: 'away', status: 502 } });
  // The hub itself has failed: asking again at once would fail again.
  hub([500, JSON.stringify({ error: 'internal', detail: '' })]);
  expect(await getJson('/x')).toMatchObject({ ok: false, error: { code: 'internal', status: 500 } });
  hub([404, '<html>not found</html>']);
  expect(await getJson('/x')).toMatchObject({ ok: false, error: { code: 'internal', status: 404 } });
});

test('no answer and an empty reply are failures with words, no crash', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed to fetch')));
  expect(await getJson('/x')).toMatchObject({ ok: false, error: { code: 'away', status: 0 } });
  hub([200, '']);
  expect(await getJson('/x')).toEqual({ ok: true, value: null });
});
