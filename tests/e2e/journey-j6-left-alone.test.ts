import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { founder } from '../support/citizen/founder.ts';
import { leave } from '../support/citizen/walk.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { walkAway } from '../support/left-alone.ts';

/**
 * J6: a founder who walks away in the middle of the form (docs/domain/journeys.md §5): covered, cleared, and what the hub has is there for the same card, for as
 * long as the page has said. The pages' time limits stand at a twelfth of those of the street.
 */
let j: Journey;
beforeAll(async () => {
  j = await startJourney({ name: 'J6-left-alone', code: 'TH0126', pace: 1 / 12 });
});
afterAll(() => j?.close());
afterEach(() => j.afterEach());

const secrets = [/方/, /云雁归/, /440199/, /经营范围/];
const kept = () =>
  j.sql<{ section: number; state: string; days: number }[]>`
    select section, state, round((until_ms - saved_ms) / 86400000.0)::int as days from draft
    where section > 0 and state = 'draft' and until_ms > (extract(epoch from now()) * 1000)::bigint`;
const done = async () =>
  (await j.now()).screen.blocks
    .flatMap((block) => (block.type === 'tasks' ? block.tasks : []))
    .filter(({ state }) => state === 'done')
    .map(({ id }) => id);
describe('J6: left alone', () => {
  it('in the first part nothing was kept, and the page does not say that anything was', async () => {
    j.branch('first-part');
    const plan = founder('云雁归');
    await j.visit('biz.open', plan, { until: (page) => page === 'D2-role' });
    expect(await walkAway(j, secrets)).not.toContain('已保存');
    expect(await kept()).toEqual([]);
    const again = await j.visit('biz.open', plan, { until: (page) => page === 'T1' });
    expect(again.pages).not.toContain('biz.open/D2-draft');
  });

  it('in the middle: 资料已保存 to the part that the hub has; the same card, laid down anew, finds it; nobody else’s does; after seven days it is gone', async () => {
    j.branch('middle');
    const plan = founder('云雁归');
    await j.visit('biz.open', plan, { until: (page) => page === 'D2-term' });
    expect(await walkAway(j, secrets, '屏幕已清除')).toContain('资料已保存到第 1 部分，7 天内可在任一一体机或手机继续');
    // What the page has promised is what the hub will do.
    expect(await kept()).toEqual([{ section: 1, state: 'draft', days: 7 }]);
    expect(j.kiosk.diskBytes().includes(Buffer.from('云雁归'))).toBe(false);
    const stranger = await j.visit('biz.open', { ...plan, card: 'li-yun' }, { until: (page) => page === 'T1' });
    expect(stranger.pages).not.toContain('biz.open/D2-draft');
    await leave(j.kiosk);
    const again = await j.visit('biz.open', plan, { until: (page) => page === 'D2-draft' });
    // A card that was read for nobody but this visit: the one of before has no effect any more.
    expect(again.pages).toContain('biz.open/C1');
    await j.picture();
    const resumed = await j.on(plan, { until: (page) => page === 'T1', memory: again.memory });
    expect(await done()).toEqual(['applicant']);
    expect(resumed.pages).not.toContain('biz.open/D2-role');
    const further = await j.on(plan, { until: (page) => page === 'D2-capital', memory: resumed.memory });
    expect(further.pages).toContain('biz.open/D2-nameCore');
    expect(await walkAway(j, secrets, '屏幕已清除')).toContain('资料已保存到第 1 部分');
    await j.sql`update draft set until_ms = until_ms - 7 * 86400000::bigint where item_id = 'biz.open'`;
    const later = await j.visit('biz.open', plan, { until: (page) => page === 'T1' });
    expect(later.pages).not.toContain('biz.open/D2-draft');
    expect(await done()).toEqual([]);
  });
});
