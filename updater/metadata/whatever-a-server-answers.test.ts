import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TestRepository } from '../testing/test-repository.ts';
import { appName, manifestOf, TrustFixture } from '../testing/trust-fixture.ts';

/** What an attacker on the line has: every file that was ever published, and a stranger's repository. */
function pool() {
  const repository = new TestRepository(Date.UTC(2026, 10, 28, 12));
  const genuine: string[] = [];
  for (let n = 0; n < 5; n += 1) {
    // Roots change hands in between.
    if (n === 2) {
      repository.signers.timestamp = { keys: ['timestamp-2'], threshold: 1 };
      repository.publishRoot();
    }
    repository.add('app', appName, manifestOf('application', '1.0', { minimumHub: `0.${n}.0` }));
    repository.publish();
    genuine.push([...repository.files.keys()].filter((path) => path.startsWith('targets/app/')).at(-1) ?? '');
  }
  const stranger = new TestRepository(Date.UTC(2026, 10, 28, 12));
  stranger.signers.timestamp = { keys: ['stranger-1'], threshold: 1 };
  stranger.publishRoot({ signedBy: ['stranger-1', 'stranger-2'] });
  stranger.publish();
  const order = genuine.map((path) => /([0-9a-f]{64})/.exec(path)?.[1] ?? '');
  return { repository, order, files: [...repository.files, ...stranger.files] };
}
const { repository, order, files } = pool();
const metadata = files.filter(([path]) => path.startsWith('metadata/'));

/** How one request is answered. */
type Answer =
  | { readonly is: 'honest' }
  | { readonly is: 'another' | 'sameRole' | 'spoilt'; readonly which: number }
  | { readonly is: 'none' };
const answer: fc.Arbitrary<Answer> = fc.oneof(
  { arbitrary: fc.constant<Answer>({ is: 'honest' }), weight: 10 },
  { arbitrary: fc.record({ is: fc.constant('sameRole' as const), which: fc.nat() }), weight: 4 },
  { arbitrary: fc.record({ is: fc.constantFrom('another' as const, 'spoilt' as const), which: fc.nat() }), weight: 2 },
  { arbitrary: fc.constant<Answer>({ is: 'none' }), weight: 1 },
);

function bytesFor(path: string, how: Answer): Uint8Array | undefined {
  const honest = repository.files.get(path);
  switch (how.is) {
    case 'honest':
      return honest;
    case 'none':
      return undefined;
    case 'another':
      return metadata[how.which % metadata.length]?.[1];
    case 'sameRole': {
      const role = path.replace(/^metadata\/(\d+\.)?/, '');
      const same = metadata.filter(([one]) => one.replace(/^metadata\/(\d+\.)?/, '') === role);
      return same[how.which % Math.max(1, same.length)]?.[1];
    }
    case 'spoilt': {
      const bytes = Buffer.from(honest ?? []);
      if (bytes.length > 0) bytes[how.which % bytes.length] = how.which % 256;
      return bytes;
    }
  }
}

test('whatever a server answers, out of all that was ever signed: never another release than a genuine one, never an older one than before, and an honest server brings the newest', async () => {
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(answer, { maxLength: 12 }), { minLength: 1, maxLength: 6 }), async (looks) => {
      using machine = new TrustFixture();
      machine.shippedRoot = repository.newest('root', 1);
      machine.open();
      let newest = -1;
      for (const answers of looks) {
        const left = [...answers];
        const fetch: typeof globalThis.fetch = (input) => {
          const path = new URL(String(input)).pathname.replace('/releases/', '');
          const bytes = bytesFor(path, left.shift() ?? { is: 'honest' });
          return Promise.resolve(
            bytes === undefined ? new Response('', { status: 404 }) : new Response(new Uint8Array(bytes)),
          );
        };
        const done = await machine.refresh({ names: [appName], fetch });
        const found = machine.trust.target(appName);
        if (!found.ok) {
          expect(done).not.toBe('ok');
          continue;
        }
        const index = order.indexOf(found.value.sha256);
        expect(index).toBeGreaterThanOrEqual(Math.max(0, newest));
        newest = index;
        accepted += 1;
      }
      expect(await machine.refresh({ names: [appName], fetch: repository.fetch })).toBe('ok');
      const end = machine.trust.target(appName);
      expect(end.ok ? order.indexOf(end.value.sha256) : null).toBe(order.length - 1);
    }),
    { numRuns: 12 },
  );
  // The server was not always so bad that nothing was ever believed.
  expect(accepted).toBeGreaterThan(10);
});
