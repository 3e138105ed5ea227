import type { MachineModel } from '../../contract/machine-model.ts';
import { referenceMachine } from '../../contract/reference-machine.ts';
import hall from '../../kiosk-config/models/yitiji-hall-32-portrait.json' with { type: 'json' };
import wall from '../../kiosk-config/models/yitiji-wall-21.5-landscape.json' with { type: 'json' };
import type { PanelProfile } from '../kit/tokens.ts';

/** The delivered models, by the word that an address uses: `?machine=wall`. */
export const machines = { reference: referenceMachine, wall, hall } as const satisfies Readonly<
  Record<string, MachineModel>
>;
export type MachineName = keyof typeof machines;
const machineNames = Object.keys(machines) as readonly MachineName[];

/** The machine that an address asks for; the panel of the address counts, so that a machine can be looked at on any. */
export function machineOf(
  name: string | null,
  { diagonalInch, bottomEdgeMm, viewDistanceMm }: PanelProfile,
): MachineModel {
  const model: MachineModel = machines[machineNames.find((known) => known === name) ?? 'reference'];
  return { ...model, panel: { diagonalInch, bottomEdgeMm, viewDistanceMm } };
}
