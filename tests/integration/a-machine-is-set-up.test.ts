import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type FromTerminal, methodNames } from '../../contract/channel.ts';
import { systemClock } from '../../contract/clock.ts';
import { noLog } from '../../contract/log.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import type { CommissioningRow } from '../../contract/technician/commissioning.ts';
import type { TechnicianBlock, TechnicianBlockOf } from '../../contract/technician/view.ts';
import { EscposSimulator } from '../../drivers/simulators/escpos-simulator.ts';
import { IoBoardSimulator } from '../../drivers/simulators/io-board-simulator.ts';
import { PtyLine } from '../../drivers/simulators/pty.ts';
import { SdtSimulator } from '../../drivers/simulators/sdt-simulator.ts';
import { hubEnrol } from '../../hub/cli/hub-enrol.ts';
import { operator } from '../../hub/testing/case-kit.ts';
import { type HubFixture, openHubFixture, operatorToken } from '../../hub/testing/hub-fixture.ts';
import { claimCode } from '../../hub/testing/machine.ts';
import { ConfigDesk } from '../../terminal/config/config-desk.ts';
import { ConfigService } from '../../terminal/config/config-service.ts';
import { startTerminal, type Terminal } from '../../terminal/terminal.ts';

const clock = systemClock;
const shippedDir = join(import.meta.dirname, '../../kiosk-config');
let hub: HubFixture;
beforeAll(async () => {
  hub = await openHubFixture();
});
afterAll(async () => {
  await hub.close();
});

const until = <T>(what: () => T) => vi.waitFor(what, { timeout: 90_000, interval: 20 });

/** A machine out of its box: a data folder with nothing in it, and units on real pseudo-terminals. */
class Box implements AsyncDisposable {
  readonly root = mkdtempSync(join(tmpdir(), 'yitiji-box-'));
  readonly sockets = join(this.root, 'ports');
  readonly lines: PtyLine[] = [];
  dataDir = join(this.root, 'data-0');
  terminal: Terminal | null = null;
  snapshot: Snapshot | null = null;
  restarts = 0;
  #call = 0;
  #generation = 0;
  #restarting: Promise<void> = Promise.resolve();

  async unpack(): Promise<void> {
    mkdirSync(this.sockets);
    mkdirSync(this.dataDir, { mode: 0o700 });
    await this.#plug('a', (line) => new SdtSimulator({ clock, send: (bytes) => line.send(bytes) }));
    await this.#plug('b', (line) => new EscposSimulator({ clock, send: (bytes) => line.send(bytes) }));
    await this.#plug('c', (line) => new IoBoardSimulator({ clock, send: (bytes) => line.send(bytes) }));
    this.start();
  }

