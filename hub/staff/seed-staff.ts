import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { StaffMember } from '../../contract/technician/staff.ts';
import { type Sql, transaction } from '../database/pool.ts';
import { everywhere } from './store.ts';

const check = Compile(
  Type.Object({
    staff: Type.Array(Type.Object({ ...StaffMember.properties, name: Type.String({ minLength: 1, maxLength: 40 }) })),
  }),
);

/**
 * The people of demonstrations and tests, who may work at every machine: `staff.json` beside the demonstration persons. A hub in service has neither file, so it begins with
 * nobody, and nobody has a PIN that was not given. Whoever is known already stays as he is.
 */
export async function seedDemonstrationStaff(sql: Sql, personasFile: string, nowMs: number): Promise<void> {
  const path = join(dirname(personasFile), 'staff.json');
  if (!existsSync(path)) return;
  const file: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!check.Check(file)) throw new Error(`${path} is not a list of staff`);
  const { staff } = file;
  await transaction(sql, async (tx) => {
    for (const { staffId, name, role, pinHash } of staff) {
      const made = await tx`insert into staff (staff_id, name, role, pin_hash, created_ms)
        values (${staffId}, ${name}, ${role}, ${pinHash}, ${nowMs}) on conflict (staff_id) do nothing`;
      if (made.count > 0)
        await tx`insert into staff_machine (staff_id, kiosk) values (${staffId}, ${everywhere}) on conflict do nothing`;
    }
  });
}
