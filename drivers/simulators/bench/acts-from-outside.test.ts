import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { Check } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../contract/clock.ts';
import { acts } from './acts.ts';
import { personasFile, shortSlip, temporaryFolder, untilState, writeTo } from './bench-rig.test-data.ts';
import { BenchState, deviceNames } from './bench-state.ts';
import { type DeviceBench, openDeviceBench } from './device-bench.ts';
import { loadPeople } from './people.ts';
import { BenchError, buildBenchServer } from './server.ts';

const token = 'a-token-for-tests';
const folder = temporaryFolder();
let bench: DeviceBench;
let app: FastifyInstance;

beforeAll(async () => {
  const people = loadPeople(personasFile);
  if (!people.ok) throw new Error(people.error);
  bench = await openDeviceBench({ dir: folder.dir, people: people.value, clock: systemClock });
  app = buildBenchServer(bench, token);
});

afterAll(async () => {
  await app.close();
  await bench.close();
  folder.remove();
});

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ method: 'GET', url, headers });
const send = (payload: string, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: `/act?token=${token}`,
    headers: { 'content-type': 'application/json', ...headers },
    payload,
  });
const act = (body: unknown) => send(JSON.stringify(body));

describe('who may touch the bench', () => {
  it('without the token nobody sees or changes anything', async () => {
    const before = bench.state().revision;
    for (const query of [
      '',
      '?token=',
      '?token=wrong',
      `?token=${token}x`,
      `?token=${token}&token=${token}`,
      '?token[a]=b',
    ]) {
      for (const url of ['/state', '/events', '/people', '/slips/1.png']) {
        const reply = await get(`${url}${query}`);
        expect(reply.statusCode, url + query).toBe(401);
        expect(Check(BenchError, reply.json())).toBe(true);
      }
      const payload = JSON.stringify({ act: 'placeCard', personaId: 'li-yun' });
      const headers = { 'content-type': 'application/json' };
      const reply = await app.inject({ method: 'POST', url: `/act${query}`, headers, payload });
      expect(reply.statusCode, `act${query}`).toBe(401);
    }
    expect(bench.state().revision).toBe(before);
    expect((await get('/state', { authorization: `Bearer ${token}` })).statusCode).toBe(200);
    expect((await get('/state', { authorization: 'Bearer wrong' })).statusCode).toBe(401);
  });

  it('a page that points its own name at this machine is refused, token or not', async () => {
    for (const host of ['evil.example', 'evil.example:8471', '127.0.0.1.evil.example']) {
      const reply = await get(`/state?token=${token}`, { host });
      expect(reply.statusCode, host).toBe(403);
    }
    for (const host of ['127.0.0.1:8471', 'localhost:8471', 'localhost']) {
      expect((await get(`/state?token=${token}`, { host })).statusCode, host).toBe(200);
    }
  });

  it('the page has nothing inline and may load nothing from elsewhere', async () => {
    const reply = await get('/');
    expect(reply.statusCode).toBe(200);
    expect(reply.headers['content-security-policy']).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self'",
    );
    expect(reply.headers['access-control-allow-origin']).toBeUndefined();
    expect(reply.headers['referrer-policy']).toBe('no-referrer');
    expect(reply.body).not.toMatch(/<script(?![^>]*\bsrc="\/)|<style|\sstyle=|\son[a-z]+=|https?:\/\//);
    for (const [, url] of reply.body.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await get(url ?? '')).statusCode, url).toBe(200);
    }
  });

  it('the page has words for everything that can stand in the list of happenings', async () => {
    const { happenings } = await import('./bench-state.ts');
    const texts = readFileSync(new URL('./page/texts.js', import.meta.url), 'utf8');
    for (const what of happenings) expect(texts).toMatch(new RegExp(`^  ${what}: \\['.+', '.+'\\],$`, 'm'));
  });
});

