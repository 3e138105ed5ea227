import { describe, expect, test } from 'vitest';
import { noLog } from '../../contract/log.ts';
import {
  type CommandCode,
  type CommandResultBody,
  type RemoteAct,
  type RemoteCommand,
  remoteActKinds,
  signCommand,
} from '../../contract/remote-command.ts';
import { newSigningKey, readPrivateKey } from '../../contract/signing.ts';
import { uuid7 } from '../../contract/uuid7.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { forbidding, nobody } from '../update-gate/testing/facts.test-data.ts';
import { type CommandBook, type CommandEnd, newBook } from './command-book.ts';
import { actLimitMs, CommandDesk } from './command-desk.ts';
import { type CommandFacts, holdOf, quietMs } from './holds.ts';

const own = newSigningKey();
const key = { kid: 'reply-1', key: readPrivateKey(own.privateKey) };

function rig() {
  const clock = new VirtualClock();
  const disk: { book: CommandBook; isFull: boolean } = { book: newBook(0), isFull: false };
  const told: CommandResultBody[] = [];
  const ran: RemoteAct['kind'][] = [];
  const state: { hold: CommandCode | null; canTell: boolean; finish: (end: CommandEnd) => void } = {
    ...{ hold: null, canTell: true, finish: () => undefined },
  };
  const open = () =>
    new CommandDesk({
      ...{ clock, log: noLog, nowMs: () => clock.wallMs(), device: () => 'd' },
      keys: () => [{ kid: key.kid, publicKey: own.publicKey }],
      file: {
        read: () => disk.book,
        write: (book) => {
          if (!disk.isFull) disk.book = book;
          return !disk.isFull;
        },
      },
      holdOf: () => state.hold,
      acts: {
        refusal: () => null,
        run: ({ kind }) => {
          ran.push(kind);
          return new Promise((resolve) => {
            state.finish = resolve;
          });
        },
      },
      tell: async (body) => {
        if (state.canTell) told.push(body);
        return state.canTell;
      },
      told: () => new Set(told.map(({ id }) => id)),
    });
  let number = 0;
  const text = (act: RemoteAct = { kind: 'selfTest' }, more: Partial<RemoteCommand> = {}) => {
    number += 1;
    return signCommand(
      {
        ...{ format: 'yitiji-command/1', device: 'd', number, act, whenBusy: 'wait', isDryRun: false },
        id: uuid7(
          clock.wallMs(),
          Uint8Array.from({ length: 10 }, () => number),
        ),
        ...{ expiresAt: new Date(clock.wallMs() + 3_600_000).toISOString(), ...more },
      },
      key,
    );
  };
  const ends = () => told.map(({ state, code }) => [state, code]);
  return { clock, disk, told, ran, state, open, text, ends };
}