  async #plug(name: string, unit: (line: PtyLine) => { receive(bytes: Uint8Array): void }): Promise<void> {
    const line = new PtyLine(join(this.sockets, name));
    const simulator = unit(line);
    line.onHostBytes((bytes) => simulator.receive(bytes));
    await line.plug();
    this.lines.push(line);
  }

  start(): void {
    const siteFile = join(this.root, 'site.json');
    writeFileSync(siteFile, JSON.stringify({ portSearch: [this.sockets], hub: { url: hub.hub.url } }));
    const desk = new ConfigDesk({ shippedDir, dataDir: this.dataDir, machineFile: null, siteFile }, clock.wallMs);
    const settings = ConfigService.start({ desk, clock, log: noLog });
    if (!settings.ok) throw new Error(JSON.stringify(settings.error));
    const started = startTerminal({
      ...{ dataDir: this.dataDir, shippedDir, clock, log: noLog, setup: true },
      ...{ config: settings.value.inForce, settings: settings.value },
      post: (message: FromTerminal) => {
        if (message.type === 'snapshot') this.snapshot = message.snapshot;
      },
      restart: () => {
        this.restarts += 1;
        // Whoever keeps the service starts it when it has ended.
        this.#restarting = this.#restarting.then(() => this.#again());
      },
    });
    if (!started.ok) throw new Error(JSON.stringify(started.error));
    this.terminal = started.value;
  }

  async #again(): Promise<void> {
    await this.terminal?.stop('test');
    this.start();
  }

  /** The power goes: what stands on the disk at this very moment is all that is left. */
  async cut(): Promise<void> {
    await this.#restarting;
    this.#generation += 1;
    const left = join(this.root, `data-${this.#generation}`);
    cpSync(this.dataDir, left, { recursive: true });
    await this.terminal?.stop('test');
    this.dataDir = left;
    this.start();
  }

  at(): string {
    return this.snapshot?.technician?.name.replace('technician/set-up/', '') ?? '';
  }

  blocks<T extends TechnicianBlock['type']>(type: T): TechnicianBlockOf<T>[] {
    const blocks = this.snapshot?.technician?.blocks ?? [];
    return blocks.filter((block): block is TechnicianBlockOf<T> => block.type === type);
  }

  block<T extends TechnicianBlock['type']>(type: T): TechnicianBlockOf<T> {
    const [found] = this.blocks(type);
    if (found === undefined) throw new Error(`no ${type} on ${this.at()}`);
    return found;
  }

  async come(page: string): Promise<void> {
    await until(() => expect(this.at()).toBe(page));
    await this.#restarting;
  }

  #send(intent: object): void {
    if (this.snapshot === null) throw new Error('nothing stands on the screen');
    const { epoch, revision } = this.snapshot;
    this.#call += 1;
    const input = { ...intent, epoch, revision };
    this.terminal?.receive({ type: 'call', id: this.#call, method: methodNames.intent, input });
  }
  press = (id: string) => this.#send({ kind: 'press', id });
  type = (name: string, value: string) => this.#send({ kind: 'type', name, value });
  choose = (name: string, option: string) => this.#send({ kind: 'choose', name, option });

  async main(): Promise<void> {
    const id = await until(() => {
      const main = this.snapshot?.technician?.actions.main;
      if (main === undefined) throw new Error(`nothing goes on from ${this.at()}`);
      return main.id;
    });
    this.press(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#restarting;
    await this.terminal?.stop('test');
    await Promise.all(this.lines.map((line) => line.unplug()));
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The first step, to its end. */
async function measure(box: Box): Promise<void> {
  await box.come('panel');
  box.type('panel', '21.5 1080x1920');
  await until(() => box.block('digits'));
  box.type('bottomEdge', '850');
  await until(() => box.block('choice'));
  box.choose('model', 'yitiji-reference-21.5-portrait');
  await box.main();
}

async function commissionings(kiosk: string): Promise<readonly CommissioningRow[]> {
  return (await operator(hub.hub.url, `commissionings?kiosk=${kiosk}`)).body as unknown as CommissioningRow[];
}

// Only what hangs ends here: a search asks every port at several speeds, and each power cut is a start anew.
describe('a machine out of its box', { timeout: 300_000 }, () => {
  test('comes to service by its own screen, with a power cut at each step, and its report counts once at the hub', async () => {
    await using box = new Box();
    await box.unpack();
    await box.come('panel');
    // Nobody is served, and nothing of the citizens' page answers.
    expect(box.snapshot?.screen.name).toBe('machine/maintenance');
    await box.cut();
    await measure(box);

    await box.come('network');
    await box.cut();
    await box.come('network');
    await until(() => expect(box.block('checks').lines.length).toBeGreaterThan(2));
    await box.main();

    await box.come('enrol');
    await until(() => box.block('enrolCode'));
    await box.cut();
    await box.come('enrol');
    const code = (await until(() => box.block('enrolCode'))).groups.join('');
    expect((await claimCode(hub.hub.url, operatorToken, { code, kiosk: 'SB0001' })).status).toBe(200);

    await box.come('ports');
    await box.cut();
    await box.come('ports');
    // Next is offered once somebody was found; whoever answered late is found when the search asks once more.
    const rows = await until(() => {
      const shown = box.block('ports').rows;
      const found = shown.filter(({ role }) => role !== undefined).map(({ role }) => role?.id);
      expect(found.sort()).toEqual(['idReader', 'ioBoard', 'receiptPrinter']);
      return shown;
    });
    expect(rows.every(({ id }) => id.length < 32)).toBe(true);
    await box.main();

    await box.come('profile');
    await box.cut();
    await box.come('profile');
    const before = box.restarts;
    await box.main();
    await box.come('tests');
    // Written, and taken into use by a start of its own.
    expect(box.restarts).toBe(before + 1);
    const written = JSON.parse(readFileSync(join(box.dataDir, 'config/machine.json'), 'utf8'));
    expect(written).toMatchObject({
      model: 'yitiji-reference-21.5-portrait',
      devices: {
        idReader: { driver: 'sdt', port: join(box.sockets, 'a') },
        ioBoard: { driver: 'io-board' },
        scanner: { port: '' },
      },
    });

    const verdict = (role: string) => box.block('testResults').rows.find(({ id }) => id === role)?.verdict;
    const tried = async (role: string) => {
      await until(() => {
        expect(box.block('testResults').rows.find(({ id }) => id === role)?.action).toBeDefined();
        box.press(`test:${role}`);
        expect(verdict(role)).not.toBe('waiting');
      });
      await until(() => expect(verdict(role)).toBe('pass'));
    };
    await tried('receiptPrinter');
    expect(box.block('testResults').rows.find(({ id }) => id === 'receiptPrinter')?.picture).toMatchObject({
      kind: 'paper',
    });
    await box.cut();
    await box.come('tests');
    expect(verdict('receiptPrinter')).toBe('pass');
    box.press('test:ioBoard');
    await until(() => {
      if (box.at() === 'hand') box.press('hand:yes');
      expect(verdict('ioBoard')).toBe('pass');
    });
    box.press('skip');
    await box.main();

    await box.come('report');
    const number = (await until(() => box.block('report'))).number;
    await box.cut();
    await box.come('report');
    // The same report, not another one.
    expect((await until(() => box.block('report'))).number).toBe(number);
    await until(() => box.press('report.print'));
    await until(() => expect(box.blocks('notice').map(({ text }) => text.key)).toContain('setup.report.print.done'));
    await until(async () => expect(await commissionings('SB0001')).toHaveLength(1));
    box.press('service');
    await until(() => expect(box.snapshot?.technician).toBeUndefined());
    await until(() => expect(box.snapshot?.screen.name).toBe('A0'));

    const [row] = await commissionings('SB0001');
    expect(row).toMatchObject({ number: 'SB0001-SET-1', isSigned: true, staff: null, previous: null });
    expect(row?.tests.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['idReader:card', 'skipped'],
      ['receiptPrinter:strip', 'done'],
      ['ioBoard:lights', 'done'],
    ]);
    expect(row?.devices.find(({ role }) => role === 'idReader')?.serial).toMatch(/./);
    // It is a machine like any other now: another start serves.
    await box.cut();
    await until(() => expect(box.snapshot?.screen.name).toBe('A0'));
  }, 240_000);

  test('takes the code that a technician brings along, and says in words why another one is not taken', async () => {
    await using box = new Box();
    await box.unpack();
    await measure(box);
    await box.come('network');
    await box.main();
    await box.come('enrol');
    await until(() => box.block('codePad'));
    box.type('ticket', '22222222');
    await until(() => expect(box.blocks('notice').map(({ text }) => text.key)).toEqual(['setup.enrol.no.code']));
    const options = {
      hub: hub.hub.url,
      'operator-token': operatorToken,
      kiosk: 'SB0002',
      place: '示例站',
      phone: '020-00000000',
    };
    const io = { out: () => undefined, note: () => undefined, signal: new AbortController().signal };
    const { json } = await hubEnrol.run({ options, positionals: [] }, io);
    box.type('ticket', (json as { readonly code: string }).code);
    await box.come('ports');
    expect(box.snapshot?.bars.machineNumber).toBe('SB0002');
  });
});