/** One good body for each act, and what it must have done. */
const goodActs: Readonly<Record<string, readonly [body: object, holds: (state: BenchState) => boolean][]>> = {
  placeCard: [[{ personaId: 'li-yun' }, ({ idReader }) => idReader.card === 'li-yun']],
  removeCard: [[{}, ({ idReader }) => idReader.card === null]],
  injectSdt: [
    [{ fault: { type: 'half' } }, ({ idReader }) => idReader.faults[0]?.times === 1],
    [
      { fault: { type: 'late', ms: 10 }, on: 'findCard', times: 'untilCleared' },
      ({ idReader }) => idReader.faults[1]?.on === 'findCard' && idReader.faults[1].times === null,
    ],
  ],
  clearSdtFaults: [[{}, ({ idReader }) => idReader.faults.length === 0]],
  sdtHealth: [
    [{ health: 'notAuthorised' }, ({ idReader }) => idReader.health === 'notAuthorised'],
    [{ health: 'ok' }, ({ idReader }) => idReader.health === 'ok'],
  ],
  setCover: [
    [{ isOpen: true }, ({ receiptPrinter }) => receiptPrinter.isCoverOpen],
    [{ isOpen: false }, ({ receiptPrinter }) => !receiptPrinter.isCoverOpen],
  ],
  setPaperLeft: [
    [{ lines: 0 }, ({ receiptPrinter }) => receiptPrinter.paper === 'end'],
    [{ lines: 5, nearEndLines: 9 }, ({ receiptPrinter }) => receiptPrinter.paper === 'nearEnd'],
  ],
  loadPaper: [[{ lines: 700 }, ({ receiptPrinter }) => receiptPrinter.paperLines === 700]],
  setCutterFault: [
    [{ fault: 'stays' }, ({ receiptPrinter }) => receiptPrinter.cutterFault === 'stays'],
    [{ fault: 'none' }, ({ receiptPrinter }) => receiptPrinter.cutterFault === 'none'],
  ],
  overheat: [[{ forMs: 1 }, ({ receiptPrinter }) => receiptPrinter.isHot]],
  setSilence: [
    [{ silence: 'all' }, ({ receiptPrinter }) => receiptPrinter.silence === 'all'],
    [{ silence: 'none' }, ({ receiptPrinter }) => receiptPrinter.silence === 'none'],
  ],
  takeSlip: [], // needs a slip: below
  setPresenterJam: [
    [{ isJammed: true }, ({ receiptPrinter }) => receiptPrinter.exit.isJammed],
    [{ isJammed: false }, ({ receiptPrinter }) => !receiptPrinter.exit.isJammed],
  ],
  insertForeignCard: [[{}, ({ cardDispenser }) => cardDispenser.card?.place === 'entering']],
  takeCard: [[{}, ({ cardDispenser }) => cardDispenser.card === null && cardDispenser.taken === 1]],
  fillHopper: [
    [{ count: 7 }, ({ cardDispenser }) => cardDispenser.hopper.count === 57],
    [{}, ({ cardDispenser }) => cardDispenser.hopper.level === 'full'],
  ],
  emptyHopper: [[{}, ({ cardDispenser, log }) => cardDispenser.hopper.count === 0 && log[0]?.what === 'hopperEmptied']],
  fillBin: [
    [
      {},
      ({ cardDispenser, log }) =>
        cardDispenser.bin.count === cardDispenser.bin.capacity && log[0]?.what === 'binFilled',
    ],
  ],
  emptyBin: [[{}, ({ cardDispenser, log }) => cardDispenser.bin.count === 0 && log[0]?.what === 'binEmptied']],
  armMishap: [
    [
      { mishap: { kind: 'jam', at: 'present' } },
      ({ cardDispenser }) => cardDispenser.mishaps.some(({ kind, at }) => kind === 'jam' && at === 'present'),
    ],
    [{ mishap: { kind: 'misfeed', at: 'feed' } }, ({ cardDispenser }) => cardDispenser.mishaps.length === 2],
  ],
  injectDispenser: [
    [{ fault: 'half', on: 'status' }, ({ cardDispenser }) => cardDispenser.faults[0]?.fault === 'half'],
  ],
  clearDispenserFaults: [
    [{}, ({ cardDispenser }) => cardDispenser.mishaps.length === 0 && cardDispenser.faults.length === 0],
  ],
  setMotorFault: [[{ isBroken: true }, ({ cardDispenser }) => cardDispenser.hasMotorFault]],
  setDispenserPower: [
    [{ isOn: false }, ({ cardDispenser }) => !cardDispenser.hasPower],
    [{ isOn: true }, ({ cardDispenser }) => cardDispenser.hasPower],
  ],
  attendDispenser: [[{}, ({ cardDispenser }) => !cardDispenser.hasMotorFault && cardDispenser.card === null]],
  holdCode: [[{ text: '社保', charset: 'gb18030' }, ({ scanner }) => scanner.heldBytes === 4]],
  takeCodeAway: [[{}, ({ scanner }) => scanner.heldBytes === 0]],
  pressScanButton: [[{ text: '社保' }, ({ scanner }) => scanner.scans > 0]],
  injectScan: [[{ fault: 'double' }, ({ scanner }) => scanner.faults[0] === 'double']],
  clearScanFaults: [[{}, ({ scanner }) => scanner.faults.length === 0]],
  setScannerMood: [
    [{ mood: 'noReply' }, ({ scanner }) => scanner.mood === 'noReply'],
    [{ mood: 'ok' }, ({ scanner }) => scanner.mood === 'ok'],
  ],
  setScannerSilent: [
    [{ isSilent: true }, ({ scanner }) => scanner.isSilent && !scanner.isLit],
    [{ isSilent: false }, ({ scanner }) => !scanner.isSilent && scanner.isLit],
  ],
  setContact: [
    [{ contact: 'door', isActive: true }, (state) => isActive(state, 'door')],
    [{ contact: 'door', isActive: false }, (state) => !isActive(state, 'door')],
  ],
  rebootBoard: [[{}, ({ log }) => log[0]?.what === 'rebooted']],
  setBoardSilent: [
    [{ isSilent: true }, ({ ioBoard }) => ioBoard.isSilent],
    [{ isSilent: false }, ({ ioBoard }) => !ioBoard.isSilent],
  ],
  loseBoardEvents: [[{ count: 3 }, ({ log }) => log[0]?.what === 'eventsLost' && log[0].detail === '3']],
  injectBoard: [[{ fault: 'checksum' }, ({ log }) => log[0]?.what === 'faultArmed' && log[0].device === 'ioBoard']],
  clearBoardFaults: [[{}, ({ log }) => log[0]?.what === 'faultsCleared' && log[0].device === 'ioBoard']],
  setLampWire: [
    [{ lamp: 'card', wire: 'short' }, ({ ioBoard }) => ioBoard.lamps[0]?.wire === 'short'],
    [{ lamp: 'card', wire: 'well' }, ({ ioBoard }) => ioBoard.lamps[0]?.wire === 'well'],
  ],
  setLampStuck: [
    [{ lamp: 'card', isStuck: true }, ({ ioBoard }) => ioBoard.lamps[0]?.isStuck === true],
    [{ lamp: 'card', isStuck: false }, ({ ioBoard }) => ioBoard.lamps[0]?.isStuck === false],
  ],
  // Not on this bench: below.
  setA4: [],
  jamA4: [],
  insertSmartCard: [],
  removeSmartCard: [],
  pressPinKeys: [],
  injectPersonaliser: [],
  clearPersonaliserFaults: [],
  setRibbon: [],
  damageCable: [
    [{ device: 'scanner', direction: 'toDevice', fault: 'noise', at: 500 }, ({ scanner }) => scanner.cableFaults === 1],
  ],
  clearCable: [[{ device: 'scanner' }, ({ scanner }) => scanner.cableFaults === 0]],
  unplug: deviceNames.map((device) => [{ device }, (state) => !state[device].isPlugged]),
  plug: deviceNames.map((device) => [{ device }, (state) => state[device].isPlugged]),
};

