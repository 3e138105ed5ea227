import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newProgress, type Progress, readProgress, setupRoles, setupSteps, storedProgress } from './progress.ts';
import { frontier, isPassed, type SetupEvent, type SetupFacts, stepSetup, wantedTests } from './step.ts';

const at = '2026-11-28T08:00:00.000Z';
const network = { hub: 'https://hub', roundTripMs: 3, offsetMs: 0, certificateUntil: null };
const assignment = (port: string) => ({ port, driver: 'sdt' as const, baud: null, isChosen: false });

const events: fc.Arbitrary<SetupEvent> = fc.oneof(
  fc.constant<SetupEvent>({ type: 'next' }),
  fc.constant<SetupEvent>({ type: 'next' }),
  fc.constant<SetupEvent>({ type: 'back' }),
  fc.constant<SetupEvent>({ type: 'measured', inch: 21.5, orientation: 'portrait' }),
  fc.integer({ min: 0, max: 1600 }).map((mm): SetupEvent => ({ type: 'bottomEdge', mm })),
  fc.constantFrom('a', 'b').map((model): SetupEvent => ({ type: 'model', model, fits: model === 'a' })),
  fc.constant<SetupEvent>({ type: 'measureAgain' }),
  fc.constantFrom('https://a', 'https://b').map((url): SetupEvent => ({ type: 'hubUrl', url })),
  fc.constantFrom(network, null).map((report): SetupEvent => ({ type: 'network', report })),
  fc.uniqueArray(fc.constantFrom(...setupRoles), { maxLength: 3 }).map(
    (roles): SetupEvent => ({
      type: 'proposed',
      assigned: Object.fromEntries(roles.map((role) => [role, assignment(`/dev/${role}`)])),
    }),
  ),
  fc
    .tuple(fc.constantFrom(...setupRoles), fc.constantFrom('/dev/1', '/dev/2', '/dev/3'))
    .map(([role, port]): SetupEvent => ({ type: 'assign', role, assignment: { ...assignment(port), isChosen: true } })),
  fc.constantFrom('/dev/1', '/dev/2', '/dev/idReader').map((port): SetupEvent => ({ type: 'leave', port })),
  fc.constant<SetupEvent>({ type: 'written' }),
  fc
    .tuple(
      fc.constantFrom('idReader:card', 'scanner:code', 'smartCard:card', 'nothing:x'),
      fc.constantFrom('done', 'skipped'),
    )
    .map(([id, outcome]): SetupEvent => ({ type: 'tested', id, note: { outcome: outcome as 'done', code: null, at } })),
  fc.constant<SetupEvent>({ type: 'reported', number: 'TH0017-SET-1' }),
);
const facts: fc.Arbitrary<SetupFacts> = fc.record({
  isEnrolled: fc.boolean(),
  unsettled: fc.constantFrom(null, [], ['/dev/1']),
});

/** Everything that must hold wherever somebody has come. */
function holds(progress: Progress, world: SetupFacts): void {
  // Nobody stands behind something that lacks.
  expect(setupSteps.indexOf(progress.step)).toBeLessThanOrEqual(setupSteps.indexOf(frontier(progress, world)));
  const ports = Object.values(progress.assigned).map(({ port }) => port);
  expect(new Set(ports).size).toBe(ports.length);
  expect(progress.unused.filter((port) => ports.includes(port))).toEqual([]);
  // A report is of the profile that stands and of devices that were tried with it.
  if (progress.report !== null) {
    expect(progress.isWritten).toBe(true);
    expect(wantedTests(progress).filter((id) => progress.tests[id] === undefined)).toEqual([]);
  }
  const wanted = wantedTests(progress);
  expect(Object.keys(progress.tests).filter((id) => !wanted.includes(id))).toEqual([]);
  // A power cut here loses nothing.
  expect(readProgress(storedProgress(progress))).toEqual(progress);
}

