import { Type } from 'typebox';
import { oneOf } from '../../../contract/closed-shapes.ts';
import { type Act, act } from './act.ts';
import { lampsOfBoard, measuredLamps } from './bench-io-board.ts';
import { boardFaults, contactNames, lampWires } from './io-board-state.ts';

export const ioBoardActs: Readonly<Record<string, Act>> = {
  setContact: act({ contact: oneOf(contactNames), isActive: Type.Boolean() }, ({ ioBoard }, { contact, isActive }) =>
    ioBoard.setContact(contact, isActive),
  ),
  rebootBoard: act({}, ({ ioBoard }) => ioBoard.reboot()),
  setBoardSilent: act({ isSilent: Type.Boolean() }, ({ ioBoard }, { isSilent }) => ioBoard.setSilent(isSilent)),
  loseBoardEvents: act({ count: Type.Integer({ minimum: 1, maximum: 100 }) }, ({ ioBoard }, { count }) =>
    ioBoard.loseEvents(count),
  ),
  injectBoard: act({ fault: oneOf(boardFaults) }, ({ ioBoard }, { fault }) => ioBoard.injectFault(fault)),
  clearBoardFaults: act({}, ({ ioBoard }) => ioBoard.clearFaults()),
  setLampWire: act({ lamp: oneOf(measuredLamps), wire: oneOf(lampWires) }, ({ ioBoard }, { lamp, wire }) =>
    ioBoard.setLampWire(lamp, wire),
  ),
  setLampStuck: act({ lamp: oneOf(lampsOfBoard), isStuck: Type.Boolean() }, ({ ioBoard }, { lamp, isStuck }) =>
    ioBoard.setLampStuck(lamp, isStuck),
  ),
};
