import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { openTrust } from '../../../updater/metadata/trust.ts';
import { dayMs, TestRepository } from '../../../updater/testing/test-repository.ts';
import { appName, baseUrl, manifestOf } from '../../../updater/testing/trust-fixture.ts';

const startMs = Date.UTC(2026, 10, 28, 12);

/** What is published in the course of a life, one step after the other; between them the machine looks. */
const steps: readonly ((repository: TestRepository) => void)[] = [
  (repository) => {
    repository.add('app', appName, manifestOf('application', '1.0'));
    repository.publish();
  },
  (repository) => repository.publishTimestamp(),
  // The next root with other keys of the timestamp, and the rest of it late: the root is kept without the rest.
  (repository) => {
    repository.signers.timestamp = { keys: ['timestamp-2'], threshold: 1 };
    repository.publishRoot();
  },
  (repository) => {
    repository.add('app', appName, manifestOf('application', '1.0', { minimumHub: '0.2.0' }));
    repository.publish();
  },
  // Forged: nothing changes.
  (repository) => repository.publishTimestamp({ signedBy: ['stranger-1'] }),
  (repository) => {
    repository.publishRoot();
    repository.publish();
  },
];

export interface TrustLife {
  readonly repository: TestRepository;
  readonly clock: VirtualClock;
  readonly shippedRoot: Uint8Array;
}

/** The same each time. */
function trustLife(): TrustLife {
  const repository = new TestRepository(startMs);
  return { repository, clock: new VirtualClock(startMs), shippedRoot: repository.newest('root') };
}

/** Lives through all of it. Says `LOOK n` before a refresh and `DONE n` after it. */
export async function liveWithTrust(root: string, say: (line: string) => void): Promise<TrustLife> {
  const life = trustLife();
  const { repository, clock, shippedRoot } = life;
  for (const [n, publish] of steps.entries()) {
    publish(repository);
    const trust = openTrust({ root, shippedRoot, clock });
    say(`LOOK ${n}`);
    await trust.refresh({ baseUrl, names: [appName], fetch: repository.fetch });
    say(`DONE ${n}`);
    await clock.advance(dayMs / 12);
    repository.nowMs += dayMs / 12;
    trust.sawTime(clock.wallMs());
  }
  return life;
}
