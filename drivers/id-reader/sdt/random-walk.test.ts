import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SdtFault } from '../../simulators/sdt-simulator.ts';
import type { SdtCommand } from './codec.ts';
import { card, isFreeOfPersonalData, readerRig } from './rig.test-data.ts';

type Move =
  | { readonly do: 'place' | 'remove' | 'read' | 'abort' | 'unplug' | 'plug' }
  | { readonly do: 'fault'; readonly fault: SdtFault; readonly on: SdtCommand | undefined }
  | { readonly do: 'wait'; readonly ms: number };

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<Move>({ do: 'place' }, { do: 'remove' }, { do: 'read' }, { do: 'abort' }) },
  { weight: 1, arbitrary: fc.constantFrom<Move>({ do: 'unplug' }, { do: 'plug' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      fault: fc.constantFrom<SdtFault>(
        ...([
          { type: 'checksum' },
          { type: 'silence' },
          { type: 'half' },
          { type: 'older' },
          { type: 'lift' },
        ] as const),
        ...([
          { type: 'late', ms: 1_200 },
          { type: 'length', by: 7 },
          { type: 'noise', bytes: 9 },
        ] as const),
        ...([
          { type: 'sw3', code: 0x41 },
          { type: 'sw3', code: 0x24 },
          { type: 'sw3', code: 0x50 },
        ] as const),
        ...([{ type: 'sw3', code: 0x40 }, { type: 'unplug' }, { type: 'vendorTimeout' }] as const),
      ),
      on: fc.constantFrom<SdtCommand | undefined>(
        undefined,
        'findCard',
        'selectCard',
        'readTextPhoto',
        'readNewestAddress',
      ),
    }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 4_000 }) }) },
);

const userMs = 8_000;
/** A read that began at the end of the user's time may take this long: every command silent, asked twice, then given up. */
const slackMs = 20_000;

it('whatever happens: every call settles in time, one placing gives at most one card, nothing leaks (C4, C8, C15)', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(move, { minLength: 5, maxLength: 40 }),
      fc.integer({ min: 1, max: 80 }),
      async (moves, chunk) => {
        const rig = readerRig({ line: { chunks: [chunk, 1] } });
        const calls: ReturnType<typeof rig.read>[] = [];
        let controller = new AbortController();
        let placings = 0;
        rig.reader.start();
        for (const one of moves) {
          if (one.do === 'place' && !rig.simulator.hasCard) {
            placings += 1;
            rig.simulator.place(card);
          } else if (one.do === 'remove') rig.simulator.remove();
          else if (one.do === 'unplug') rig.line.unplug();
          else if (one.do === 'plug') rig.line.plug();
          else if (one.do === 'fault') rig.simulator.inject(one.fault, one.on === undefined ? {} : { on: one.on });
          else if (one.do === 'read') {
            controller = new AbortController();
            calls.push(rig.read({ userMs, queueMs: 1_000, signal: controller.signal }));
          } else if (one.do === 'abort') controller.abort('user');
          await rig.clock.advance(one.do === 'wait' ? one.ms : 10);
        }
        await rig.clock.advance(userMs + slackMs);
        for (const { result } of calls) {
          expect(result).not.toBeNull();
          if (result?.ok === false) expect(['notStarted', 'notDone']).toContain(result.error.outcome);
        }
        const cards = calls.filter(({ result }) => result?.ok === true).length;
        expect(cards).toBeLessThanOrEqual(placings);
        expect(isFreeOfPersonalData([rig.logged, calls.map(({ result }) => (result?.ok ? null : result))])).toBe(true);
        expect(rig.line.maxOpen).toBeLessThanOrEqual(1);
        // When all faults are over, the next citizen is served.
        rig.simulator.clearFaults();
        rig.simulator.remove();
        rig.line.plug();
        await rig.clock.advance(15_000);
        const last = rig.read();
        await rig.clock.advance(500);
        rig.simulator.place(card);
        await rig.clock.advance(5_000);
        expect(last.result).toMatchObject({ ok: true });
        await rig.reader.close();
        rig.simulator.restart();
        expect(rig.clock.pending).toBe(0);
      },
    ),
    { numRuns: 150 },
  );
});
