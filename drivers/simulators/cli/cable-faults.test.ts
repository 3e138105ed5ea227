import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../contract/clock.ts';
import { type Command, UsageError } from '../../../contract/command.ts';
import { noLog } from '../../../contract/log.ts';
import { drivers } from '../../registry.ts';
import { cableFaultWords } from '../damaged-way.ts';
import { cableFaultsOf } from './cable-option.ts';
import { simulateEscpos } from './simulate-escpos.ts';
import { simulateF2 } from './simulate-f2.ts';
import { simulateIoBoard } from './simulate-io-board.ts';
import { simulateK720 } from './simulate-k720.ts';
import { simulateScanner } from './simulate-scanner.ts';
import { simulateSdt } from './simulate-sdt.ts';
import { startSimulator } from './start-simulator.test-data.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'yitiji-cable-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const serial = [simulateSdt, simulateEscpos, simulateF2, simulateK720, simulateScanner, simulateIoBoard] as const;

/** `simulate k720` with a fault of the cable, and its driver until `isSo`; both run in real time on a real pseudo-terminal. */
async function k720With(cable: string, isSo: (links: readonly string[]) => boolean) {
  const link = join(folder, cable.replaceAll(/\W/g, '-'));
  const simulator = await startSimulator(simulateK720, { link, cable });
  const device = drivers.k720.open({ port: link, clock: systemClock, log: noLog });
  const links: string[] = [];
  const done = Promise.withResolvers<void>();
  device.onStatus((status) => {
    if (links.at(-1) !== status.link) links.push(status.link);
    if (isSo(links)) done.resolve();
  });
  device.start();
  await done.promise;
  const seen = [...links];
  await device.close();
  await simulator.stop();
  return { links: seen, lines: simulator.lines };
}

describe('--cable', () => {
  it('no simulator on a serial line is without it', () => {
    for (const { name, options } of serial as readonly Command[]) {
      for (const word of cableFaultWords) expect(options.cable?.help, name).toContain(word);
    }
  });

  it('a word that means nothing is told, not ignored', () => {
    expect(cableFaultsOf('flip@12,cut:toDevice@3')).toMatchObject([
      { direction: 'toHost', fault: { kind: 'flip', skip: 12 } },
      { direction: 'toDevice', fault: { kind: 'cut', skip: 3 } },
    ]);
    for (const word of ['flop', 'flip@', 'flip:up', 'flip@-1', 'flip@1@2', 'constructor'])
      expect(() => cableFaultsOf(word), word).toThrow(UsageError);
  });

  it('damage in the first replies: the driver comes up all the same', async () => {
    const { links } = await k720With('drop@1,flip@9,noise@20,lose:toDevice@2', (seen) => seen.includes('up'));
    expect(links.at(-1)).toBe('up');
  });

  it('pulled in the middle of a command: lost, then back by itself', async () => {
    const { links, lines } = await k720With(
      'cut:toDevice@40',
      (seen) => seen.slice(seen.indexOf('lost')).join() === 'lost,up',
    );
    expect(lines).toContain('CABLE pulled');
    expect(lines).toContain('CABLE back');
    expect(links.slice(links.indexOf('lost'))).toEqual(['lost', 'up']);
  });
});
