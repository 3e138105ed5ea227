import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isReceiptNumber } from '../../contract/receipt-number.ts';
import { type HubRig, startHubRig } from '../support/hub-rig.ts';
import { type KioskRig, startKiosk } from '../support/kiosk-rig.ts';
import { item, liYun, walkHome, walkToCheck, walkToFound } from '../support/loss-report.ts';

/**
 * The whole path in real Electron: a card on the wire, touches, bytes on paper, one row at the hub. Its pictures are those of docs/screens.
 */
let hub: HubRig;
let machines = 0;
beforeAll(async () => {
  hub = await startHubRig();
});
afterAll(() => hub.close());

async function withKiosk(
  size: '1080x1920' | '1920x1080',
  run: (kiosk: KioskRig, code: string) => Promise<void>,
): Promise<void> {
  machines += 1;
  const code = `TH${String(machines).padStart(4, '0')}`;
  const kiosk = await startKiosk({
    hubUrl: hub.url,
    size,
    model: size === '1920x1080' ? 'yitiji-wall-21.5-landscape' : undefined,
    prepare: (dataDir) => hub.enrolMachine(dataDir, code, '天河区测试街 01 号机'),
  });
  console.log(`Electron ${kiosk.electronVersion}`);
  try {
    await run(kiosk, code);
  } finally {
    await kiosk.close();
  }
}

const isWhole = process.env.YITIJI_JOURNEYS === 'all';

describe('loss report', () => {
  for (const [size, folder, persona, language, isLong] of [
    ['1080x1920', 'portrait-zh', 'li-yun', null, false],
    ['1920x1080', 'landscape-zh', 'lin-jie', null, true],
    ['1080x1920', 'portrait-en', 'he-wan', 'en', true],
    ['1920x1080', 'landscape-en', 'ouyang-miao', 'en', false],
  ] as const) {
    // Each form and each language once in `npm test`, each with each in `npm run test:journeys`.
    it.skipIf(isLong && !isWhole)(
      `${folder}: card to receipt, effective at once, exactly one row at the hub, nothing personal on disk`,
      async () => {
        await withKiosk(size, async (kiosk, code) => {
          let touches = 0;
          const shots: string[] = [];
          const onPage = async (name: string) => {
            const file = `${folder}/${String(shots.length + 1).padStart(2, '0')}-${name.replace(`${item}/`, '')}.png`;
            shots.push(file);
            await kiosk.picture(file);
          };
          await kiosk.at('A0');
          // A machine that has just started greys what its reader and its hub are needed for: the picture is of one that is ready.
          const open = `[data-tile="tile:${item}"]:not(:disabled, [data-disabled], [aria-disabled="true"])`;
          await kiosk.onPage((page) => page.locator(open).waitFor());
          // The picture is of this machine: the slots of its model that are fitted, the pad where the model has it.
          const drawn = await kiosk.onPage((page) =>
            page.locator('[data-drawn]').evaluateAll((parts) => parts.map((part) => part.getAttribute('data-drawn'))),
          );
          const lit = await kiosk.onPage((page) => page.locator('[data-lit] > rect').first().getAttribute('x'));
          expect({ drawn, lit }).toEqual(
            size === '1920x1080'
              ? { drawn: ['idReader', 'receiptPrinter', 'scanner'], lit: '562' }
              : { drawn: ['idReader', 'receiptPrinter', 'cardDispenser', 'scanner'], lit: '42' },
          );
          if (language !== null) await kiosk.touch(`[data-language="${language}"]`);
          await walkToFound(kiosk, { persona, onPage });
          touches += 2;
          const many = persona === 'li-yun';
          if (many) {
            await walkToCheck(kiosk, { onPage });
            touches += 4;
          } else {
            await kiosk.press('continue');
            await kiosk.at(`${item}/E0`);
            await onPage(`${item}/E0`);
            await kiosk.press('continue');
            await kiosk.at(`${item}/E1`);
            await onPage(`${item}/E1`);
            touches += 2;
          }
          await kiosk.press('submit');
          touches += 1;
          await kiosk.at(`${item}/F2-effective`);
          expect(touches).toBeLessThanOrEqual(7);
          await kiosk.printed(1);
          await kiosk.logged('act.print.settled');
          await kiosk.page().locator('[data-action="print"]').waitFor();
          await onPage(`${item}/F2-effective`);

          const screen = await kiosk.text();
          const receiptNo = /[A-Z]{2}\d{4}-\d{6}-\d{4}-\d/.exec(screen.replace(/\s/g, ''))?.[0] ?? '';
          expect(isReceiptNumber(receiptNo)).toBe(true);
          const paper = kiosk.bench.paperText();
          expect(paper).toContain(receiptNo);
          expect(paper).toContain(language === 'en' ? 'Blocked' : '已挂失');
          expect(paper).not.toContain(liYun.number);

          const row = await hub.until(
            (candidate) => candidate.receiptNo === receiptNo && candidate.topic === 'case.submit',
            20_000,
          );
          expect(row).toMatchObject({ itemId: item, kiosk: code, state: 'done' });
          await walkHome(kiosk, { onPage });
          const rows = (await hub.transactions()).filter(
            (candidate) => candidate.kiosk === code && candidate.topic === 'case.submit',
          );
          expect(rows.map((candidate) => candidate.receiptNo)).toEqual([receiptNo]);
          expect(kiosk.bench.slips().length).toBe(1);

          const bytes = kiosk.diskBytes();
          for (const value of ['黎赟', '林㛃', '440199199203150026', '440199199809090064']) {
            for (const encoding of ['utf8', 'utf16le'] as const)
              expect(bytes.includes(Buffer.from(value, encoding))).toBe(false);
          }
          expect(kiosk.output.join('\n')).not.toMatch(/440199\d{11}[\dX]/);
        });
      },
    );
  }
});
