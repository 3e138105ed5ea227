import type { PullPath } from '../../../contract/pulls/pulls.ts';

const place = { nameZh: '天河中心', nameEn: 'Tianhe', address: 'x', district: '天河区', phone: 'x', hours: 'x' };
const service = { nameZh: '护照', nameEn: 'Passport', words: '' };

/** What the city says of bookings: two services, two places, two times with room, and none of the citizen's own. */
export const bookable: Partial<Record<PullPath, unknown>> = {
  'book.places': {
    services: [1, 2].map((n) => ({ ...service, serviceId: `s${n}` })),
    places: [1, 2].map((n) => ({ ...place, placeId: `p${n}`, distanceM: n })),
    active: [],
  },
  'book.slots': { slots: [1, 2].map((n) => ({ slotId: `t${n}`, from: '09:00', to: '09:30', left: 2 })) },
};
