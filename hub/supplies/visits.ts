import type { VisitNeed, Visits } from '../../contract/console/supplies.ts';

export interface Need extends VisitNeed {
  readonly district: string;
  readonly place: string;
}

/** Sites that are listed where fewer are due. */
const sitesShown = 50;

/**
 * Joins needs into visits: by district, the sites that must be visited, then those that lie on the way; and what has to be taken along for all of them. A district in which nobody must
 * go anywhere is left out: what is only worth a stop is no reason to leave. Pure.
 */
export function joinVisits(needs: readonly Need[]): Visits['districts'] {
  const districts = [...Map.groupBy(needs, ({ district }) => district)].map(([district, of]) => {
    const sites = [...Map.groupBy(of, ({ place }) => place)]
      .map(([place, at]) => ({ place, isDue: at.some(({ isDue }) => isDue), needs: at.map(withoutPlace) }))
      .sort(
        (a, b) =>
          Number(b.isDue) - Number(a.isDue) || urgency(a.needs) - urgency(b.needs) || (a.place < b.place ? -1 : 1),
      );
    const due = sites.filter(({ isDue }) => isDue).length;
    // Whoever prints the list goes by it: a site that must be visited is never left out.
    const shown = sites.slice(0, Math.max(sitesShown, due));
    return { district, due, sites: shown, load: loadOf(shown) };
  });
  return districts.filter(({ due }) => due > 0).sort((a, b) => b.due - a.due || (a.district < b.district ? -1 : 1));
}

function withoutPlace({ district: _, place: __, ...need }: Need): VisitNeed {
  return need;
}

/** Fewest days left of anything at the site; what is due counts as none. */
function urgency(needs: readonly VisitNeed[]): number {
  return Math.min(...needs.map(({ isDue, daysLeft }) => (isDue ? 0 : (daysLeft ?? Number.MAX_SAFE_INTEGER))));
}

function loadOf(sites: Visits['districts'][number]['sites']): Visits['districts'][number]['load'] {
  const supplies = sites.flatMap(({ needs }) => needs).filter(({ what }) => what === 'supply');
  return [...Map.groupBy(supplies, ({ subject }) => subject)]
    .map(([subject, of]) => {
      const at = subject.indexOf('.');
      return {
        device: subject.slice(0, at),
        supply: subject.slice(at + 1),
        machines: new Set(of.map(({ kiosk }) => kiosk)).size,
      };
    })
    .sort((a, b) => b.machines - a.machines || (a.device < b.device ? -1 : 1));
}
