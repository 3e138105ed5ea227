import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { type Claim, ClaimManager, type ClaimPriority } from './claims.ts';

const request = (priority: ClaimPriority = 'customer', waitMs = 0, signal?: AbortSignal) => ({
  owner: 'test',
  purpose: 'test',
  waitMs,
  priority,
  ...(signal === undefined ? {} : { signal }),
});

describe('claims', () => {
  it('never gives half of what was asked for', async () => {
    const claims = new ClaimManager(['a', 'b'], new VirtualClock());
    const first = await claims.claim(['b'], request());
    const second = await claims.claim(['a', 'b'], request());
    expect(first.ok).toBe(true);
    expect(second).toMatchObject({ ok: false, error: { code: 'E_CLAIM_BUSY', outcome: 'notStarted', deviceId: 'b' } });
    expect(claims.held).toEqual(['b']);
  });

  it('refuses a command that carries the token of an earlier claim', async () => {
    const claims = new ClaimManager(['a'], new VirtualClock());
    const first = await claims.claim(['a'], request());
    if (!first.ok) throw new Error('claim refused');
    first.value.release();
    const second = await claims.claim(['a'], request());
    if (!second.ok) throw new Error('claim refused');
    expect(second.value.token).toBeGreaterThan(first.value.token);
    expect(claims.check('a', first.value.token)).toMatchObject({ code: 'E_CLAIM_LOST', outcome: 'notStarted' });
    expect(claims.check('a', null)).toMatchObject({ code: 'E_CLAIM_REQUIRED' });
    expect(claims.check('a', second.value.token)).toBeNull();
  });

  it('lets maintenance wait for the citizen and recovery go first', async () => {
    const claims = new ClaimManager(['a'], new VirtualClock());
    const held = await claims.claim(['a'], request());
    const order: string[] = [];
    const wait = (name: string, priority: ClaimPriority) =>
      claims.claim(['a'], request(priority, 1000)).then((result) => {
        order.push(name);
        if (result.ok) result.value.release();
      });
    const all = [wait('maintenance', 'maintenance'), wait('customer', 'customer'), wait('recovery', 'recovery')];
    if (held.ok) held.value.release();
    await Promise.all(all);
    expect(order).toEqual(['recovery', 'customer', 'maintenance']);
  });

  it('lets nobody overtake who waits for more devices: not a newcomer, not a later one that waits', async () => {
    const clock = new VirtualClock();
    const claims = new ClaimManager(['a', 'b', 'c'], clock);
    const order: string[] = [];
    const [a, c] = [await claims.claim(['a'], request()), await claims.claim(['c'], request())];
    if (!a.ok || !c.ok) throw new Error('claim refused');
    const wait = (name: string, ids: readonly string[]) =>
      claims.claim(ids, request('customer', 1_000)).then((result) => {
        order.push(name);
        return result;
      });
    const first = wait('first', ['a', 'b']);
    expect(await claims.claim(['b'], request())).toMatchObject({ error: { code: 'E_CLAIM_BUSY' } });
    const later = wait('later', ['b']);
    c.value.release();
    await clock.advance(10);
    expect(order).toEqual([]);
    const recovery = await claims.claim(['b'], request('recovery'));
    if (!recovery.ok) throw new Error('recovery goes first');
    recovery.value.release();
    a.value.release();
    const got = await first;
    if (!got.ok) throw new Error(got.error.code);
    got.value.release();
    expect((await later).ok).toBe(true);
    expect(order).toEqual(['first', 'later']);
  });

  it('a device that its keeper has settled is told to be free: nobody waits for the next change to find out', async () => {
    const settled = Promise.withResolvers<'settled' | 'closed'>();
    const keeper = { isNeeded: () => true, settle: () => settled.promise };
    const claims = new ClaimManager(['a'], new VirtualClock(), keeper);
    const held = await claims.claim(['a'], request());
    if (held.ok) held.value.release();
    const seen: (readonly string[])[] = [];
    claims.onChange(() => seen.push(claims.held));
    settled.resolve('settled');
    await settled.promise;
    expect(seen).toEqual([[]]);
  });

  it('gives up waiting in time and leaves no timer', async () => {
    const clock = new VirtualClock();
    const claims = new ClaimManager(['a'], clock);
    const held = await claims.claim(['a'], request());
    const waiting = claims.claim(['a'], request('customer', 500));
    await clock.advance(500);
    expect(await waiting).toMatchObject({ ok: false, error: { code: 'E_CLAIM_BUSY' } });
    const controller = new AbortController();
    const aborted = claims.claim(['a'], request('customer', 500, controller.signal));
    controller.abort('user');
    expect(await aborted).toMatchObject({ ok: false, error: { code: 'E_CANCELLED' } });
    expect(clock.pending).toBe(0);
    if (held.ok) held.value.release();
    expect(claims.held).toEqual([]);
  });

  it('never has two holders and never loses a device, whatever the order of claims and releases', async () => {
    const ids = ['a', 'b', 'c'];
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ ids: fc.subarray(ids, { minLength: 1 }), waitMs: fc.constantFrom(0, 50), release: fc.nat(5) }),
          { maxLength: 20 },
        ),
        async (steps) => {
          const clock = new VirtualClock();
          const claims = new ClaimManager(ids, clock);
          const open: Claim[] = [];
          const holders = new Map<string, number>();
          const check = (claim: Claim) => {
            for (const id of claim.devices) {
              expect(holders.has(id)).toBe(false);
              holders.set(id, claim.token);
            }
            open.push(claim);
          };
          for (const step of steps) {
            void claims.claim(step.ids, request('customer', step.waitMs)).then((result) => {
              if (result.ok) check(result.value);
            });
            await clock.advance(1);
            const claim = open.splice(step.release, 1)[0];
            if (claim !== undefined) {
              for (const id of claim.devices) holders.delete(id);
              claim.release();
            }
            await clock.advance(10);
          }
          while (open.length > 0) {
            for (const claim of open.splice(0)) {
              for (const id of claim.devices) holders.delete(id);
              claim.release();
            }
            await clock.advance(1);
          }
          expect(claims.held).toEqual([]);
          expect(clock.pending).toBe(0);
        },
      ),
      { numRuns: 200 },
    );
  });
});
