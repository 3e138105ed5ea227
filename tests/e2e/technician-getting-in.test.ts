import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Journey, startJourney } from '../support/journey.ts';
import { goTo, guidePicture, knock, staff, touchKeys } from '../support/technician.ts';

/** Staff cards, and the opened cabinet, at the real window; `npm run test:journeys`. */
let j: Journey;

beforeAll(async () => {
  j = await startJourney({ name: 'technician-getting-in', code: 'TH0703' });
  j.branch('technician');
  await j.ready();
});
afterAll(() => j.close());
afterEach(() => j.afterEach());

/** Makes a card for this person at the hub; resolves when the machine could know it. */
async function newCard(staffId: string): Promise<{ readonly cardId: string; readonly content: string }> {
  await j.truth(
    'the secret of the machine at the hub',
    async () => (await j.sql`select 1 from staff_code_key`).length === 1,
  );
  return (await j.hub.operator(`/v1/operator/staff/${staffId}/cards`, {})) as { cardId: string; content: string };
}

/** Opens the page of the number and holds a code before the scanner until it was read. */
async function show(text: string): Promise<void> {
  const { kiosk } = j;
  await knock(kiosk);
  await kiosk.at('technician/enter');
  kiosk.bench.scanner.holdCode({ text });
  await kiosk.at('technician/pin');
  kiosk.bench.scanner.takeCodeAway();
}

async function typePin(pin: string): Promise<void> {
  await touchKeys(j.kiosk, pin);
  await j.kiosk.press('pin');
}

describe('getting in without typing a number', () => {
  it('a card and the PIN let in; lost at the hub it puts its holder out, and opens nothing any more', async () => {
    const { kiosk, hub } = j;
    const { cardId, content } = await newCard(staff.technician.staffId);
    await knock(kiosk);
    await kiosk.at('technician/enter');
    await kiosk.shows('main', '员工卡');
    await guidePicture(kiosk, 'enter-card');
    await kiosk.press('leave');
    await kiosk.at('A0');
    await show(content);
    await kiosk.shows('main', '已读到员工卡');
    await guidePicture(kiosk, 'pin-card');
    // Another's PIN is wrong for this card, however right it is.
    await typePin(staff.keeper.pin);
    await kiosk.shows('[role="alert"]', '密码不对');
    await guidePicture(kiosk, 'pin-card-wrong');
    await typePin(staff.technician.pin);
    await kiosk.at('technician/today');
    await hub.operator(`/v1/operator/staff/${staff.technician.staffId}/cards/revoke`, { cardId });
    await kiosk.at('A0');
    await show(content);
    await typePin(staff.technician.pin);
    await kiosk.shows('[role="alert"]', '未登记');
    await kiosk.press('leave');
    await kiosk.at('A0');
    const audited = kiosk.output.filter((line) => line.includes('"technician.access.opened"'));
    expect(audited.map((line) => (JSON.parse(line) as { readonly how: string }).how)).toEqual(['card']);
    // What stands on the card is in no log and on no disk.
    expect(kiosk.output.join('\n')).not.toContain(content);
    expect(kiosk.diskBytes().includes(content)).toBe(false);
  });

  it('an identity card that somebody lays there meanwhile is not read', async () => {
    const { kiosk } = j;
    await knock(kiosk);
    await kiosk.at('technician/enter');
    const asked = () => kiosk.bench.state().log.filter(({ what }) => what === 'cardAsked').length;
    const before = asked();
    kiosk.bench.placeCard('li-yun');
    await j.shows(({ technician }) => technician?.name === 'technician/enter');
    await touchKeys(kiosk, staff.keeper.staffId);
    await kiosk.press('number');
    await kiosk.at('technician/pin');
    await typePin(staff.keeper.pin);
    await kiosk.at('technician/today');
    expect(asked()).toBe(before);
    kiosk.bench.removeCard();
    await kiosk.press('leave');
    await kiosk.at('A0');
  });

  it('the opened cabinet asks who is there, and citizens are served when it is shut', async () => {
    const { kiosk } = j;
    const { ioBoard } = kiosk.bench;
    ioBoard.setContact('door', true);
    await kiosk.at('technician/enter');
    await guidePicture(kiosk, 'enter-cabinet');
    ioBoard.setContact('door', false);
    await kiosk.at('A0');
    ioBoard.setContact('door', true);
    await kiosk.at('technician/enter');
    await touchKeys(kiosk, staff.technician.staffId);
    await kiosk.press('number');
    await kiosk.at('technician/pin');
    await typePin(staff.technician.pin);
    await kiosk.at('technician/today');
    ioBoard.setContact('door', false);
    await kiosk.at('A0');
  });

  it('the same pages in English, for the English half of the guide', async () => {
    const { kiosk } = j;
    await knock(kiosk);
    await kiosk.at('technician/enter');
    await kiosk.touch('[data-language="en"]');
    await kiosk.shows('main', 'Maintenance');
    await guidePicture(kiosk, 'en/enter');
    await touchKeys(kiosk, staff.technician.staffId);
    await kiosk.press('number');
    await kiosk.at('technician/pin');
    await guidePicture(kiosk, 'en/pin');
    await typePin(staff.technician.pin);
    await kiosk.at('technician/today');
    await guidePicture(kiosk, 'en/today');
    for (const page of ['orders', 'devices', 'tests', 'supplies', 'items', 'notice', 'network', 'restart']) {
      await goTo(kiosk, page);
      await guidePicture(kiosk, `en/${page}`);
    }
    await kiosk.press('leave');
    await kiosk.at('A0');
  });
});
