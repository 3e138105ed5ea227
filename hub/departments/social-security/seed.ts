import { type Sql, transaction } from '../../database/pool.ts';
import type { HubLog } from '../../log.ts';
import { departmentCode } from './department.ts';
import type { CityPerson } from './population.ts';

/** Puts people into the simulated department. Those who are there already stay as they are: their cards may have been reported since. */
export async function seedDepartment(sql: Sql, people: readonly CityPerson[], log: HubLog): Promise<void> {
  const cards = people.flatMap((person) => person.cards.map((card) => ({ ...card, idNumber: person.idNumber })));
  const text = (pick: (card: (typeof cards)[number]) => string) => cards.map(pick);
  const added = await transaction(sql, async (tx) => {
    await tx`select pg_advisory_xact_lock(7149004)`;
    const result = await tx`
      insert into dept_ss_person (id_number, name)
      select * from unnest(${people.map((p) => p.idNumber)}::text[], ${people.map((p) => p.name)}::text[])
      on conflict do nothing`;
    await tx`
      insert into dept_ss_card (card_id, id_number, last4, bank_code, bank_zh, bank_en, bank_hotline, issued, state)
      select * from unnest(${text((c) => c.cardId)}::text[], ${text((c) => c.idNumber)}::text[], ${text((c) => c.last4)}::text[],
        ${text((c) => c.bank.code)}::text[], ${text((c) => c.bank.nameZh)}::text[], ${text((c) => c.bank.nameEn)}::text[],
        ${text((c) => c.bank.hotline)}::text[], ${text((c) => c.issued)}::text[], ${text((c) => c.state)}::text[])
      on conflict do nothing`;
    return result.count;
  });
  if (added > 0) log('hub.department.seeded', { department: departmentCode, people: added });
}
