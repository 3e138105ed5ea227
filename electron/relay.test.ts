import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type CallMessage, maxMessageBytes } from '../contract/channel.ts';
import { plainSnapshot } from '../contract/plain-snapshot.test-data.ts';
import type { Snapshot } from '../contract/snapshot.ts';
import { VirtualClock } from '../contract/virtual-clock.ts';
import { Relay } from './relay.ts';

const word = (text: string) => ({ key: 'k', text });

function snapshot(revision: number): Snapshot {
  const screen = {
    ...{ code: 'A0' as const, name: 'idle', heading: word('请放身份证'), blocks: [], actions: { other: [] } },
    ...{ personal: false, canExit: false },
  };
  return { ...plainSnapshot(screen, word('值班')), epoch: 'e1', revision };
}

const press = { kind: 'press', id: 'next', revision: 1, epoch: 'e1' };

describe('relay', () => {
  let clock: VirtualClock;
  let shown: (Snapshot | null)[];
  let calls: CallMessage[];
  let logged: string[];
  let wipes: number;
  let painted: string[];
  let relay: Relay;

  beforeEach(() => {
    clock = new VirtualClock();
    shown = [];
    calls = [];
    logged = [];
    wipes = 0;
    painted = [];
    relay = new Relay({
      clock,
      log: (id, fields) => logged.push(`${id} ${JSON.stringify(fields)}`),
      watch: {
        hello: () => undefined,
        sent: () => undefined,
        painted: (epoch, revision) => painted.push(`${epoch}/${revision}`),
        withdrawn: () => undefined,
      },
      toWindow: (value) => shown.push(value),
      toTerminal: (message) => calls.push(message),
      terminalReady: () => undefined,
      terminalHeard: () => undefined,
      wipeWindow: () => {
        wipes += 1;
      },
    });
  });

  const methods = () => calls.map((call) => call.method);

  it('gives a page that was reloaded the current snapshot again', () => {
    relay.fromTerminal({ type: 'snapshot', snapshot: snapshot(7) });
    relay.helloFromWindow();
    expect(shown.map((value) => value?.revision)).toEqual([7, 7]);
    // And the present one is asked for: a page that was drawn hours ago tells the time of then.
    expect(methods()).toEqual(['shell.hello']);
  });

  it('tells what draws the page with the question for a sign of life, as soon as that is known', () => {
    relay.askAlive(null);
    relay.askAlive(true);
    expect(calls.map(({ input }) => input)).toEqual([{}, { isSoftware: true }]);
  });

  it('shows the calm page while the terminal service is away, also to a page that was reloaded meanwhile', () => {
    relay.fromTerminal({ type: 'snapshot', snapshot: snapshot(7) });
    relay.terminalLost();
    relay.helloFromWindow();
    expect(shown.slice(1)).toEqual([null, null]);
    expect(relay.latest).toBeNull();
  });

  it('asks a terminal service that has just come up for its snapshot', () => {
    relay.fromTerminal({ type: 'ready', epoch: 'e1', version: '0.1.0' });
    expect(methods()).toEqual(['shell.hello']);
  });

  it('forgets the snapshot at a wipe, replaces the page and asks for the next one', () => {
    relay.fromTerminal({ type: 'snapshot', snapshot: snapshot(7) });
    relay.fromTerminal({ type: 'wipe' });
    expect(wipes).toBe(1);
    expect(relay.latest).toBeNull();
    relay.helloFromWindow();
    expect(shown.at(-1)).toBeNull();
    expect(methods()).toEqual(['shell.hello']);
  });

  it('passes a touch on as a call of the registry', () => {
    relay.intentFromWindow(press);
    expect(calls).toEqual([{ type: 'call', id: 0, method: 'session.intent', input: press }]);
  });

  it('a page that nobody can read does not count as painted: the watch renews it, the terminal service hears of it', () => {
    relay.paintedFromWindow({ epoch: 'e1', revision: 6 });
    relay.paintedFromWindow({ epoch: 'e1', revision: 7, isBlank: true });
    expect(painted).toEqual(['e1/6']);
    expect(calls.map(({ input }) => input)).toEqual([
      { epoch: 'e1', revision: 6 },
      { epoch: 'e1', revision: 7, isBlank: true },
    ]);
  });

  it('refuses a forged touch and does not log what it holds', () => {
    relay.intentFromWindow({ ...press, id: '110101199003074557', extra: true });
    relay.intentFromWindow({ kind: 'type', name: 'n', value: '1'.repeat(201), revision: 1, epoch: 'e1' });
    relay.intentFromWindow(undefined);
    expect(calls).toEqual([]);
    expect(logged).toHaveLength(3);
    expect(logged.join()).not.toMatch(/110101199003074557|1111/);
  });

  it('refuses a malformed or oversize message of the terminal service and keeps the last good snapshot', () => {
    relay.fromTerminal({ type: 'snapshot', snapshot: snapshot(1) });
    relay.fromTerminal({ type: 'snapshot', snapshot: { ...snapshot(2), html: '<b>' } });
    relay.fromTerminal({ type: 'snapshot', snapshot: { ...snapshot(3), now: 'x'.repeat(maxMessageBytes) } });
    relay.fromTerminal({ type: 'openDevTools' });
    expect(relay.latest?.revision).toBe(1);
    expect(logged.filter((line) => line.startsWith('shell.message.refused'))).toHaveLength(3);
  });

  it('holds back a page that floods, says so once, and hears it again later', async () => {
    for (let i = 0; i < 1000; i++) relay.intentFromWindow(press);
    expect(calls).toHaveLength(40);
    expect(logged).toEqual(['shell.message.refused {"from":"window","reason":"tooMany"}']);
    await clock.advance(1000);
    relay.intentFromWindow(press);
    expect(calls).toHaveLength(41);
  });

  it('tells the terminal service of a lost page', () => {
    relay.windowLost('process killed');
    expect(calls).toMatchObject([{ method: 'shell.windowLost', input: { reason: 'process killed' } }]);
  });

  it('notes a refused call and a reply that nobody asked for', () => {
    relay.intentFromWindow(press);
    relay.fromTerminal({ type: 'reply', id: 0, ok: false, error: { code: 'E_STALE', message: 'm' } });
    relay.fromTerminal({ type: 'reply', id: 0, ok: true });
    expect(logged).toEqual([
      'shell.call.refused {"method":"session.intent","code":"E_STALE"}',
      'shell.message.refused {"from":"terminal","reason":"replyWithoutCall"}',
    ]);
  });

  it('survives anything from either side', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true }), (junk) => {
        relay.fromTerminal(junk);
        relay.intentFromWindow(junk);
        relay.paintedFromWindow(junk);
        expect(calls).toEqual([]);
      }),
    );
  });
});
