import { Type } from 'typebox';
import { oneOf, strict } from '../../../contract/closed-shapes.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import { type Invalid, parse } from '../../../contract/validate.ts';
import { commandBytes, type SdtCommand } from '../../id-reader/sdt/codec.ts';
import { lineDirections } from '../../transport/line-damage.ts';
import { cableFaultWords } from '../damaged-way.ts';
import type { SdtFault } from '../sdt-simulator.ts';
import { type Act, type ActRefusal, act, doneOr } from './act.ts';
import { dispenserActs } from './acts-at-dispenser.ts';
import { ioBoardActs } from './acts-at-io-board.ts';
import { optionalActs } from './acts-at-optional-devices.ts';
import { scannerActs } from './acts-at-scanner.ts';
import { deviceNames, sdtHealths } from './bench-state.ts';
import type { DeviceBench } from './device-bench.ts';

const sdtCommands = Object.keys(commandBytes) as readonly SdtCommand[];

const bareFault = oneOf([
  'checksum',
  'preamble',
  'silence',
  'older',
  'half',
  'vendorTimeout',
  'lift',
  'unplug',
] as const);
/** `SdtFault` with bounds, so that no page can ask for a gigabyte of noise. */
const Fault = Type.Union([
  Type.Object({ type: bareFault }, strict),
  Type.Object({ type: Type.Literal('length'), by: Type.Integer({ minimum: -4089, maximum: 4089 }) }, strict),
  Type.Object({ type: Type.Literal('noise'), bytes: Type.Integer({ minimum: 1, maximum: 4096 }) }, strict),
  Type.Object({ type: Type.Literal('late'), ms: Type.Integer({ minimum: 0, maximum: 60_000 }) }, strict),
  Type.Object({ type: Type.Literal('sw3'), code: Type.Integer({ minimum: 0, maximum: 255 }) }, strict),
]);

/** Everything that a person can do at the bench, by the word in `act`. */
export const acts: Readonly<Record<string, Act>> = {
  placeCard: act({ personaId: Type.String({ maxLength: 64 }) }, (bench, { personaId }) => {
    if (!bench.people.some(({ id }) => id === personaId)) return err('unknownPersona');
    bench.placeCard(personaId);
    return ok(undefined);
  }),
  removeCard: act({}, (bench) => bench.removeCard()),
  injectSdt: act(
    {
      fault: Fault,
      on: Type.Optional(oneOf(sdtCommands)),
      times: Type.Optional(Type.Union([Type.Integer({ minimum: 1, maximum: 1_000 }), Type.Literal('untilCleared')])),
    },
    (bench, { fault, on, times = 1 }) =>
      bench.injectSdt(fault satisfies SdtFault, {
        times: times === 'untilCleared' ? Number.POSITIVE_INFINITY : times,
        ...(on === undefined ? {} : { on }),
      }),
  ),
  clearSdtFaults: act({}, (bench) => bench.clearSdtFaults()),
  sdtHealth: act({ health: oneOf(sdtHealths) }, (bench, { health }) => bench.sdtHealth(health)),
  setCover: act({ isOpen: Type.Boolean() }, (bench, { isOpen }) => bench.printer.setCover(isOpen)),
  loadPaper: act({ lines: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })) }, (bench, { lines }) =>
    bench.printer.loadPaper(lines),
  ),
  setPaperLeft: act(
    {
      lines: Type.Integer({ minimum: 0, maximum: 100_000 }),
      nearEndLines: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
    },
    (bench, { lines, nearEndLines }) => bench.printer.setPaperLeft(lines, nearEndLines),
  ),
  setCutterFault: act({ fault: oneOf(['none', 'clears', 'stays'] as const) }, (bench, { fault }) =>
    bench.printer.setCutterFault(fault),
  ),
  overheat: act({ forMs: Type.Integer({ minimum: 1, maximum: 600_000 }) }, (bench, { forMs }) =>
    bench.printer.overheat(forMs),
  ),
  setSilence: act({ silence: oneOf(['none', 'in-order', 'all'] as const) }, (bench, { silence }) =>
    bench.printer.setSilence(silence),
  ),
  takeSlip: act({}, (bench) => doneOr(bench.printer.takeSlip(), 'nothingThere')),
  setPresenterJam: act({ isJammed: Type.Boolean() }, (bench, { isJammed }) => bench.printer.setPresenterJam(isJammed)),
  ...dispenserActs,
  ...scannerActs,
  ...ioBoardActs,
  ...optionalActs,
  unplug: act({ device: oneOf(deviceNames) }, (bench, { device }) => bench.unplug(device)),
  damageCable: act(
    {
      device: oneOf(deviceNames),
      direction: oneOf(lineDirections),
      fault: oneOf(cableFaultWords),
      at: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
    },
    (bench, { device, direction, fault, at }) => bench.damageCable(device, direction, fault, at),
  ),
  clearCable: act({ device: oneOf(deviceNames) }, (bench, { device }) => bench.clearCable(device)),
  plug: act({ device: oneOf(deviceNames) }, (bench, { device }) => bench.plug(device)),
};

/** The least that a request body must be; the act's own schema follows. */
const AnyAct = Type.Object({ act: oneOf(Object.keys(acts)) });

/** Checks a value from outside and does what it asks for. Unknown acts and unknown fields are refused. */
export async function perform(
  bench: DeviceBench,
  body: unknown,
): Promise<Result<void, { readonly code: 'badRequest'; readonly invalid: Invalid } | { readonly code: ActRefusal }>> {
  const word = parse(AnyAct, body);
  if (!word.ok) return err({ code: 'badRequest', invalid: word.error });
  const entry = acts[word.value.act];
  if (entry === undefined) return err({ code: 'badRequest', invalid: { path: '/act', reason: 'is not known' } });
  const input = parse(entry.schema, body);
  if (!input.ok) return err({ code: 'badRequest', invalid: input.error });
  const done = await entry.run(bench, input.value);
  return done.ok ? done : err({ code: done.error });
}
