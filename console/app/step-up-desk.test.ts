import { afterEach, expect, test, vi } from 'vitest';
import { getJson, onHubAsks, postJson } from '../data/hub-client.ts';
import { asksOf, stepUpDesk } from './step-up-desk.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  onHubAsks({ signedOut: () => undefined, stepUp: () => Promise.resolve(false) });
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
  onHubAsks(asksOf(desk, out));
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
