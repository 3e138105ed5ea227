import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { signedAtMember } from '../../contract/release/metadata.ts';
import { expectRefused } from '../testing/expect-refused.ts';
import { dayMs, isoOf } from '../testing/test-repository.ts';
import { TrustFixture } from '../testing/trust-fixture.ts';

let machine: TrustFixture;
beforeEach(async () => {
  machine = new TrustFixture();
  await machine.refresh();
});
afterEach(() => machine[Symbol.dispose]());

/** The battery is dead: 1970, after a restart. */
function loseClock(): void {
  machine.clock.jumpWall(-machine.clock.wallMs());
  machine.open();
}

describe('a clock that stands behind', () => {
  test('is no reason to refuse what is genuine', async () => {
    loseClock();
    machine.repository.publish();
    expect(await machine.refresh()).toBe('ok');
    expect(machine.target()).toBe('ok');
  });

  test('does not give life to what was seen to have run out: the hub has told the time', async () => {
    await machine.days(30);
    machine.trust.sawTime(machine.clock.wallMs());
    loseClock();
    expect(machine.target()).toBe('expired');
    expect(await machine.refresh()).toBe('expired');
    machine.repository.publish();
    expect(await machine.refresh()).toBe('ok');
  });

  test('does not give life to it while the hub tells the time, even if nothing could be kept of it', async () => {
    loseClock();
    machine.trust.sawTime(machine.repository.nowMs + 30 * dayMs);
    expect(machine.target()).toBe('expired');
  });

  test('does not stop the time that went by since the hub has told it', async () => {
    loseClock();
    machine.trust.sawTime(machine.repository.nowMs);
    expect(machine.target()).toBe('ok');
    await machine.clock.advance(8 * dayMs);
    expect(machine.target()).toBe('expired');
  });

  test('does not hide that a new timestamp was signed after the rest had run out', async () => {
    loseClock();
    machine.repository.nowMs += 20 * dayMs;
    machine.repository.publishTimestamp();
    const before = machine.kept();
    expect(await machine.refresh()).toBe('expired');
    expect(machine.kept()).toBe(before);
  });

  test('knows from the kept timestamp alone how late it is at least', async () => {
    const { repository } = machine;
    repository.nowMs += 6 * dayMs;
    machine.clock.jumpWall(6 * dayMs);
    repository.publishTimestamp();
    repository.publishRole('app', { change: (part) => ({ ...part, expires: isoOf(repository.nowMs + dayMs) }) });
    repository.publishSnapshot();
    repository.publishTimestamp();
    expect(await machine.refresh()).toBe('ok');
    repository.nowMs += 2 * dayMs;
    machine.clock.jumpWall(2 * dayMs);
    repository.publishTimestamp();
    expect(await machine.refresh()).toBe('expired');
    // Back before the role had run out: the kept timestamp is of before, so it is believed again; never earlier than that.
    loseClock();
    expect(machine.target()).toBe('ok');
  });
});

describe('a clock that runs ahead', () => {
  test('stops installs as long as it does, and leaves nothing behind', async () => {
    machine.clock.jumpWall(3 * 365 * dayMs);
    expect(await machine.refresh()).toBe('expired');
    expect(machine.target()).toBe('expired');
    machine.clock.jumpWall(-3 * 365 * dayMs);
    machine.open();
    expect(await machine.refresh()).toBe('ok');
    expect(machine.target()).toBe('ok');
  });

  test('is named as what is wrong when the hub tells another time', async () => {
    machine.clock.jumpWall(3 * 365 * dayMs);
    machine.trust.sawTime(machine.repository.nowMs);
    expect(await machine.refresh()).toBe('clock');
    expect(machine.target()).toBe('clock');
  });

  test('is not blamed for what has run out by the hub’s time too', async () => {
    await machine.days(8);
    machine.trust.sawTime(machine.clock.wallMs());
    expect(machine.target()).toBe('expired');
  });

  test('together with a hub that runs ahead: once both are right again, so is the machine', async () => {
    machine.clock.jumpWall(10 * 365 * dayMs);
    machine.trust.sawTime(machine.clock.wallMs());
    expect(await machine.refresh()).toBe('expired');
    machine.clock.jumpWall(-10 * 365 * dayMs);
    machine.open();
    // The bad time was kept. It says no more than that what was here then has run out; the next timestamp runs longer.
    expect(machine.target()).toBe('expired');
    await machine.days(1);
    machine.repository.publishTimestamp();
    expect(await machine.refresh()).toBe('ok');
    expect(await machine.manifest()).toMatchObject({ ok: true });
  });

  test('in a hub alone raises nothing that is kept', () => {
    machine.trust.sawTime(machine.clock.wallMs() + 10 * 365 * dayMs);
    expect(machine.target()).toBe('expired');
    machine.open();
    expect(machine.target()).toBe('ok');
  });
});

describe('a timestamp that lies about when it was signed', () => {
  test.each([1, 10, 1000])('%i days ahead cannot outlive what it names', async (days) => {
    const lie = isoOf(machine.clock.wallMs() + days * dayMs);
    machine.repository.publish();
    machine.repository.publishTimestamp({
      change: (part) => ({ ...part, expires: isoOf(machine.clock.wallMs() + 2000 * dayMs), [signedAtMember]: lie }),
    });
    // Within the life of the snapshot it is believed; beyond, the machine would have to believe that the snapshot has run out.
    if (days < 14) expect(await machine.refresh()).toBe('ok');
    else await expectRefused(machine, 'expired');
  });

  test('is forgotten with its key', async () => {
    const { repository } = machine;
    repository.publishTimestamp({
      change: (part) => ({ ...part, [signedAtMember]: isoOf(machine.clock.wallMs() + 6.9 * dayMs) }),
    });
    expect(await machine.refresh()).toBe('ok');
    repository.signers.timestamp = { keys: ['timestamp-2'], threshold: 1 };
    repository.publishRoot();
    repository.publishTimestamp({
      change: (part) => ({ ...part, expires: isoOf(machine.clock.wallMs() + 3 * dayMs) }),
    });
    expect(await machine.refresh()).toBe('ok');
    expect(machine.target()).toBe('ok');
  });
});

test.each([
  '',
  '{',
  'null',
  '{"format":"yitiji-trust-time/1","notBefore":"soon"}',
  '{"notBefore":"2099-01-01T00:00:00Z"}',
])('a kept time that nobody wrote (%j) is none', async (text) => {
  writeFileSync(join(machine.root, 'trust', 'time.json'), text);
  machine.open();
  expect(machine.target()).toBe('ok');
  await machine.days(1);
  machine.trust.sawTime(machine.clock.wallMs());
  expect(readFileSync(join(machine.root, 'trust', 'time.json'), 'utf8')).toContain(
    isoOf(machine.clock.wallMs()).slice(0, 16),
  );
});

test('a kept time that the disk cannot read any more is none: the machine still takes releases', async () => {
  // As a sector that is gone: it is there, and reading it is refused.
  mkdirSync(join(machine.root, 'trust', 'time.json'));
  machine.open();
  expect(machine.target()).toBe('ok');
});
