import { UsageError } from '../../contract/command.ts';
import { drivers } from '../../drivers/registry.ts';
import { type Assignment, type Progress, type SetupRole, setupRoles } from '../setup/progress.ts';

/**
 * Reads `--assign`: `role=driver@port`, `role=driver@port@baud`, and of a dispenser whose switches say so `@address=N` behind either; several with commas. A port may hold every other sign.
 * Throws UsageError with the piece that is wrong.
 */
export function readAssignments(text: string): Progress['assigned'] {
  const assigned: Partial<Record<SetupRole, Assignment>> = {};
  for (const piece of text.split(',').filter((one) => one !== '')) {
    const [, name, word, port, speed, bus] =
      /^([A-Za-z]+)=([a-z0-9-]+)@([^@]+?)(?:@(\d+))?(?:@address=(\d+))?$/.exec(piece) ?? [];
    const role = setupRoles.find((one) => one === name);
    if (role === undefined || word === undefined || port === undefined)
      throw new UsageError(
        `--assign ${piece}: must be role=driver@port, role=driver@port@baud, or one of them with @address=N`,
      );
    const driver = (Object.keys(drivers) as (keyof typeof drivers)[]).find((one) => one === word);
    if (driver === undefined || drivers[driver].deviceClass !== role)
      throw new UsageError(`--assign ${piece}: ${word} is no driver of ${role}`);
    const address = bus === undefined ? null : Number(bus);
    if (address !== null && (role !== 'cardDispenser' || address > 15))
      throw new UsageError(`--assign ${piece}: address must be 0 to 15, and of a card dispenser`);
    assigned[role] = {
      ...{ port, driver, baud: speed === undefined ? null : Number(speed), isChosen: true },
      ...(address !== null && { settings: { address } }),
    };
  }
  return assigned;
}
