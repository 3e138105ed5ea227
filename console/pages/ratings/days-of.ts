import type { RatingsReply } from '../../../contract/console/ratings.ts';
import { addDays } from '../../../contract/working-days.ts';
import type { Point } from '../../kit/chart-model.ts';

/** A bar for each day that was asked for: one day alone would fill the chart as if every day had been like it, and a day without ratings is a nought. Pure. */
export function daysOf({ from, to, days }: Pick<RatingsReply, 'from' | 'to' | 'days'>): readonly Point[] {
  const counts = new Map(days.map(({ day, count }) => [day, count]));
  const points: Point[] = [];
  // A day of the city as a day of the reader's computer: a date alone would be read as one of Greenwich.
  for (let day = from; day <= to; day = addDays(day, 1))
    points.push({ at: Date.parse(`${day}T00:00:00`), value: counts.get(day) ?? 0 });
  return points;
}
