import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dayMs, isoOf } from '../testing/test-repository.ts';
import { TrustFixture } from '../testing/trust-fixture.ts';

let machine: TrustFixture;
beforeEach(async () => {
  machine = new TrustFixture();
  await machine.refresh();
});
afterEach(() => machine[Symbol.dispose]());

describe('a repository that stands still', () => {
  test('is believed no longer than its timestamp, even without a word from the network', async () => {
    await machine.days(6.9);
    expect(await machine.refresh()).toBe('ok');
    expect(machine.target()).toBe('ok');
    await machine.days(0.2);
    expect(await machine.refresh()).toBe('expired');
    expect(machine.target()).toBe('expired');
    expect(await machine.manifest()).toMatchObject({ ok: false, error: { code: 'expired' } });
  });

  test('is believed again when somebody signs', async () => {
    await machine.days(400);
    expect(await machine.refresh()).toBe('expired');
    machine.repository.publish();
    expect(await machine.refresh()).toBe('ok');
    expect(machine.target()).toBe('ok');
  });
});

describe('a new timestamp does not give life to what has run out', () => {
  const days = { snapshot: 14, targets: 180, app: 180 } as const;
  test.each(['snapshot', 'targets', 'app'] as const)('%s', async (role) => {
    const { repository } = machine;
    await machine.days(days[role] + 1);
    // Everything is signed anew but this one.
    if (role !== 'app') repository.publishRole('app');
    repository.publishRole('catalogue-guangzhou');
    if (role !== 'targets') repository.publishTargets();
    if (role !== 'snapshot') repository.publishSnapshot();
    repository.publishTimestamp();
    const before = machine.kept();
    expect(await machine.refresh()).toBe('expired');
    expect(machine.kept()).toBe(before);
  });

  test('the root', async () => {
    await machine.days(731);
    machine.repository.publish();
    expect(await machine.refresh()).toBe('expired');
    machine.repository.publishRoot();
    expect(await machine.refresh()).toBe('ok');
  });

  test('the root that is kept, without network', async () => {
    machine.repository.publishRoot({ change: (part) => ({ ...part, expires: isoOf(machine.clock.wallMs() + dayMs) }) });
    expect(await machine.refresh()).toBe('ok');
    expect(machine.target()).toBe('ok');
    await machine.days(2);
    expect(machine.target()).toBe('expired');
  });

  test.each(['timestamp', 'snapshot', 'targets', 'app'] as const)(
    '%s that was signed with an expiry of yesterday',
    async (role) => {
      const { repository } = machine;
      const expired = { change: (part: object) => ({ ...part, expires: isoOf(machine.clock.wallMs() - dayMs) }) };
      const by = (name: string) => (name === role ? expired : {});
      repository.publishRole('app', by('app'));
      repository.publishTargets(by('targets'));
      repository.publishSnapshot(by('snapshot'));
      repository.publishTimestamp(by('timestamp'));
      const before = machine.kept();
      expect(await machine.refresh()).toBe('expired');
      expect(machine.kept()).toBe(before);
      expect(machine.target()).toBe('ok');
    },
  );
});

test('a role that has run out takes only its own targets along', async () => {
  const { repository } = machine;
  await machine.days(181);
  repository.publishRole('catalogue-guangzhou');
  repository.publishTargets();
  repository.publishSnapshot();
  repository.publishTimestamp();
  expect(await machine.refresh({ names: ['catalogue/guangzhou/1.0.json'] })).toBe('ok');
  expect(machine.target('catalogue/guangzhou/1.0.json')).toBe('ok');
  expect(machine.target()).not.toBe('ok');
});
