import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commission } from '../../build/demo/commission.ts';
import { systemClock } from '../../contract/clock.ts';
import { guidePicture } from '../support/technician.ts';
import { startUnboxed, type UnboxedRig } from '../support/unboxed-rig.ts';

/** A machine straight out of the box at its real window: from the first start to the first citizen, by touches alone. The rest: technician-set-up.test.ts. */
let rig: UnboxedRig;

beforeAll(async () => {
  rig = await startUnboxed('1080x1920');
});
afterAll(() => rig.close());

/** What a newcomer has for it. */
const limitMinutes = 10;

it('from unboxed to in service, with a printer without paper on the way, and then a card is read', async () => {
  const { window, bench, box } = rig;
  const beganMs = systemClock.monoMs();
  const seen: string[] = [];
  await commission(window, bench, {
    code: await rig.code('SU0101'),
    page: async (name) => {
      seen.push(name);
      await guidePicture(window, `set-up-${name}`);
      if (name === 'panel')
        expect(await window.page().locator('[data-testid="panel-measure"]').textContent()).toContain('21.5');
      if (name === 'ports') await devicesAreFound();
      if (name === 'tests-failed') await window.shows('[data-test="receiptPrinter"]', 'E_SUPPLY_OUT');
    },
  });
  const seconds = (systemClock.monoMs() - beganMs) / 1000;
  console.log(`set up in ${seconds.toFixed(1)} s: ${seen.join(', ')}`);
  expect(seconds).toBeLessThan(limitMinutes * 60);

  // The profile names devices by the sockets in which they were found.
  const profile = JSON.parse(readFileSync(join(box.dataDir, 'config/machine.json'), 'utf8'));
  expect(profile).toMatchObject({
    model: 'yitiji-reference-21.5-portrait',
    devices: {
      idReader: { driver: 'sdt', port: box.path(2), baud: 115_200 },
      receiptPrinter: { driver: 'escpos', port: box.path(3), baud: 115_200 },
      cardDispenser: { driver: 'f2', port: box.path(1) },
      scanner: { driver: 'serial-scanner', port: box.path(5) },
      ioBoard: { driver: 'io-board', port: box.path(4) },
    },
  });
  expect(JSON.stringify(profile)).not.toContain(box.path(6));

  const paper = bench.paperText();
  for (const words of ['安装报告', '天河区测试街 01 号机', '身份证读卡器', '正常', 'SIM-F2-0001'])
    expect(paper).toContain(words);

  await window.touch('[data-tile="tile:ss.card.loss"]');
  await window.press('agree');
  await window.at('ss.card.loss/C1');
  bench.placeCard('lin-jie');
  await window.at('ss.card.loss/D1');
});

/** What discovery has to say before anybody helps it. */
async function devicesAreFound(): Promise<void> {
  // On a busy computer an answer may come too late, and is asked for once more.
  for (const driver of ['sdt', 'escpos', 'io-board'])
    await rig.window.page().locator('[data-port]', { hasText: driver }).first().waitFor({ timeout: 150_000 });
  const rows = await rig.window.page().locator('[data-port]').allTextContents();
  const said = (socket: number) => rows.find((row) => row.includes(`usb-0:${socket}:`)) ?? '';
  expect(said(1)).toContain('发卡机');
  expect(said(2)).toContain('sdt 115200');
  expect(said(3)).toContain('escpos');
  expect(said(4)).toContain('io-board');
  for (const silent of [5, 6]) expect(said(silent)).not.toContain('已识别');
}
