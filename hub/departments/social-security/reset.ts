import { type Sql, transaction } from '../../database/pool.ts';
import type { CityPerson } from './population.ts';

/**
 * Puts the cards of these people back to what they were at the beginning, so that a demonstration can be played again. Reports and cases stay: what
 * was received was received. Simulation only; a real department has no such thing.
 */
export async function resetCards(sql: Sql, people: readonly CityPerson[]): Promise<void> {
  const cards = people.flatMap((person) => person.cards);
  await transaction(
    sql,
    (tx) => tx`
      update dept_ss_card set state = fresh.state, lost_ms = null, receipt_no = null
      from unnest(${cards.map((card) => card.cardId)}::text[], ${cards.map((card) => card.state)}::text[]) as fresh (card_id, state)
      where dept_ss_card.card_id = fresh.card_id`,
  );
}
