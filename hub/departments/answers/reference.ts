import { capabilities } from '../../../contract/catalogue/condition.ts';
import type { PullData } from '../../../contract/pulls/pulls.ts';
import { banks, type CityPlace, cityCalendar, distanceFrom, places, reasons, regions } from '../../city/reference.ts';
import { type PullContext, param } from '../pull-context.ts';

/** As machines get it, with the way from this machine. */
export function shownPlace(kiosk: string, place: CityPlace): PullData<'ref.outlets'>['outlets'][number] {
  const { placeId, nameZh, nameEn, district, address, phone, hours } = place;
  return { placeId, nameZh, nameEn, district, address, phone, hours, distanceM: distanceFrom(kiosk, place) };
}

/** Places as they are shown, those near the machine first. @param kiosk code of the machine */
export function nearestFirst(kiosk: string, some: readonly CityPlace[]): PullData<'ref.outlets'>['outlets'] {
  return some.map((place) => shownPlace(kiosk, place)).sort((a, b) => a.distanceM - b.distanceM);
}

/** Banks that take part. */
export async function refBanks(): Promise<PullData<'ref.banks'>> {
  return { banks: [...banks] };
}

/** Parameters: `kind` = `bank` (default), `street` (street centres) or `centre` (halls of the districts); `bank` narrows to the outlets of one bank. */
export async function refOutlets({ kiosk, params }: PullContext): Promise<PullData<'ref.outlets'>> {
  const kind = param(params, 'kind') ?? 'bank';
  const bank = param(params, 'bank');
  const some = places.filter((place) => place.kind === kind);
  const ofBank = some.filter((place) => place.bank === bank);
  return { outlets: nearestFirst(kiosk, ofBank.length === 0 ? some : ofBank).slice(0, 100) };
}

/** Other machines of the city with what they can do, the near ones first. */
export async function refKiosks({ kiosk }: PullContext): Promise<PullData<'ref.kiosks'>> {
  const others = places.filter((place) => place.kind === 'kiosk' && place.placeId !== kiosk);
  return {
    kiosks: others
      .map((place) => ({
        ...shownPlace(kiosk, place),
        capabilities: capabilities.filter((capability) => place.lacks?.includes(capability) !== true),
      }))
      .sort((a, b) => a.distanceM - b.distanceM),
  };
}

/** Regions of the country down to the street. */
export async function refRegions(): Promise<PullData<'ref.regions'>> {
  return { regions: [...regions] };
}

/** Reasons to ask for a card, with their version. */
export async function refReasons(): Promise<PullData<'ref.reasons'>> {
  return { version: reasons.version, reasons: [...reasons.reasons] };
}

/** Holidays, and weekends on which people work. */
export async function refCalendar(): Promise<PullData<'ref.calendar'>> {
  return { holidays: [...cityCalendar.holidays], workdays: [...cityCalendar.workdays] };
}
