import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HubFixture, openHubFixture, operatorToken } from '../testing/hub-fixture.ts';
import { hubStaff } from './hub-staff.ts';

let f: HubFixture;
beforeAll(async () => {
  f = await openHubFixture();
});
afterAll(() => f.close());

const staff = (options: Readonly<Record<string, string | boolean>>) =>
  hubStaff.run(
    { options: { hub: f.hub.url, 'operator-token': operatorToken, ...options }, positionals: [] },
    { out: () => undefined, note: () => undefined, signal: new AbortController().signal },
  );
const chen = { staff: '100002', name: '测试', role: 'keeper', machines: 'TH0017,TH0018' };
const cards = async () => (await staff({})).json.staff;

test('a change that names nobody is refused: it does not look as if it had been done', async () => {
  expect(await staff(chen)).toMatchObject({ exit: 0 });
  for (const change of [{ revoke: true }, { 'reset-pin': true }, { 'lost-card': 'all' }, { machines: 'all' }]) {
    await expect(staff(change)).rejects.toThrow('needs --staff');
  }
  expect(await staff({ revoke: false })).toMatchObject({ exit: 0 });
});

test('options that contradict each other change nothing at all, a lost card neither', async () => {
  const { staff: id } = chen;
  expect(await staff({ staff: id, 'new-card': true })).toMatchObject({ exit: 0 });
  const before = await cards();
  const wrong = { staff: id, name: 'other', 'lost-card': 'all' };
  await expect(staff({ ...wrong, card: 'a-card-of-the-house', 'new-card': true })).rejects.toThrow('not both');
  await expect(staff({ ...wrong, card: 'short' })).rejects.toThrow('8 to 200');
  expect(await cards()).toEqual(before);
});
