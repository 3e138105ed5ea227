import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LiveFacts } from '../../contract/checks.ts';
import { noLog } from '../../contract/log.ts';
import type { UpdateOutcome } from '../../contract/release/update-outcome.ts';
import { ok } from '../../contract/result.ts';
import { anything } from '../../contract/spoilt.test-data.ts';
import type { HealthFacts } from '../../contract/update-health.ts';
import type { Assigned } from '../../contract/update-link.ts';
import type { MethodContext } from './method.ts';
import { dispatch, localRoles, methods, shellRoles } from './registry.ts';

const live: LiveFacts = {
  version: '1',
  devices: [{ id: 'idReader', link: 'up', condition: 'ok', faults: [], supplies: {}, bins: {} }],
  cabinet: { door: 'closed', tamper: null },
  durability: 'ok',
  ballast: 'kept',
  intake: 'open',
  hub: { isOnline: true, isKeyRefused: false, offsetMs: 12, roundTripMs: 8 },
  pageDir: '/page',
};
const assigned: Assigned = {
  ...{ assignment: null, bundles: [], device: 'd', hubKeys: [], repository: null },
  ...{ hubNowMs: null, storeSchema: 4, hubVersion: null },
};
const outcome: UpdateOutcome = {
  ...{ release: `1-${'a'.repeat(16)}`, from: `0-${'b'.repeat(16)}`, outcome: 'succeeded', cause: null },
  at: '2026-11-28T12:00:00.000Z',
};
const health: HealthFacts = {
  release: null,
  start: 's',
  store: { fault: null, isDurable: true, probe: 'ok' },
  page: { isShellUp: true, state: 'drawn', losses: 0 },
  hosts: [],
  devices: [{ role: 'idReader', driver: 'sdt', availability: 'ready' }],
  hub: { isEnrolled: true, isAccepted: true, isOnline: true, last: 'accepted', awayMs: null, isUplinkUp: true },
};
const lease = { leaseId: 'l', endsInMs: 30_000, limitInMs: 900_000 };

function context(): MethodContext & { readonly calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    bundles: { check: () => ok({ faults: [] }), activate: () => ({ fault: null }) },
    log: noLog,
    session: {
      start: () => undefined,
      stop: () => undefined,
      intent: (intent) => {
        calls.push(intent.kind);
        return ok(null);
      },
      send: (event) => calls.push(event.type),
      redraw: () => undefined,
      onChange: () => () => undefined,
      place: () => 'idle',
      journey: () => 'idle',
      touchedAtMs: () => null,
      snapshot: () => {
        throw new Error('not used');
      },
      context: () => {
        throw new Error('not used');
      },
    },
    updates: {
      look: () => ({ isOpen: true, reasons: [], held: null, waiting: 0 }),
      ask: (_caller, { estimateSeconds }) => {
        calls.push(`ask ${estimateSeconds}`);
        return { state: 'waiting', reasons: [{ code: 'visit.open', acts: 'citizen' }] };
      },
      renew: ({ leaseId }) =>
        leaseId === lease.leaseId ? ok({ lease, against: [] }) : { ok: false, error: 'unknownLease' },
      release: (leaseId) => (leaseId === lease.leaseId ? ok(null) : { ok: false, error: 'unknownLease' }),
    },
    health: {
      look: () => health,
      watch: ({ id }) => {
        calls.push(`watch ${id}`);
        return health;
      },
    },
    updateLink: {
      watch: ({ id }) => {
        calls.push(`assigned ${id}`);
        return assigned;
      },
      report: () => ok(null),
    },
    standing: { set: ({ state }) => calls.push(`standing ${state}`) },
    live: () => live,
    recentLog: (after) => ({ lines: ['{}'], last: after + 1 }),
    caller: { id: 'c', tell: () => undefined },
    onHello: () => calls.push('hello'),
    onPainted: () => calls.push('painted'),
    onWindowLost: () => calls.push('lost'),
    alive: () => ({ isIdle: true, isActing: false, rssMiB: 280, hostDeaths: 0 }),
    onWatchStep: ({ reason }) => calls.push(`watched ${reason}`),
  };
}

