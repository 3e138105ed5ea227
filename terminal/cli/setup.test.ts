import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import { PtyLine } from '../../drivers/simulators/pty.ts';
import { SdtSimulator } from '../../drivers/simulators/sdt-simulator.ts';
import { setupDiscover, setupWrite } from './setup.ts';
import { readAssignments } from './setup-assign.ts';

const io = { out: () => undefined, note: () => undefined, signal: new AbortController().signal };
let folder = '';
const lines: PtyLine[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yitiji-cli-setup-'));
});
afterEach(async () => {
  await Promise.all(lines.splice(0).map((line) => line.unplug()));
  rmSync(folder, { recursive: true, force: true });
});

async function reader(name: string): Promise<string> {
  const line = new PtyLine(join(folder, name));
  const simulator = new SdtSimulator({ clock: systemClock, send: (bytes) => line.send(bytes) });
  line.onHostBytes((bytes) => simulator.receive(bytes));
  await line.plug();
  lines.push(line);
  return line.path;
}
const machineFile = () => join(folder, 'data', 'config', 'machine.json');
const write = (more: Readonly<Record<string, string | boolean>>) =>
  setupWrite.run({ options: { data: join(folder, 'data'), by: 'test', ...more }, positionals: [] }, io);

describe('set-up from the shell', () => {
  it('writes what answered, not before somebody has looked at it where that is wished, and once only', async () => {
    const port = await reader('a');
    const dry = await write({ only: port, 'dry-run': true });
    expect([dry.exit, existsSync(machineFile())]).toEqual([0, false]);
    expect(await write({ only: port })).toMatchObject({ exit: 0, json: { done: true } });
    expect(JSON.parse(readFileSync(machineFile(), 'utf8'))).toMatchObject({
      devices: { idReader: { driver: 'sdt', port, baud: 115_200 }, scanner: { port: '' } },
    });
    expect(await write({ only: port })).toMatchObject({ exit: 1, json: { error: { code: 'nothing' } } });
  });

  it('writes nothing where two readers answer, until somebody says which', async () => {
    const [one, two] = [await reader('a'), await reader('b')];
    const only = `${one},${two}`;
    const found = await setupDiscover.run({ options: { only }, positionals: [] }, io);
    expect(found).toMatchObject({ exit: 1, json: { unsettled: [one, two] } });
    expect(await write({ only })).toMatchObject({ exit: 1, json: { error: 'unsettled' } });
    expect(existsSync(machineFile())).toBe(false);
    expect(await write({ only, assign: `idReader=sdt@${two}`, unused: one })).toMatchObject({ exit: 0 });
    expect(JSON.parse(readFileSync(machineFile(), 'utf8'))).toMatchObject({ devices: { idReader: { port: two } } });
  });

  it('takes the address that the switches of a dispenser say, and of nothing else', () => {
    const at = { port: '/dev/ttyS1', driver: 'k720', isChosen: true };
    expect(readAssignments('cardDispenser=k720@/dev/ttyS1@9600@address=3')).toEqual({
      cardDispenser: { ...at, baud: 9_600, settings: { address: 3 } },
    });
    expect(readAssignments('cardDispenser=k720@/dev/ttyS1@address=15')).toEqual({
      cardDispenser: { ...at, baud: null, settings: { address: 15 } },
    });
    for (const text of ['cardDispenser=k720@/dev/x@address=16', 'scanner=serial-scanner@/dev/x@address=1'])
      expect(() => readAssignments(text)).toThrow('address must be 0 to 15');
  });

  it('says what is wrong with a word of the technician', () => {
    expect(readAssignments('scanner=serial-scanner@/dev/x@9600,smartCard=pcsc@Virtual PCD 00 00')).toEqual({
      scanner: { port: '/dev/x', driver: 'serial-scanner', baud: 9_600, isChosen: true },
      smartCard: { port: 'Virtual PCD 00 00', driver: 'pcsc', baud: null, isChosen: true },
    });
    for (const wrong of ['idReader', 'idReader=@/dev/x', 'printer=escpos@/dev/x', 'idReader=escpos@/dev/x'])
      expect(() => readAssignments(wrong)).toThrow('--assign');
  });
});
