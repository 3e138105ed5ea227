import { afterEach, expect, test, vi } from 'vitest';
import { getJson, onHubAsks, postJson } from '../data/hub-client.ts';
import { asksOf, stepUpDesk } from './step-up-desk.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  onHubAsks({ signedOut: () => undefined, look: () => undefined, stepUp: () => Promise.resolve(false) });
});

/** A hub that knows nobody any more from `over` on. */
function hub() {
  const state = { isOver: false, acts: 0 };
  vi.stubGlobal('fetch', async (_path: string, { method }: RequestInit) => {
    if (method !== undefined) state.acts += 1;
    if (state.isOver) return new Response(JSON.stringify({ error: 'unsigned', detail: '' }), { status: 401 });
    return new Response(JSON.stringify({ error: 'stepUp', detail: '' }), { status: 403 });
  });
  return state;
}

test('an act that waited for a code when the session ended is not done by the next person who signs in here', async () => {
  const known = hub();
  const shown: boolean[] = [];
  const desk = stepUpDesk((isAsked) => shown.push(isAsked));
  const out = vi.fn();
  onHubAsks(asksOf(desk, { signedOut: out, look: () => undefined }));
  const act = postJson('/v1/operator/rollouts/1/acts', { act: 'revert' });
  await vi.waitFor(() => expect(shown).toEqual([true]));
  known.isOver = true;
  await getJson('/v1/console/overview');
  expect([out.mock.calls.length, shown]).toEqual([1, [true, false]]);
  expect((await act).ok).toBe(false);
  // The code that somebody else gives now is for nothing that waited.
  desk.settle(true);
  expect(known.acts).toBe(1);
});

test('two acts that want a code at the same time both come to their end', async () => {
  const desk = stepUpDesk(() => undefined);
  const both = Promise.all([desk.ask(), desk.ask()]);
  desk.settle(true);
  expect(await both).toEqual([true, true]);
});

test('an act that waits for a code ends when somebody signs in anew in another window, and goes on while it is the same session', async () => {
  const desk = stepUpDesk(() => undefined);
  desk.belongTo('secret of wang');
  const settled: boolean[] = [];
  const note = (isDone: boolean) => settled.push(isDone);
  const first = desk.ask().then(note);
  // The window has looked who is here, and nothing has changed.
  desk.belongTo('secret of wang');
  await Promise.resolve();
  expect(settled).toEqual([]);
  desk.settle(true);
  await first;
  const second = desk.ask().then(note);
  desk.belongTo('secret of li');
  await second;
  expect(settled).toEqual([true, false]);
});
