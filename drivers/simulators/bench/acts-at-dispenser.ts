import { Type } from 'typebox';
import { oneOf, strict } from '../../../contract/closed-shapes.ts';
import { type Act, act, doneOr } from './act.ts';
import { dispenserCommands, dispenserFaults, mishapPlaces } from './dispenser-state.ts';

/** Only what can happen there: a card leaves the hopper once, and a hand reaches only the exit. */
const Mishap = Type.Union([
  Type.Object({ kind: oneOf(['jam', 'hardJam'] as const), at: oneOf(mishapPlaces) }, strict),
  Type.Object({ kind: oneOf(['misfeed', 'overlap'] as const), at: oneOf(['feed'] as const) }, strict),
  Type.Object({ kind: oneOf(['snatch'] as const), at: oneOf(['present', 'capture'] as const) }, strict),
]);

export const dispenserActs: Readonly<Record<string, Act>> = {
  takeCard: act({}, ({ dispenser }) => doneOr(dispenser.takeCard(), 'nothingThere')),
  insertForeignCard: act({}, ({ dispenser }) => doneOr(dispenser.insertForeignCard(), 'occupied')),
  fillHopper: act({ count: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })) }, ({ dispenser }, { count }) =>
    dispenser.fillHopper(count),
  ),
  emptyHopper: act({}, ({ dispenser }) => dispenser.emptyHopper()),
  fillBin: act({}, ({ dispenser }) => dispenser.fillBin()),
  emptyBin: act({}, ({ dispenser }) => dispenser.emptyBin()),
  armMishap: act({ mishap: Mishap }, ({ dispenser }, { mishap }) => dispenser.armMishap(mishap)),
  injectDispenser: act(
    { fault: oneOf(dispenserFaults), on: oneOf(dispenserCommands) },
    ({ dispenser }, { fault, on }) => dispenser.injectFault({ fault, on }),
  ),
  clearDispenserFaults: act({}, ({ dispenser }) => dispenser.clearFaults()),
  setMotorFault: act({ isBroken: Type.Boolean() }, ({ dispenser }, { isBroken }) => dispenser.setMotorFault(isBroken)),
  setDispenserPower: act({ isOn: Type.Boolean() }, ({ dispenser }, { isOn }) => dispenser.setPower(isOn)),
  attendDispenser: act({}, ({ dispenser }) => dispenser.attend()),
};