function isActive({ ioBoard }: BenchState, contact: string): boolean {
  return ioBoard.contacts.some(({ name, isActive: is }) => name === contact && is);
}

describe('acts', () => {
  it('each does what its word says', async () => {
    expect(Object.keys(goodActs).sort()).toEqual(Object.keys(acts).sort());
    for (const [word, examples] of Object.entries(goodActs)) {
      for (const [body, holds] of examples) {
        let seen: BenchState | null = null;
        const leave = bench.onChange((state) => {
          if (holds(state)) seen = state;
        });
        const reply = await act({ act: word, ...body });
        leave();
        expect(reply.statusCode, `${word}: ${reply.body}`).toBe(200);
        expect(Check(BenchState, reply.json()), word).toBe(true);
        expect(seen, `${word} was pushed`).not.toBeNull();
      }
    }
    await untilState(bench, ({ receiptPrinter }) => !receiptPrinter.isHot);
  });

  it('a body that does not fit is refused with a typed error and changes nothing', async () => {
    const before = bench.state().revision;
    const bodies: readonly unknown[] = [
      ...[null, 17, 'placeCard', [], {}, { act: 'explode' }, { act: 'constructor' }, { act: '__proto__' }],
      { act: 'placeCard' },
      { act: 'placeCard', personaId: 17 },
      { act: 'placeCard', personaId: 'li-yun', extra: true },
      { act: 'removeCard', personaId: 'li-yun' },
      { act: 'injectSdt', fault: { type: 'noise', bytes: 1e9 } },
      { act: 'injectSdt', fault: { type: 'noise' } },
      { act: 'injectSdt', fault: { type: 'half' }, times: 0 },
      { act: 'injectSdt', fault: { type: 'half' }, on: 'format' },
      { act: 'setPaperLeft', lines: -1 },
      { act: 'overheat', forMs: 1e12 },
      { act: 'plug', device: 'dispenser' },
      { act: 'damageCable', device: 'scanner', direction: 'up', fault: 'noise', at: 0 },
      { act: 'damageCable', device: 'scanner', direction: 'toHost', fault: 'noise', at: -1 },
      { act: 'unplug', device: 'documentPrinter' },
      { act: 'armMishap', mishap: { kind: 'misfeed', at: 'present' } },
      { act: 'armMishap', mishap: { kind: 'snatch', at: 'feed' } },
      { act: 'injectDispenser', fault: 'explode', on: 'any' },
      { act: 'injectDispenser', fault: 'half' },
      { act: 'fillHopper', count: 0 },
      { act: 'holdCode', text: '' },
      { act: 'holdCode', text: 'x'.repeat(1_201) },
      { act: 'holdCode', text: 'x', charset: 'utf-16' },
      { act: 'setContact', contact: 'window', isActive: true },
      { act: 'setLampWire', lamp: 'camera', wire: 'open' },
      { act: 'setLampStuck', lamp: 'keypad', isStuck: true },
      { act: 'setA4', isJammed: true },
      { act: 'pressPinKeys', keys: '12a' },
    ];
    for (const body of bodies) {
      const reply = await act(body);
      expect(reply.statusCode, JSON.stringify(body)).toBe(400);
      expect(reply.json()).toMatchObject({ error: 'badRequest' });
    }
    const unknown = await act({ act: 'placeCard', personaId: 'nobody' });
    expect([unknown.statusCode, unknown.json().error]).toEqual([404, 'unknownPersona']);
    const emoji = await act({ act: 'holdCode', text: '🀄', charset: 'gb18030' });
    expect([emoji.statusCode, emoji.json().error]).toEqual([422, 'cannotBeWritten']);
    for (const body of [
      { act: 'setA4', paper: 1 },
      { act: 'jamA4', page: 1 },
      { act: 'insertSmartCard', card: 'v2' },
      { act: 'removeSmartCard' },
      { act: 'pressPinKeys', keys: '1' },
      { act: 'injectPersonaliser', fault: 'jam' },
      { act: 'clearPersonaliserFaults' },
      { act: 'setRibbon', isOut: true },
    ]) {
      expect((await act(body)).json(), body.act).toMatchObject({ error: 'notOnBench' });
    }
    for (const body of [{ act: 'takeCard' }, { act: 'takeSlip' }]) {
      const refused = await act(body);
      expect([refused.statusCode, refused.json().error], body.act).toEqual([409, 'nothingThere']);
    }
    expect((await send('{"act":')).statusCode).toBe(400);
    expect((await send('')).statusCode).toBe(400);
    expect((await send('act=removeCard', { 'content-type': 'text/plain' })).statusCode).toBe(400);
    expect((await act({ act: 'x'.repeat(5_000) })).json()).toMatchObject({ error: 'tooLarge' });
    expect((await get(`/nothing?token=${token}`)).json()).toMatchObject({ error: 'notFound' });
    expect((await get('/%E0%A4%A')).statusCode).toBe(400);
    expect(bench.state().revision).toBe(before);
  });
});

