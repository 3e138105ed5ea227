import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { expectRefused } from '../testing/expect-refused.ts';
import { type SignedPart, testKey } from '../testing/sign-metadata.ts';
import { appName, catalogueName, manifestOf, TrustFixture } from '../testing/trust-fixture.ts';

let machine: TrustFixture;
beforeEach(async () => {
  machine = new TrustFixture();
  await machine.refresh();
});
afterEach(() => machine[Symbol.dispose]());

describe('a city’s key can never sign an application', () => {
  test('by signing the role of applications itself', async () => {
    machine.repository.publishRole('app', { signedBy: ['guangzhou-1'] });
    machine.repository.publishSnapshot();
    machine.repository.publishTimestamp();
    await expectRefused(machine, 'forged');
  });

  test('by listing an application among its catalogues', async () => {
    machine.repository.targets.get('app')?.clear();
    machine.repository.add('catalogue-guangzhou', appName, manifestOf('application', '1.0'));
    machine.repository.publish();
    expect(await machine.refresh()).toBe('ok');
    expect(machine.target()).toBe('unknownTarget');
  });

  test('by calling an application a catalogue', async () => {
    machine.repository.add('catalogue-guangzhou', catalogueName, manifestOf('application', '1.0'));
    machine.repository.publish();
    expect(await machine.refresh()).toBe('ok');
    expect(await machine.manifest(catalogueName)).toMatchObject({ ok: false, error: { code: 'wrongRole' } });
  });

  test('by a delegation that gives its role the names of applications, in front of the vendor’s', async () => {
    const { repository } = machine;
    const [app] = repository.roles.filter(({ name }) => name === 'app');
    const city = { name: 'catalogue-guangzhou', keys: ['guangzhou-1'], threshold: 1, terminating: true };
    if (app === undefined) throw new Error('no role');
    repository.roles = [{ ...city, paths: ['*/*.json', 'catalogue/guangzhou/*.json'] }, app];
    repository.add('catalogue-guangzhou', appName, manifestOf('application', '1.0', { minimumHub: '6.6.6' }));
    repository.publish();
    await expectRefused(machine, 'wrongRole');
  });

  test('nor another city’s catalogue', async () => {
    const name = 'catalogue/shenzhen/1.0.json';
    const { repository } = machine;
    repository.add('catalogue-guangzhou', name, manifestOf('catalogue', '1.0'));
    repository.publish();
    expect(await machine.refresh({ names: [name] })).toBe('unknownTarget');
    repository.delegate('catalogue-guangzhou', ['guangzhou-1'], 1, { paths: ['catalogue/*/*.json'] });
    repository.publish();
    expect(await machine.refresh({ names: [name] })).toBe('wrongRole');
  });
});

describe('a role says what it may, and nothing else', () => {
  test('the top role lists no releases', async () => {
    const { repository } = machine;
    const app = JSON.parse(Buffer.from(repository.newest('app')).toString()).signed.targets as SignedPart;
    repository.targets.get('app')?.clear();
    repository.publishRole('app');
    repository.publishTargets({ change: (part) => ({ ...part, targets: app }) });
    repository.publishSnapshot();
    repository.publishTimestamp();
    expect(await machine.refresh()).toBe('ok');
    expect(machine.target()).toBe('unknownTarget');
  });

  test('a role below the top passes nothing on: whom it names besides is not asked', async () => {
    const { repository } = machine;
    repository.targets.get('app')?.clear();
    repository.publishRole('app', {
      change: (part) => ({
        ...part,
        delegations: {
          keys: { [testKey('stranger-1').id]: testKey('stranger-1').public },
          roles: [
            {
              name: 'deeper',
              keyids: [testKey('stranger-1').id],
              threshold: 1,
              terminating: true,
              paths: ['app/*.json'],
            },
          ],
        },
      }),
    });
    // Published and listed, so that whoever asks would find it.
    repository.delegate('deeper', ['stranger-1'], 1);
    repository.add('deeper', appName, manifestOf('application', '1.0'));
    repository.publishRole('deeper');
    repository.publishSnapshot();
    repository.publishTimestamp();
    expect(await machine.refresh()).toBe('ok');
    expect(machine.target()).toBe('unknownTarget');
  });

  test('a delegation that is not final leaves the question open, and is refused', async () => {
    machine.repository.delegate('app', ['app-1', 'app-2', 'app-3'], 2, { terminating: false });
    machine.repository.publish();
    await expectRefused(machine, 'wrongRole');
  });

  test('a delegation that is taken away takes its targets along, kept or not', async () => {
    machine.repository.roles = machine.repository.roles.filter(({ name }) => name !== 'app');
    machine.repository.publishTargets();
    machine.repository.publishSnapshot({
      change: (part) => ({ ...part, meta: { ...(part.meta as SignedPart), 'app.json': { version: 2 } } }),
    });
    machine.repository.publishTimestamp();
    expect(await machine.refresh({ names: [catalogueName] })).toBe('ok');
    expect(machine.target()).toBe('unknownTarget');
    expect(machine.kept()).toContain('app 0');
  });

  test('keys that were taken from a role sign nothing any more, not even what is kept', async () => {
    machine.repository.delegate('app', ['app-7', 'app-8'], 2);
    machine.repository.publishTargets();
    machine.repository.publishSnapshot();
    machine.repository.publishTimestamp();
    await expectRefused(machine, 'forged');
    expect(await machine.refresh({ names: [catalogueName] })).toBe('ok');
    expect(machine.target()).toBe('unknownTarget');
  });

  test.each([
    ['snapshot', 'timestamp'],
    ['timestamp', 'snapshot'],
    ['targets', 'snapshot'],
    ['app', 'timestamp'],
  ])('%s with the content and the keys of %s', async (role, other) => {
    machine.repository.publish();
    const listed = machine.repository.newest(other);
    machine.repository.replace(role, listed);
    if (role === 'snapshot') {
      machine.repository.publishTimestamp({
        change: (part) => ({ ...part, meta: { 'snapshot.json': { version: 3 } } }),
      });
    } else if (role !== 'timestamp') {
      machine.repository.publishSnapshot({
        change: (part) => ({ ...part, meta: { ...(part.meta as SignedPart), [`${role}.json`]: { version: 3 } } }),
      });
      machine.repository.publishTimestamp();
    }
    await expectRefused(machine, 'wrongRole');
  });

  test('targets in the place of a role below it: both are of one kind, and only the keys tell', async () => {
    machine.repository.publish();
    machine.repository.replace('app', machine.repository.newest('catalogue-guangzhou'));
    machine.repository.publishSnapshot({
      change: (part) => ({ ...part, meta: { ...(part.meta as SignedPart), 'app.json': { version: 3 } } }),
    });
    machine.repository.publishTimestamp();
    await expectRefused(machine, 'forged');
  });
});
