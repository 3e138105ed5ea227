import { Type } from 'typebox';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { standingMethod, type UpdateStanding } from '../../contract/update-standing.ts';
import { connectLocal } from '../../updater/local-client.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { comeIn, goAway, goTo, guidePicture, nameOneself, staff, touchKeys, typeCount } from '../support/technician.ts';

/** The rest of what keepers and technicians do at the window; `npm run test:journeys`. */
let j: Journey;

beforeAll(async () => {
  j = await startJourney({ name: 'technician-more', code: 'TH0702' });
  j.branch('technician');
  await j.ready();
});
afterAll(() => j.close());
afterEach(() => j.afterEach());

describe('keepers and technicians at the window', () => {
  it('the service key opens the page on which one comes in, and takes the maintenance away again', async () => {
    const { kiosk } = j;
    kiosk.bench.ioBoard.setContact('serviceKey', true);
    await kiosk.at('technician/enter');
    await guidePicture(kiosk, 'enter');
    await touchKeys(kiosk, staff.keeper.staffId);
    await kiosk.press('number');
    await kiosk.at('technician/pin');
    await touchKeys(kiosk, staff.keeper.pin);
    await kiosk.press('pin');
    await kiosk.at('technician/today');
    // A keeper sees no wire and no port.
    expect((await j.now()).technician?.nav.map(({ id }) => id)).not.toContain('go:devices');
    await guidePicture(kiosk, 'today-keeper');
    kiosk.bench.ioBoard.setContact('serviceKey', false);
    await kiosk.at('A0');
    expect((await j.now()).technician).toBeUndefined();
  });

  it('five wrong PINs lock, the seconds run down on the page, and the right one is taken after them', async () => {
    const { kiosk } = j;
    await nameOneself(kiosk, staff.keeper);
    for (let tries = 0; tries < 5; tries += 1) {
      const standing = await j.now();
      await touchKeys(kiosk, '111222');
      await kiosk.press('pin');
      await kiosk.changed(standing);
      await j.shows(({ technician }) => technician?.name === 'technician/pin');
    }
    await kiosk.page().locator('[data-testid="locked"]').waitFor();
    await guidePicture(kiosk, 'pin-locked');
    expect(await kiosk.page().locator('[data-key="1"]').getAttribute('data-disabled')).not.toBeNull();
    // The machine says when it is over, not the window.
    await j.shows(
      ({ technician }) =>
        technician?.blocks.some((block) => block.type === 'secret' && block.lockedUntil === undefined) === true,
    );
    await touchKeys(kiosk, staff.keeper.pin);
    await kiosk.press('pin');
    await kiosk.at('technician/today');
    await goAway(kiosk);
  });

  it('without the hub only emergency functions; the code by phone opens the rest', async () => {
    const { kiosk, hub } = j;
    await j.truth('the secret of the machine at the hub', async () => {
      const rows = await j.sql`select 1 from staff_code_key`;
      return rows.length === 1;
    });
    j.link.set('down');
    await j.shows(({ bars }) => bars.network.state === 'offline');
    await comeIn(kiosk, staff.technician);
    await kiosk.shows('main', '仅应急功能');
    expect((await j.now()).technician?.nav.map(({ id }) => id)).not.toContain('go:devices');
    await guidePicture(kiosk, 'emergency');
    await kiosk.press('go:code');
    await kiosk.at('technician/code');
    await kiosk.press('code.ask');
    const asked = await j.shows(
      ({ technician }) => technician?.blocks.some(({ type }) => type === 'challenge') === true,
    );
    await guidePicture(kiosk, 'code');
    const challenge = asked.technician?.blocks.find((block) => block.type === 'challenge');
    if (challenge?.type !== 'challenge') throw new Error('no challenge');
    const reply = (await hub.operator(`/v1/operator/staff/${staff.technician.staffId}/one-time-code`, {
      kiosk: 'TH0702',
      challenge: challenge.groups.join(''),
    })) as { readonly code: string };
    await touchKeys(kiosk, reply.code.replaceAll(/[^0-9A-Z]/g, ''));
    await kiosk.press('code');
    await kiosk.at('technician/today');
    await goTo(kiosk, 'network');
    await kiosk.shows('main', '连不上中心');
    await guidePicture(kiosk, 'network-away');
    await goTo(kiosk, 'outbox');
    await guidePicture(kiosk, 'outbox');
    j.link.set('open');
    await goAway(kiosk);
  });

  it('blank cards, counted for the first time: two persons, counts before and after, told to the hub', async () => {
    const { kiosk } = j;
    await comeIn(kiosk, staff.technician);
    await goTo(kiosk, 'supplies');
    await kiosk.press('refill:cards');
    await kiosk.at('technician/refill');
    await guidePicture(kiosk, 'refill-second');
    // Nobody is two persons.
    await touchKeys(kiosk, staff.technician.staffId);
    await kiosk.press('staff2');
    await kiosk.shows('[role="alert"]', '第二人不能是同一个人');
    await kiosk.touch('[data-key="clear"]');
    await touchKeys(kiosk, staff.keeper.staffId);
    await kiosk.press('staff2');
    await kiosk.page().locator('[data-testid="secret-dots"]').waitFor();
    await touchKeys(kiosk, staff.keeper.pin);
    await kiosk.press('pin2');
    await typeCount(j, 'found', '17');
    await typeCount(j, 'after', '150');
    await guidePicture(kiosk, 'refill-after');
    // Nobody has counted here before: the ledger knows no number, so nothing can differ.
    await j.shows(({ technician }) => technician?.actions.main?.id === 'refill.confirm');
    await guidePicture(kiosk, 'refill-confirm');
    await kiosk.press('refill.confirm');
    await kiosk.at('technician/supplies');
    await kiosk.shows('main', '记录已保存');
    await j.truth('both persons and the counts at the hub', async () => {
      const [row] = await j.sql<{ staff: readonly string[]; found: number; after: number }[]>`
        select staff, found, after from replenishment where unit = 'cards'`;
      return row?.staff.length === 2 && row.found === 17 && row.after === 150;
    });
    await goAway(kiosk);
  });

  it('a fault notice stands on the page of citizens until it is lifted', async () => {
    const { kiosk } = j;
    await comeIn(kiosk, staff.keeper);
    await goTo(kiosk, 'notice');
    await kiosk.touch('[data-option="cleaning"]');
    await kiosk.touch('[data-option="hour"]');
    await j.shows(({ technician }) => technician?.actions.main?.id === 'notice.post');
    await guidePicture(kiosk, 'notice');
    await kiosk.press('notice.post');
    await j.shows(({ technician }) => technician?.actions.main?.id === 'notice.lift');
    await guidePicture(kiosk, 'notice-posted');
    await kiosk.press('leave');
    await kiosk.at('machine/notice');
    await kiosk.shows('[data-screen]', '正在清洁');
    await guidePicture(kiosk, 'notice-citizens');
    await comeIn(kiosk, staff.keeper);
    await goTo(kiosk, 'notice');
    await kiosk.press('notice.lift');
    await j.shows(({ technician }) => technician?.blocks.some((block) => block.type === 'choice') === true);
    await goAway(kiosk);
  });

  it('versions, and a restart that loses nothing', async () => {
    const { kiosk } = j;
    await comeIn(kiosk, staff.technician);
    await goTo(kiosk, 'versions');
    await kiosk.shows('main', '存储正常');
    await guidePicture(kiosk, 'versions');
    await saysItsAgent(kiosk.dataDir);
    await kiosk.shows('main', '仍在观察');
    await kiosk.shows('main', '没有通过检查');
    await kiosk.shows('main', 'devicecardDispenser/f2');
    await guidePicture(kiosk, 'versions-update');
    await goTo(kiosk, 'network');
    await kiosk.shows('main', '已连上中心');
    await guidePicture(kiosk, 'network');
    await goTo(kiosk, 'restart');
    await guidePicture(kiosk, 'restart');
    const { epoch } = await j.now();
    await kiosk.press('restart.program');
    await kiosk.at('A0');
    expect((await j.now()).epoch).not.toBe(epoch);
    await j.ready();
  });
});

/** What the agent of updates tells behind an update that was given up and another that has passed. */
async function saysItsAgent(dataDir: string): Promise<void> {
  const connected = await connectLocal(dataDir);
  if (!connected.ok) throw new Error(connected.error.code);
  const standing: UpdateStanding = {
    ...{ release: '2026.11.2-2222222222222222', state: 'soaking', since: '2026-11-28T04:05:00.000Z' },
    last: {
      ...{ release: '2026.11.3-3333333333333333', from: '2026.11.2-2222222222222222', outcome: 'rolledBack' },
      ...{ cause: 'unhealthy', what: 'device cardDispenser/f2', at: '2026-11-28T04:30:00.000Z' },
    },
  };
  const told = await connected.value.call(standingMethod, standing, Type.Null());
  connected.value.close();
  if (!told.ok) throw new Error(told.error.code);
}
