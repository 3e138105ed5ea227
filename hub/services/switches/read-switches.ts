import type { SwitchesReply } from '../../../contract/hub-services.ts';
import type { Sql, Tx } from '../../database/pool.ts';

/** What machines and console are told of the switches. @param hubTime ISO 8601, put into the answer */
export async function readSwitches(sql: Sql | Tx, hubTime: string): Promise<SwitchesReply> {
  const [version] = await sql<{ version: number }[]>`select version from switch_version`;
  const phases = await sql<{ phase: 'live' | 'second' }[]>`select phase from phase_switch where is_on order by phase`;
  const off = await sql<{ item: string; reason: string }[]>`
    select item_id as item, reason from item_switch order by item_id limit 600`;
  return { version: version?.version ?? 0, phases: phases.map((row) => row.phase), off: [...off], hubTime };
}