const good: Readonly<Record<string, unknown>> = {
  'session.intent': { kind: 'exit', revision: 1, epoch: 'e' },
  'shell.hello': {},
  'shell.painted': { epoch: 'e', revision: 3 },
  'shell.windowLost': { reason: 'crashed' },
  'shell.alive': { isSoftware: false },
  'shell.watchStep': { rung: 'restartTerminal', reason: 'terminalSilent', detail: 'silent for 30 s' },
  'update.look': {},
  'checks.live': {},
  'checks.log': { after: 4 },
  'update.ask': { estimateSeconds: 120 },
  'update.renew': { leaseId: 'l' },
  'update.release': { leaseId: 'l' },
  'update.health': { isWatching: true },
  'update.standing': { release: `2-${'a'.repeat(16)}`, state: 'soaking', since: null, last: null },
  'update.assigned': {},
  'update.report': { outcome },
  'bundle.check': { kind: 'config', path: '/opt/yitiji/bundles/config/slots/1' },
  'bundle.activate': { kind: 'config', release: null },
};
/** What a good call is answered with; all others with nothing. */
const answers: Readonly<Record<string, unknown>> = {
  'shell.alive': { isIdle: true, isActing: false, rssMiB: 280, hostDeaths: 0 },
  'update.look': { isOpen: true, reasons: [], held: null, waiting: 0 },
  'checks.live': live,
  'checks.log': { lines: ['{}'], last: 5 },
  'update.ask': { state: 'waiting', reasons: [{ code: 'visit.open', acts: 'citizen' }] },
  'update.renew': { lease, against: [] },
  'update.health': health,
  'update.assigned': assigned,
  'bundle.check': { faults: [] },
  'bundle.activate': { fault: null },
};

describe('method registry', () => {
  for (const method of methods) {
    const call = (input: unknown, roles = method.roles) =>
      dispatch({ type: 'call', id: 7, method: method.name, input }, roles, context());

    it(`${method.name}: serves a good call`, () => {
      expect(call(good[method.name])).toEqual({ type: 'reply', id: 7, ok: true, output: answers[method.name] ?? null });
    });
    it(`${method.name}: refuses an unknown field, a foreign role and an oversized input`, () => {
      expect(call({ ...(good[method.name] as object), extra: 1 })).toMatchObject({ error: { code: 'badInput' } });
      expect(call(good[method.name], [])).toMatchObject({ error: { code: 'forbidden' } });
      expect(call({ filler: 'x'.repeat(method.maxBytes) })).toMatchObject({ error: { code: 'tooLarge' } });
    });
  }

  it('the window and the shell cannot take the machine out of service, and an updater cannot touch a page', () => {
    const ask = { type: 'call', id: 1, method: 'update.ask', input: good['update.ask'] };
    expect(dispatch(ask, shellRoles, context())).toMatchObject({ error: { code: 'forbidden' } });
    const touch = { type: 'call', id: 1, method: 'session.intent', input: good['session.intent'] };
    expect(dispatch(touch, localRoles, context())).toMatchObject({ error: { code: 'forbidden' } });
  });

  it('a lease that has ended is named so, for renewing and for releasing', () => {
    for (const method of ['update.renew', 'update.release']) {
      const call = { type: 'call', id: 1, method, input: { leaseId: 'old' } };
      expect(dispatch(call, localRoles, context())).toMatchObject({ ok: false, error: { code: 'unknownLease' } });
    }
  });

  it('refuses a method that does not exist', () => {
    expect(dispatch({ type: 'call', id: 1, method: 'devices.open', input: {} }, shellRoles, context())).toMatchObject({
      error: { code: 'unknownMethod' },
    });
  });

  it('never throws and never calls a handler on junk', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), anything), (value) => {
        const ctx = context();
        for (const roles of [shellRoles, localRoles]) dispatch(value, roles, ctx);
        expect(ctx.calls).toEqual([]);
      }),
    );
    for (const { name } of methods)
      fc.assert(
        fc.property(anything, (input) => {
          const ctx = context();
          dispatch({ type: 'call', id: 1, method: name, input: { input } }, shellRoles, ctx);
          expect(ctx.calls).toEqual([]);
        }),
        { numRuns: 20 },
      );
  });

  it('a flood of one huge message is dropped unread', () => {
    const ctx = context();
    expect(
      dispatch({ type: 'call', id: 1, method: 'shell.hello', input: 'x'.repeat(300_000) }, shellRoles, ctx),
    ).toBeNull();
    expect(ctx.calls).toEqual([]);
  });

  it('is documented: every method stands in docs/design/architecture.md', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/design/architecture.md'), 'utf8');
    for (const method of methods) expect(page).toContain(`\`${method.name}\``);
  });
});
