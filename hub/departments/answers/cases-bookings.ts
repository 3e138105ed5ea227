import type { PullData } from '../../../contract/pulls/pulls.ts';
import { cityCalendar, findPlace, places, services } from '../../city/reference.ts';
import { isBookable, slotCapacity, slotTimes } from '../../services/bookings/bookings.ts';
import { lookups } from '../lookups.ts';
import { type PersonContext, type PullContext, param } from '../pull-context.ts';
import { nearestFirst } from './reference.ts';

const asksForSubject = (params: PullContext['params']): boolean => param(params, 'subject') !== null;

/** Cases of this person, fifty at most; null = none. Parameter `subject`: `CaseView.subject`. */
export async function caseList({ deps, person, params }: PersonContext): Promise<PullData<'case.list'> | null> {
  const { idNumber, name } = person;
  const cases = await lookups.cases(deps, { idNumber, name, asksForSubject: asksForSubject(params) });
  return cases.length === 0 ? null : { cases: cases.slice(0, 50) };
}

/**
 * Parameters `receiptNo` or `caseNo`, `subject`, and `codeId`: a code by SMS that was checked good (purpose `progress`).
 * @param idNumber null = nobody was identified: status only
 */
export async function caseDetail(
  { deps, deviceId, params }: PullContext,
  idNumber: string | null,
): Promise<PullData<'case.detail'> | null> {
  const number = param(params, 'receiptNo', 'caseNo');
  const codeId = param(params, 'codeId');
  const sms = codeId === null ? null : { deviceId, codeId };
  const view =
    number === null
      ? null
      : await lookups.case(deps, number.toUpperCase(), {
          idNumber,
          sms,
          asksForSubject: asksForSubject(params),
        });
  return view === null ? null : { case: view };
}

/** Parameter `serviceId` narrows to the places that do it. */
export async function bookPlaces({ deps, kiosk, params, person }: PersonContext): Promise<PullData<'book.places'>> {
  const service = services.find((one) => one.serviceId === param(params, 'serviceId', 'service'));
  const kinds = service?.counters ?? ['centre', 'counter', 'street'];
  // The first street centre of a district is enough: the list has room for 40.
  const some = places.filter((place) => kinds.includes(place.kind) && !place.placeId.endsWith('-2'));
  return {
    services: services.map(({ serviceId, nameZh, nameEn, words }) => ({ serviceId, nameZh, nameEn, words })),
    places: nearestFirst(kiosk, some).slice(0, 40),
    active: [...(await lookups.bookings(deps, person))].slice(0, 10),
  };
}

/** Parameters `placeId`, `serviceId`, `date`: slots of a working day from tomorrow to the fourteenth day; none otherwise. */
export async function bookSlots({ deps, params, today }: PersonContext): Promise<PullData<'book.slots'> | null> {
  const placeId = param(params, 'placeId', 'place') ?? '';
  const serviceId = param(params, 'serviceId', 'service') ?? '';
  const date = param(params, 'date') ?? '';
  const isKnown = findPlace(placeId) !== null && services.some((one) => one.serviceId === serviceId);
  if (!isKnown || !isBookable(cityCalendar, date, today)) return null;
  const booked = await lookups.booked(deps, { placeId, serviceId, date });
  return {
    slots: slotTimes.map(({ slotId, from, to }) => ({
      slotId,
      from,
      to,
      left: Math.max(0, slotCapacity - (booked.get(slotId) ?? 0)),
    })),
  };
}
