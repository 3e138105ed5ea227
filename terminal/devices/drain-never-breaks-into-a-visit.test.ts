import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { type Claim, ClaimManager, type Keeper } from './claims.ts';

const request = (owner: string, waitMs = 0) => ({ owner, purpose: 'test', waitMs, priority: 'customer' as const });
const maintenance = (waitMs = 60_000, signal?: AbortSignal) => ({
  owner: 'op-7',
  purpose: 'refill',
  waitMs,
  ...(signal === undefined ? {} : { signal }),
});

async function claimed(claims: ClaimManager, ids: readonly string[], owner: string): Promise<Claim> {
  const result = await claims.claim(ids, request(owner));
  if (!result.ok) throw new Error(`${owner}: ${result.error.code}`);
  return result.value;
}

describe('drain', () => {
  it('lets the visit finish, also when it needs one more device, and refuses the next one at once', async () => {
    const claims = new ClaimManager(['a', 'b'], new VirtualClock());
    const visit = await claimed(claims, ['a'], 'visit-1');
    const drained = claims.drain(['a', 'b'], maintenance());
    expect(claims.draining).toEqual(['a', 'b']);
    expect(await claims.claim(['b'], request('visit-2', 5_000))).toMatchObject({
      ok: false,
      error: { code: 'E_CLAIM_BUSY', outcome: 'notStarted', vendor: { code: 'maintenance' } },
    });
    const more = await claimed(claims, ['b'], 'visit-1');
    expect(visit.signal.aborted).toBe(false);
    visit.release();
    expect(claims.held).toEqual(['b']);
    more.release();
    const result = await drained;
    if (!result.ok) throw new Error(result.error.code);
    expect(result.value.devices).toEqual(['a', 'b']);
    expect(await claims.claim(['a'], request('visit-3', 5_000))).toMatchObject({
      error: { vendor: { code: 'maintenance' } },
    });
    result.value.release();
    expect(claims.draining).toEqual([]);
    expect((await claims.claim(['a'], request('visit-4'))).ok).toBe(true);
  });

  it('ends when it is cancelled or not served in time: customers come in again, no timer is left', async () => {
    const clock = new VirtualClock();
    const claims = new ClaimManager(['a'], clock);
    const visit = await claimed(claims, ['a'], 'visit-1');
    const controller = new AbortController();
    const cancelled = claims.drain(['a'], maintenance(60_000, controller.signal));
    controller.abort('user');
    expect(await cancelled).toMatchObject({ error: { code: 'E_CANCELLED' } });
    expect(claims.draining).toEqual([]);
    const late = claims.drain(['a'], maintenance(1_000));
    await clock.advance(1_000);
    expect(await late).toMatchObject({ error: { code: 'E_CLAIM_BUSY' } });
    visit.release();
    expect((await claims.claim(['a'], request('visit-2'))).ok).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('of a device that nobody uses is given at once; recovery still goes first', async () => {
    const claims = new ClaimManager(['a'], new VirtualClock());
    const first = await claims.drain(['a'], maintenance());
    if (!first.ok) throw new Error(first.error.code);
    const recovery = claims.claim(['a'], { ...request('custody', 1_000), priority: 'recovery' });
    first.value.release();
    expect((await recovery).ok).toBe(true);
  });

  test('whatever the order, no claim that is held is ever ended by a drain', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ who: fc.nat(3), drain: fc.boolean(), release: fc.nat(3) }), { maxLength: 25 }),
        async (steps) => {
          const clock = new VirtualClock();
          const claims = new ClaimManager(['a', 'b'], clock);
          const open: Claim[] = [];
          const keep = (result: Awaited<ReturnType<ClaimManager['claim']>>) => {
            if (result.ok) open.push(result.value);
          };
          for (const [index, step] of steps.entries()) {
            const ids = index % 2 === 0 ? ['a'] : ['a', 'b'];
            if (step.drain) void claims.drain(ids, maintenance(200)).then(keep);
            else void claims.claim(ids, request(`visit-${step.who}`, 100)).then(keep);
            await clock.advance(20);
            expect(open.every((claim) => !claim.signal.aborted)).toBe(true);
            open.splice(step.release, 1)[0]?.release();
          }
          while (claims.held.length + claims.draining.length > 0) {
            for (const claim of open.splice(0)) claim.release();
            await clock.advance(50);
          }
          expect(clock.pending).toBe(0);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('a claim that ends with a card in the device', () => {
  it('hands the device to the keeper: others wait, the old token is worth nothing, the rest is free at once', async () => {
    const clock = new VirtualClock();
    const settling = Promise.withResolvers<'settled'>();
    const tokens: number[] = [];
    const keeper: Keeper = {
      isNeeded: (id) => id === 'dispenser',
      settle: (_id, token) => {
        tokens.push(token);
        return settling.promise;
      },
    };
    const claims = new ClaimManager(['dispenser', 'printer'], clock, keeper);
    const visit = await claimed(claims, ['dispenser', 'printer'], 'visit-1');
    visit.release();
    expect(claims.held).toEqual(['dispenser']);
    expect(claims.check('dispenser', visit.token)).toMatchObject({ code: 'E_CLAIM_LOST' });
    expect(claims.check('dispenser', tokens[0] ?? null)).toBeNull();
    expect(await claims.claim(['dispenser'], request('visit-2'))).toMatchObject({ error: { code: 'E_CLAIM_BUSY' } });
    const waiting = claims.claim(['dispenser'], request('visit-3', 5_000));
    settling.resolve('settled');
    expect((await waiting).ok).toBe(true);
    expect(clock.pending).toBe(0);
  });
});
