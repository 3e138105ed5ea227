import { UsageError } from '../../contract/command.ts';
import { drivers } from '../../drivers/registry.ts';
import { type Assignment, type Progress, type SetupRole, setupRoles } from '../setup/progress.ts';

/**
 * Reads `--assign`: `role=driver@port` or `role=driver@port@baud`, several with commas. A port may hold every other sign.
 * Throws UsageError with the piece that is wrong.
 */
export function readAssignments(text: string): Progress['assigned'] {
  const assigned: Partial<Record<SetupRole, Assignment>> = {};
  for (const piece of text.split(',').filter((one) => one !== '')) {
    const [, name, word, port, speed] = /^([A-Za-z]+)=([a-z0-9-]+)@([^@]+)(?:@(\d+))?$/.exec(piece) ?? [];
    const role = setupRoles.find((one) => one === name);
    if (role === undefined || word === undefined || port === undefined)
      throw new UsageError(`--assign ${piece}: must be role=driver@port or role=driver@port@baud`);
    const driver = (Object.keys(drivers) as (keyof typeof drivers)[]).find((one) => one === word);
    if (driver === undefined || drivers[driver].deviceClass !== role)
      throw new UsageError(`--assign ${piece}: ${word} is no driver of ${role}`);
    assigned[role] = { port, driver, baud: speed === undefined ? null : Number(speed), isChosen: true };
  }
  return assigned;
}