describe('a command that has come', () => {
  test('is on the disk before it begins, and with a disk that takes nothing it is not begun and not answered for', async () => {
    const r = rig();
    const desk = r.open();
    desk.start();
    r.disk.isFull = true;
    const text = r.text();
    desk.heard([text]);
    await r.clock.advance(60_000);
    expect([r.ran, desk.held()]).toEqual([[], []]);
    r.disk.isFull = false;
    desk.heard([text]);
    await r.clock.advance(1);
    expect([r.ran, r.disk.book.kept.map(({ state }) => state)]).toEqual([['selfTest'], ['running']]);
    desk.stop();
  });

  test('that is offered again and again while it waits, runs and is over is done once', async () => {
    const r = rig();
    const desk = r.open();
    desk.start();
    r.state.hold = 'citizenActive';
    const text = r.text();
    desk.heard([text]);
    desk.heard([text]);
    await r.clock.advance(60_000);
    expect([r.ran, desk.held().map(({ state }) => state)]).toEqual([[], ['accepted']]);
    r.state.hold = null;
    desk.changed();
    await r.clock.advance(1);
    desk.heard([text]);
    r.state.finish({ state: 'done', code: null });
    await r.clock.advance(1);
    desk.heard([text]);
    await r.clock.advance(60_000);
    expect([r.ran, r.ends(), desk.held()]).toEqual([['selfTest'], [['done', null]], []]);
    desk.stop();
  });

  test('begins without a word of anybody when time alone frees the machine, and is over by time alone', async () => {
    const r = rig();
    const desk = r.open();
    desk.start();
    r.state.hold = 'citizenActive';
    desk.heard([
      r.text(),
      r.text({ kind: 'restartApp' }, { expiresAt: new Date(r.clock.wallMs() + 20_000).toISOString() }),
    ]);
    await r.clock.advance(31_000);
    expect([r.ran, r.ends()]).toEqual([[], [['expired', 'citizenActive']]]);
    r.state.hold = null;
    await r.clock.advance(16_000);
    expect(r.ran).toEqual(['selfTest']);
    desk.stop();
  });

  test('that nobody of ours signed, or for another machine, is not kept', async () => {
    const r = rig();
    const desk = r.open();
    desk.start();
    const foreign = r.text({ kind: 'restartApp' }, { device: 'e' });
    desk.heard([foreign, r.text().replace('selfTest', 'restartApp'), r.text().replace('reply-1', 'reply-2'), 'x']);
    await r.clock.advance(1);
    expect([r.ran, r.disk.book.highest]).toEqual([[], 0]);
    desk.stop();
  });

  test('that never ends is given up, so that the next one has its turn', async () => {
    const r = rig();
    const desk = r.open();
    desk.start();
    desk.heard([r.text(), r.text({ kind: 'rotateKey' })]);
    await r.clock.advance(actLimitMs + 1);
    expect([r.ran, r.ends()]).toEqual([['selfTest', 'rotateKey'], [['failed', 'timeout']]]);
    desk.stop();
  });

  test('and runs when the program ends is not said to be done by it; the next start says what is known', async () => {
    const r = rig();
    const desk = r.open();
    desk.start();
    desk.heard([r.text({ kind: 'restartApp' })]);
    await r.clock.advance(1);
    desk.stop();
    r.state.finish({ state: 'failed', code: 'error' });
    await r.clock.advance(1);
    expect(r.ends()).toEqual([]);
    const next = r.open();
    next.start();
    await r.clock.advance(1);
    expect([r.ran, r.ends()]).toEqual([['restartApp'], [['done', 'restarted']]]);
    next.stop();
  });

  test('whose end the queue or the disk does not take is told when they do', async () => {
    const r = rig();
    const desk = r.open();
    desk.start();
    r.state.canTell = false;
    desk.heard([r.text()]);
    await r.clock.advance(1);
    r.disk.isFull = true;
    r.state.finish({ state: 'done', code: null });
    await r.clock.advance(20_000);
    expect(desk.held().map(({ state }) => state)).toEqual(['running']);
    r.disk.isFull = false;
    await r.clock.advance(20_000);
    expect([desk.held().map(({ state }) => state), r.ends()]).toEqual([['done'], []]);
    r.state.canTell = true;
    // Whoever has sent it does not wait for the next start of this machine.
    desk.heard([]);
    await r.clock.advance(1);
    expect([r.ran, r.ends()]).toEqual([['selfTest'], [['done', null]]]);
    desk.stop();
    const next = r.open();
    next.start();
    await r.clock.advance(1);
    expect([r.ran, r.ends()]).toEqual([['selfTest'], [['done', null]]]);
    next.stop();
  });
});

describe('what holds a command up', () => {
  const free: CommandFacts = { ...nobody, isUpdating: false, isSetUp: false };

  test('every fact that keeps an update away keeps a restart away; nothing does on a machine at which nobody is', () => {
    for (const kind of remoteActKinds) expect(holdOf(kind, free)).toBeNull();
    for (const [code, fact] of forbidding) {
      const quiet = code === 'touch.recent' ? { quietMs: quietMs - 1 } : {};
      expect([code, holdOf('restartApp', { ...free, ...fact, ...quiet })]).toEqual([code, expect.any(String)]);
    }
  });

  test('nothing at all begins over a visit, at an open cabinet, or while the staff, an update or the set-up has the machine', () => {
    const facts: readonly (readonly [Partial<CommandFacts>, CommandCode])[] = [
      [{ journey: 'visit' }, 'citizenActive'],
      [{ journey: 'cleared' }, 'citizenActive'],
      [{ isDoorOpen: true }, 'doorOpen'],
      [{ isServiceKeyOn: true }, 'doorOpen'],
      [{ isMaintenanceWanted: true }, 'staffAtWork'],
      [{ isUpdating: true }, 'updating'],
      [{ isSetUp: true }, 'setUp'],
    ];
    for (const [fact, code] of facts)
      for (const kind of remoteActKinds.filter((one) => one !== 'endMaintenance'))
        expect([kind, holdOf(kind, { ...free, ...fact })]).toEqual([kind, code]);
  });

  test('what changes nothing before the next visit waits for no minute of quiet; the end of maintenance does not wait for the staff', () => {
    expect(holdOf('lockItem', { ...free, quietMs: 0, journey: 'home', isPersonPresent: true })).toBeNull();
    expect(holdOf('endMaintenance', { ...free, isMaintenanceWanted: true, isServiceKeyOn: true })).toBeNull();
  });
});