describe('a card and a code', () => {
  it('a second card does not go in, and a card that is gone cannot be taken again', async () => {
    expect((await act({ act: 'insertForeignCard' })).statusCode).toBe(200);
    const second = await act({ act: 'insertForeignCard' });
    expect([second.statusCode, second.json().error]).toEqual([409, 'occupied']);
    expect((await act({ act: 'takeCard' })).statusCode).toBe(200);
    expect((await act({ act: 'takeCard' })).statusCode).toBe(409);
  });

  it('what a code says stands neither in the state nor in the list of happenings', async () => {
    const canary = 'CANARY-4711';
    for (const word of ['holdCode', 'pressScanButton']) {
      const reply = await act({ act: word, text: canary });
      expect(reply.statusCode).toBe(200);
      expect(reply.body).not.toContain(canary);
    }
    const state = await untilState(bench, ({ scanner }) => scanner.scans > 2);
    expect(JSON.stringify(state)).not.toContain(canary);
    expect(state.log.map(({ what }) => what)).toContain('codeSent');
    await act({ act: 'takeCodeAway' });
  });
});

describe('slips', () => {
  it('come as picture, drawing and text; what is not there is not found', async () => {
    await Promise.all(deviceNames.map((device) => bench.plug(device)));
    for (const body of [
      { act: 'setCover', isOpen: false },
      { act: 'setCutterFault', fault: 'none' },
      { act: 'loadPaper' },
    ]) {
      expect((await act(body)).statusCode).toBe(200);
    }
    const first = bench.slips().length + 1;
    await writeTo(`${folder.dir}/receipt-printer`, shortSlip);
    const state = await untilState(bench, ({ slips }) => slips[0]?.n === first);
    expect(state.slips[0]).toMatchObject({ cut: 'partial', lines: ['No. 17', 'Thank you'] });
    const ask = (file: string) => get(`/slips/${file}?token=${token}`);
    const png = await ask(`${first}.png`);
    expect([png.statusCode, png.headers['content-type']]).toEqual([200, 'image/png']);
    expect(png.rawPayload.subarray(1, 4).toString()).toBe('PNG');
    expect((await ask(`${first}.svg`)).body).toMatch(/^<svg /);
    expect((await ask(`${first}.txt`)).body).toBe('No. 17\nThank you\n');
    expect((await act({ act: 'takeSlip' })).json()).toMatchObject({
      receiptPrinter: { exit: { atExit: 0, taken: 1 } },
    });
    expect((await act({ act: 'takeSlip' })).statusCode).toBe(409);
    for (const file of [
      '0.png',
      '999999.png',
      'hanging.png',
      '1.exe',
      '..%2Fserver.ts',
      '-1.png',
      `${'9'.repeat(50)}.png`,
    ]) {
      expect((await ask(file)).statusCode, file).toBe(404);
    }
  });
});

// Last, since junk may be a good act by chance: what stands on the bench afterwards is anybody's guess.
describe('junk', () => {
  it('no junk makes the server fail', async () => {
    const words = fc.constantFrom(...Object.keys(acts));
    const fields = fc.constantFrom(
      'personaId',
      'fault',
      'on',
      'times',
      'lines',
      'isOpen',
      'device',
      'forMs',
      'silence',
      'mishap',
      'text',
      'contact',
      'lamp',
      'paper',
      'card',
    );
    const junk = fc.oneof(
      fc.json(),
      fc.string({ maxLength: 300 }),
      fc
        .tuple(words, fc.dictionary(fields, fc.jsonValue(), { maxKeys: 3 }))
        .map(([word, more]) => JSON.stringify({ ...more, act: word })),
    );
    await fc.assert(
      fc.asyncProperty(junk, async (payload) => {
        const reply = await send(payload);
        expect(reply.statusCode).toBeLessThan(500);
        if (reply.statusCode !== 200) expect(Check(BenchError, reply.json())).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