const enrolled: SetupFacts = { isEnrolled: true, unsettled: [] };
const way: readonly SetupEvent[] = [
  { type: 'measured', inch: 21.5, orientation: 'portrait' },
  { type: 'bottomEdge', mm: 800 },
  { type: 'model', model: 'a', fits: true },
  { type: 'next' },
  { type: 'network', report: network },
  { type: 'next' },
  { type: 'next' },
  { type: 'proposed', assigned: { idReader: assignment('/dev/1'), scanner: assignment('/dev/2') } },
  { type: 'next' },
  { type: 'written' },
  { type: 'next' },
  { type: 'tested', id: 'idReader:card', note: { outcome: 'done', code: null, at } },
  { type: 'tested', id: 'scanner:code', note: { outcome: 'skipped', code: null, at } },
  { type: 'next' },
  { type: 'reported', number: 'TH0017-SET-1' },
];
describe('set-up', () => {
  it('lets nobody past a step that lacks something, gives no port twice, and reports only what was tested, whatever comes in whatever order', () => {
    let reported = 0;
    // The whole way with anything in between: random events alone seldom come far.
    const walks = fc
      .array(fc.tuple(fc.nat(way.length), events, facts), { maxLength: 25 })
      .map((extras) =>
        way.flatMap((event, index) => [
          ...extras.filter(([place]) => place === index).map(([, extra, world]) => [extra, world] as const),
          [event, enrolled] as const,
        ]),
      );
    fc.assert(
      fc.property(walks, (walk) => {
        let progress = newProgress(null, at);
        for (const [event, world] of walk) {
          progress = stepSetup(progress, event, world);
          holds(progress, world);
        }
        if (progress.report !== null) reported += 1;
      }),
      { numRuns: 500 },
    );
    expect(reported).toBeGreaterThan(20);
  });

  const walked = (events: readonly SetupEvent[], from = newProgress(null, at)) =>
    events.reduce((progress, event) => stepSetup(progress, event, enrolled), from);

  it('comes to its end by the whole way, and by no way that leaves one event out', () => {
    expect(walked(way)).toMatchObject({ step: 'report', report: 'TH0017-SET-1' });
    // The two `next` of network and enrolment stand for each other when one is gone: the step behind lacks then.
    for (const [left] of way.entries()) {
      const rest = walked(way.filter((_, index) => index !== left));
      expect({ left, report: rest.report }).toEqual({ left, report: null });
    }
  });

  it('every step can be gone back to, and what is changed there is written and tested anew; what is not stays', () => {
    const done = walked(way);
    let back = done;
    for (const step of [...setupSteps].reverse().slice(1)) {
      back = stepSetup(back, { type: 'back' }, enrolled);
      expect([back.step, back.report]).toEqual([step, 'TH0017-SET-1']);
    }
    const other = stepSetup(done, { type: 'assign', role: 'scanner', assignment: assignment('/dev/9') }, enrolled);
    expect(other).toMatchObject({ step: 'profile', isWritten: false, report: null });
    expect(Object.keys(other.tests)).toEqual(['idReader:card']);
    expect(isPassed('tests', other, enrolled)).toBe(false);
  });

  it('an address that is another one must be checked anew before the machine is enrolled there', () => {
    const done = walked(way);
    expect(stepSetup(done, { type: 'hubUrl', url: 'https://b' }, enrolled)).toMatchObject({
      step: 'network',
      network: null,
    });
  });

  it('what is assigned after a power cut is not taken as looked at', () => {
    const proposed = walked(way.slice(0, 8));
    const afterCut = stepSetup(proposed, { type: 'next' }, { isEnrolled: true, unsettled: null });
    expect([proposed.step, afterCut.step]).toEqual(['ports', 'ports']);
  });

  it('a text that another release wrote is no progress', () => {
    for (const text of ['', '{', '{}', '{"format":"yitiji-setup/2"}', 'null']) expect(readProgress(text)).toBeNull();
  });
});
