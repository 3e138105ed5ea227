import { describe, expect, it } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { LinkedLine } from '../transport/linked-transport.ts';
import { boardRig } from './board-rig.test-data.ts';
import { encodeLine } from './codec.ts';
import { ioBoardDrivers, openIoBoard } from './drivers.ts';
import { refusalCode } from './meet-board.ts';
import { createIoBoard } from './serial-io-board.ts';

const text = new TextEncoder();

describe('who is there (C10)', () => {
  it.each([
    { name: 'is silent', answer: () => null, link: 'offOrAbsent', fault: 'E_NO_DEVICE' },
    { name: 'echoes', answer: (bytes: Uint8Array) => bytes, link: 'garbled', fault: 'E_PROTOCOL' },
    { name: 'talks otherwise', answer: () => text.encode('OK\r\n'), link: 'garbled', fault: 'E_PROTOCOL' },
    {
      name: 'speaks our lines and is no board',
      answer: (bytes: Uint8Array) => reply(bytes, 'OK other-thing 1 demo 1.0 X 0'),
      link: 'garbled',
      fault: 'E_WRONG_DEVICE',
    },
    {
      name: 'is a board of a later version',
      answer: (bytes: Uint8Array) => reply(bytes, 'OK yitiji-io 2 demo 1.0 X 0'),
      link: 'garbled',
      fault: 'E_WRONG_DEVICE',
    },
    {
      name: 'does not know HELLO',
      answer: (bytes: Uint8Array) => reply(bytes, 'ERR command'),
      link: 'garbled',
      fault: 'E_WRONG_DEVICE',
    },
  ])('a device that $name gets nothing but HELLO', async ({ answer, link, fault }) => {
    const clock = new VirtualClock();
    const line = new LinkedLine({ clock });
    const written = new Set<string>();
    line.onHostBytes((bytes) => {
      written.add(Buffer.from(bytes).toString('latin1').slice(4, 9));
      const said = answer(bytes);
      if (said !== null) line.send(said);
    });
    const board = createIoBoard({ id: 'ioBoard', transport: line.transport, clock, log: noLog, random: () => 0.5 });
    board.start();
    await clock.advance(20_000);
    expect(board.status()).toMatchObject({ link, faults: [{ code: fault }] });
    expect(board.identity()).toBeNull();
    expect([...written]).toEqual(['HELLO']);
    await board.close();
    expect(clock.pending).toBe(0);
  });

  it('a board with another serial number than the expected one is a wrong device', async () => {
    const rig = boardRig({ profile: { serial: 'IO0002' } });
    await rig.ready();
    expect(rig.board.status()).toMatchObject({ link: 'garbled', faults: [{ code: 'E_WRONG_DEVICE' }] });
    await rig.end();
  });

  it('the right board: identity and capabilities', async () => {
    const rig = boardRig({ profile: { serial: 'IO0001' } });
    await rig.ready();
    expect(rig.board.status()).toMatchObject({ link: 'up', condition: 'ok', faults: [], media: null });
    expect(rig.board.identity()).toEqual({ model: 'demo', firmware: '1.0', serial: 'IO0001' });
    expect(rig.board.capabilities()?.hasBeeper).toBe(true);
    await rig.end();
  });
});

