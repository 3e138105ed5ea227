import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseCuts } from './choose-cuts.ts';
import { type CutGround, cutGround } from './cut-machine.ts';
import { cutPaths } from './cut-paths.ts';
import { cutAt, killedAtCommit, walkOnce } from './cuts.ts';

const which = process.env.YITIJI_CUTS === 'all' ? 'all' : 'some';
const seed = Number(process.env.YITIJI_CUTS_SEED ?? 20_261_123);
/** Only these items, for a search by hand: `YITIJI_CUTS_ITEMS=ss.card.loss,biz.open`. */
const only = process.env.YITIJI_CUTS_ITEMS?.split(',') ?? null;

/** Main paths of these items, each cut at its pages (`which`: at every page in every way, or a repeatable choice). */
export function cutSuite(title: string, items: readonly string[]): void {
  describe(title, () => {
    let ground: CutGround;
    beforeAll(async () => {
      ground = await cutGround();
    });
    afterAll(() => ground.remove());

    const chosen = items.filter((one) => only === null || only.includes(one));
    // An empty file of tests would count as a failure.
    if (chosen.length === 0) test.skip('none of these items was asked for');
    for (const item of chosen) {
      test(item, { timeout: which === 'all' ? 1_800_000 : 120_000 }, async () => {
        const path = cutPaths[item];
        if (path === undefined) throw new Error(`no main path for ${item}`);
        const pages = await walkOnce(ground, item, path);
        expect(pages.length).toBeGreaterThan(1);
        const wrong: string[] = [];
        const cuts = chooseCuts(item, pages, which, seed);
        for (const cut of cuts) {
          const findings = await cutAt(ground, path, cut);
          if (findings.length > 0)
            wrong.push(
              `${cut.page.name}#${cut.page.nth} ${cut.kind} at ${cut.at}: ${[...new Set(findings)].join('; ')}`,
            );
        }
        for (const when of ['before', 'after'] as const) {
          const findings = await killedAtCommit(ground, item, path, when);
          if (findings.length > 0) wrong.push(`killed ${when} its commit at 0: ${[...new Set(findings)].join('; ')}`);
        }
        if (process.env.YITIJI_CUTS_COUNT !== undefined)
          console.info(`${item}: ${pages.length} pages, ${cuts.length} cuts`);
        expect(wrong).toEqual([]);
      });
    }
  });
}
