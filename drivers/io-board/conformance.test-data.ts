import { VirtualClock } from '../../contract/virtual-clock.ts';
import { StoppableClock } from '../conformance/stoppable-clock.ts';
import type { ConformanceRig, Subject } from '../conformance/subject.ts';
import { IoBoardSimulator } from '../simulators/io-board-simulator.ts';
import { LinkedLine } from '../transport/linked-transport.ts';
import { encodeLine, maxBodyBytes, maxLineBytes } from './codec.ts';
import { LineFramer } from './framer.ts';
import { type ContactName, contactWords, type LampWish, lampNames } from './io-board.ts';
import { refusalCode } from './meet-board.ts';
import { createIoBoard } from './serial-io-board.ts';

/** Queue 2 s, own command and reading three times 300 ms each, and all lamps before it. */
const callLimitMs = 10_000;
const contactNames = Object.keys(contactWords) as ContactName[];

const wishes: readonly LampWish[] = [
  { pattern: 'off' },
  { pattern: 'on' },
  { pattern: 'on', colour: 'green' },
  { pattern: 'blink', onMs: 500, offMs: 500 },
];

function rig({ random }: { readonly random: () => number }): ConformanceRig {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock, id: 'io-port' });
  const timers = new StoppableClock(clock);
  const simulator = new IoBoardSimulator({ clock: timers, send: (bytes) => line.send(bytes), random });
  line.onHostBytes((bytes) => simulator.receive(bytes));
  const logged: unknown[] = [];
  const board = createIoBoard({
    id: 'ioBoard',
    transport: line.transport,
    clock,
    log: (id, fields) => void logged.push({ id, fields }),
    random,
  });
  const oneOf = <T>(list: readonly T[], otherwise: T) => list[Math.floor(random() * list.length)] ?? otherwise;
  const once = (type: 'checksum' | 'silence' | 'half' | 'twice') => ({
    name: `next line: ${type}`,
    apply: () => {
      simulator.inject({ type });
      return null;
    },
  });
  const toggle = (name: ContactName) => ({
    name: `${name}: the other state`,
    run: () => simulator.setContact(name, contactWords[name][simulator.isActive(name) ? 0 : 1]),
  });
  /** A technician looks, closes what is open, and clears the tampering as soon as the board answers. */
  const clearTampering = () => {
    if (simulator.isActive('tamper')) simulator.setContact('tamper', 'closed');
    const { link, condition } = board.status();
    if (condition === 'ok' && link === 'up' && !simulator.isLatched('tamper')) return;
    if (link === 'up') void board.clearTamper();
    timers.after(500, clearTampering);
  };
  return {
    clock,
    line,
    device: board,
    calls: [
      {
        name: 'setLamp',
        effect: 'none',
        limitMs: callLimitMs,
        run: ({ signal }) =>
          board.setLamp(oneOf(['card', 'receipt', 'idPad'] as const, 'card'), oneOf(wishes, { pattern: 'off' }), {
            signal,
          }),
      },
      {
        name: 'beep',
        effect: 'none',
        limitMs: callLimitMs,
        run: ({ signal }) => board.beep({ ms: 100, times: 1, pauseMs: 100 }, { signal }),
      },
      { name: 'clearTamper', effect: 'none', limitMs: callLimitMs, run: ({ signal }) => board.clearTamper({ signal }) },
    ],
    faults: [
      {
        name: 'silent',
        apply: () => {
          simulator.setSilent(true);
          return () => simulator.setSilent(false);
        },
      },
      {
        name: 'starts anew',
        apply: () => {
          simulator.reboot();
          return null;
        },
      },
      {
        name: 'three lost events',
        apply: () => {
          simulator.loseEvents(3);
          return null;
        },
      },
      {
        name: 'stuck lamp',
        apply: () => {
          simulator.setStuck('card', true);
          return () => simulator.setStuck('card', false);
        },
      },
      {
        name: 'broken lamp',
        apply: () => {
          simulator.setLampHealth('card', 'open');
          return () => simulator.setLampHealth('card', 'well');
        },
      },
      {
        name: 'refused command',
        apply: () => {
          simulator.inject({ type: 'refuse', word: oneOf(['argument', 'channel', 'command', 'later'], 'argument') });
          return null;
        },
      },
      once('checksum'),
      once('silence'),
      once('half'),
      once('twice'),
    ],
    moves: contactNames.map(toggle),
    heal: () => {
      simulator.clearFaults();
      simulator.setSilent(false);
      simulator.setStuck('card', false);
      simulator.setLampHealth('card', 'well');
      clearTampering();
    },
    disagreement: () => {
      for (const name of contactNames) {
        const world = contactWords[name][simulator.isActive(name) ? 1 : 0];
        if (board.contact(name) !== world) return `${name}: ${board.contact(name)} instead of ${world}`;
      }
      const { condition, faults } = board.status();
      const mustTell = simulator.isLatched('tamper');
      if (mustTell && condition !== 'tampered' && condition !== 'suspectTamper') return `latched, and ${condition}`;
      if (simulator.isActive('tamper') && condition !== 'tampered') return `tamper open, and ${condition}`;
      const other = faults.filter(({ code }) => code !== 'E_TAMPER').map(({ code }) => code);
      if (other.length > 0) return `open faults ${other.join()}`;
      const lit = simulator.lampsLit();
      for (const name of lampNames) {
        const shown = lit[name];
        const wish = board.lamp(name);
        // A lamp of one colour has none to show.
        const isSame = shown?.pattern === wish.pattern;
        if (shown !== undefined && !isSame) return `lamp ${name} is ${shown.pattern} instead of ${wish.pattern}`;
      }
      return null;
    },
    serveNext: async () => {
      const wish: LampWish = { pattern: 'blink', onMs: 300, offMs: 700, colour: 'amber' };
      const call = board.setLamp('card', wish);
      await clock.advance(3_000);
      const result = await call;
      if (result.ok && JSON.stringify(simulator.lampsLit().card) !== JSON.stringify(wish)) {
        throw new Error('the lamp does not do what was acknowledged');
      }
      return result;
    },
    logged,
    stop: () => timers.stop(),
  };
}

export const ioBoard: Subject = {
  name: 'io-board',
  rig,
  codec: {
    decoder: () => {
      const framer = new LineFramer();
      return { push: (chunk) => framer.push(chunk), bufferedBytes: () => framer.buffered };
    },
    sample: (random) => {
      const kind = random() < 0.5 ? 'reply' : 'event';
      const length = 1 + Math.floor(random() * maxBodyBytes);
      const letters = Array.from({ length }, () => String.fromCharCode(0x41 + Math.floor(random() * 26)));
      return encodeLine({ kind, number: Math.floor(random() * 256), body: letters.join('') });
    },
    maxBufferedBytes: maxLineBytes,
  },
  vendorCodes: {
    documented: ['command', 'argument', 'channel', 'active'],
    unknown: ['later', 'constructor'],
    errorOf: (code) => ({ code: refusalCode(code), vendor: code }),
  },
};