describe('damage on the line', () => {
  it.each(['checksum', 'silence', 'half', 'twice', 'noise'] as const)(
    'two replies in three spoiled (%s): the board stays connected and right',
    async (type) => {
      const rig = boardRig();
      await rig.ready();
      for (let second = 0; second < 20; second += 1) {
        const fault = type === 'noise' ? ({ type, bytes: 90 } as const) : ({ type } as const);
        rig.simulator.inject(fault);
        rig.simulator.inject(fault);
        await rig.clock.advance(1_700);
      }
      expect(rig.board.status()).toMatchObject({ link: 'up', epoch: 1 });
      await rig.end();
    },
  );

  it('after a lost link the same device comes back, one open at a time (C9)', async () => {
    const rig = boardRig();
    await rig.ready();
    const call = rig.call(() => rig.board.setLamp('card', { pattern: 'on' }));
    await rig.clock.advance(1);
    rig.line.unplug();
    await rig.clock.advance(50);
    expect(call.result).toMatchObject({ ok: false, error: { code: 'E_LINK_LOST' } });
    rig.line.plug();
    await rig.clock.advance(3_000);
    expect(rig.board.status()).toMatchObject({ link: 'up', epoch: 2, faults: [] });
    expect(rig.simulator.lampsLit().card).toEqual({ pattern: 'on' });
    expect(rig.line.maxOpen).toBe(1);
    await rig.end();
  });

  it('1,000 reconnects leave no timer behind (C8)', async () => {
    const rig = boardRig();
    rig.board.start();
    const pending = new Set<number>();
    for (let i = 0; i < 1_000; i += 1) {
      await rig.clock.advance(700);
      expect(rig.board.status().link).toBe('up');
      rig.line.unplug();
      rig.simulator.stop();
      pending.add(rig.clock.pending);
      rig.line.plug();
    }
    expect(pending.size).toBe(1);
    await rig.end();
    expect(rig.clock.pending).toBe(0);
  });

  it('closed in the middle of anything: no timer is left, calls settle', async () => {
    for (let atMs = 0; atMs < 40; atMs += 1) {
      const rig = boardRig();
      rig.board.start();
      await rig.clock.advance(atMs);
      const call = rig.call(() => rig.board.setLamp('card', { pattern: 'on' }));
      await rig.board.close();
      rig.simulator.stop();
      await rig.clock.advance(0);
      expect(call.result).toMatchObject({ ok: false });
      expect(rig.clock.pending).toBe(0);
    }
  });

  it('an abort while waiting for the line leaves nothing sent', async () => {
    const rig = boardRig();
    await rig.ready();
    rig.simulator.inject({ type: 'silence' });
    rig.call(() => rig.board.beep({ ms: 100, times: 1, pauseMs: 100 }));
    const controller = new AbortController();
    const waiting = rig.call(() => rig.board.beep({ ms: 200, times: 1, pauseMs: 100 }, { signal: controller.signal }));
    await rig.clock.advance(50);
    controller.abort('user');
    await rig.clock.advance(1_000);
    expect(waiting.result).toMatchObject({ ok: false, error: { code: 'E_CANCELLED', outcome: 'notStarted' } });
    expect(rig.simulator.beeps).toBe(1);
    await rig.end();
  });
});

describe('configuration', () => {
  it('opens the port that it was given, and refuses what is none', () => {
    const opened: unknown[] = [];
    const base = { clock: new VirtualClock(), log: noLog };
    const openPort = (spec: unknown) => {
      opened.push(spec);
      return new LinkedLine(base).transport;
    };
    for (const driver of ioBoardDrivers) openIoBoard(driver, { ...base, port: '/dev/ttyS1', openPort }).start();
    expect(opened).toEqual([{ kind: 'serial', path: '/dev/ttyS1', baudRate: 115_200 }]);
    expect(() => openIoBoard('io-board', { ...base, port: 'hid:1eab:0d10' })).toThrow(RangeError);
  });

  it('refusals of the board have codes, unknown ones a safe one (C11)', () => {
    const codes = ['command', 'channel', 'argument', 'active', 'constructor', 'new'].map(refusalCode);
    expect(codes).toEqual(['E_UNSUPPORTED', 'E_UNSUPPORTED', 'E_BAD_ARGUMENT', 'E_TAMPER', 'E_PROTOCOL', 'E_PROTOCOL']);
  });
});

function reply(command: Uint8Array, body: string): Uint8Array {
  const number = Number.parseInt(Buffer.from(command.subarray(1, 3)).toString('latin1'), 16);
  return encodeLine({ kind: 'reply', number, body });
}
