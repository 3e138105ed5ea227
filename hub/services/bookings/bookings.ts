import type { BookingReply, BookingRequest } from '../../../contract/hub-services.ts';
import type { PullData } from '../../../contract/pulls/pulls.ts';
import { addDays, cityDay, isDay, isWorkingDay, type WorkingCalendar } from '../../../contract/working-days.ts';
import { findPlace, services } from '../../city/reference.ts';
import type { Sql, Tx } from '../../database/pool.ts';
import { personToken, type StoreKey } from '../../keys/store-key.ts';
import { newDigits } from '../ids.ts';

/** Half hours of a working day; `am1` … as `book.slots` names them. Lunch from 12:00 to 13:30. */
export const slotTimes: readonly { readonly slotId: string; readonly from: string; readonly to: string }[] = [
  { slotId: '0900', from: '09:00', to: '09:30' },
  { slotId: '0930', from: '09:30', to: '10:00' },
  { slotId: '1000', from: '10:00', to: '10:30' },
  { slotId: '1030', from: '10:30', to: '11:00' },
  { slotId: '1100', from: '11:00', to: '11:30' },
  { slotId: '1330', from: '13:30', to: '14:00' },
  { slotId: '1400', from: '14:00', to: '14:30' },
  { slotId: '1430', from: '14:30', to: '15:00' },
  { slotId: '1500', from: '15:00', to: '15:30' },
  { slotId: '1530', from: '15:30', to: '16:00' },
  { slotId: '1600', from: '16:00', to: '16:30' },
];
/** People per slot, service and place. */
export const slotCapacity = 4;
const daysAhead = 14;

/** Whether something can be booked for this day: a working day from tomorrow to the fourteenth day. What is asked for may be no day at all. */
export function isBookable(calendar: WorkingCalendar, date: string, today: string): boolean {
  return isDay(date) && date > today && date <= addDays(today, daysAhead) && isWorkingDay(calendar, date);
}

export interface SlotAt {
  readonly placeId: string;
  readonly serviceId: string;
  readonly date: string;
}

/** How many have booked each slot. */
export async function bookedBySlot(sql: Sql | Tx, at: SlotAt): Promise<ReadonlyMap<string, number>> {
  const rows = await sql<{ slot_id: string; count: string }[]>`select slot_id, count(*) as count from booking
    where place_id = ${at.placeId} and service_id = ${at.serviceId} and day = ${at.date} and state = 'active' group by slot_id`;
  return new Map(rows.map((row) => [row.slot_id, Number(row.count)]));
}

/**
 * Books one slot. One active booking per person and service (the table refuses a second); the slot is locked, so that the last place is given once.
 * @returns `full` also for a slot, place or day that does not exist: there is nothing to have there
 */
export async function book(
  tx: Tx,
  store: StoreKey,
  calendar: WorkingCalendar,
  request: BookingRequest,
  at: { readonly deviceId: string; readonly nowMs: number },
): Promise<BookingReply> {
  const person = personToken(store, request.person.idNumber);
  const { placeId, serviceId, slotId, date } = request;
  await tx`update booking set state = 'past' where person = ${person} and state = 'active' and day < ${cityDay(at.nowMs)}`;
  const place = findPlace(placeId);
  const time = slotTimes.find((slot) => slot.slotId === slotId);
  const isOpen = isBookable(calendar, date, cityDay(at.nowMs));
  const isKnown = place !== null && time !== undefined && services.some((service) => service.serviceId === serviceId);
  const empty = { bookingNo: '', place: '', address: '', date, from: '', to: '', window: '' };
  const [active] = await tx<{ booking_no: string; place_id: string; day: string; slot_id: string }[]>`
    select booking_no, place_id, day, slot_id from booking where person = ${person} and service_id = ${serviceId} and state = 'active'`;
  if (active !== undefined) return { state: 'already', ...detailOf(active) };
  if (!isOpen || !isKnown) return { state: 'full', ...empty };
  await tx`select pg_advisory_xact_lock(hashtextextended(${`slot ${placeId} ${serviceId} ${date} ${slotId}`}, 7153))`;
  const taken = (await bookedBySlot(tx, { placeId, serviceId, date })).get(slotId) ?? 0;
  if (taken >= slotCapacity) return { state: 'full', ...empty };
  const bookingNo = `YY${date.replaceAll('-', '').slice(2)}${newDigits(8)}`;
  const put =
    await tx`insert into booking (booking_no, device_id, person, service_id, place_id, day, slot_id, state, mobile, booked_ms)
    values (${bookingNo}, ${at.deviceId}, ${person}, ${serviceId}, ${placeId}, ${date}, ${slotId}, 'active',
      ${store.seal(`booking ${bookingNo}`, request.mobile)}, ${at.nowMs}) on conflict do nothing`;
  if (put.count === 0) {
    const [other] = await tx<{ booking_no: string; place_id: string; day: string; slot_id: string }[]>`
      select booking_no, place_id, day, slot_id from booking where person = ${person} and service_id = ${serviceId} and state = 'active'`;
    return other === undefined ? { state: 'full', ...empty } : { state: 'already', ...detailOf(other) };
  }
  return { state: 'booked', ...detailOf({ booking_no: bookingNo, place_id: placeId, day: date, slot_id: slotId }) };
}

/** By the QR of the slip, which is the booking's number, with the person in front of the machine. */
export async function cancelBooking(
  tx: Tx,
  store: StoreKey,
  bookingNo: string,
  idNumber: string,
): Promise<'done' | 'notAllowed' | 'notYours' | null> {
  const [row] = await tx<{ person: string; state: string }[]>`
    select person, state from booking where booking_no = ${bookingNo} for update`;
  if (row === undefined) return null;
  if (row.person !== personToken(store, idNumber)) return 'notYours';
  if (row.state !== 'active') return row.state === 'cancelled' ? 'done' : 'notAllowed';
  await tx`update booking set state = 'cancelled' where booking_no = ${bookingNo}`;
  return 'done';
}

/** Bookings of this person from today on. */
export async function activeBookings(
  sql: Sql,
  store: StoreKey,
  idNumber: string,
  today: string,
): Promise<PullData<'book.places'>['active']> {
  const rows = await sql<{ booking_no: string; service_id: string; place_id: string; day: string; slot_id: string }[]>`
    select booking_no, service_id, place_id, day, slot_id from booking
    where person = ${personToken(store, idNumber)} and state = 'active' and day >= ${today} order by day, slot_id limit 10`;
  return rows.map((row) => {
    const service = services.find((one) => one.serviceId === row.service_id);
    const detail = detailOf(row);
    return {
      bookingNo: row.booking_no,
      serviceId: row.service_id,
      nameZh: service?.nameZh ?? row.service_id,
      nameEn: service?.nameEn ?? row.service_id,
      place: detail.place,
      date: row.day,
      slot: `${detail.from}–${detail.to}`,
    };
  });
}

function detailOf(row: {
  readonly booking_no: string;
  readonly place_id: string;
  readonly day: string;
  readonly slot_id: string;
}) {
  const place = findPlace(row.place_id);
  const time = slotTimes.find((slot) => slot.slotId === row.slot_id);
  return {
    bookingNo: row.booking_no,
    place: place?.nameZh ?? row.place_id,
    address: place?.address ?? '',
    date: row.day,
    from: time?.from ?? '',
    to: time?.to ?? '',
    window: '预约专窗',
  };
}
