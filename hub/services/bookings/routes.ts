import { BookingReply, BookingRequest } from '../../../contract/hub-services.ts';
import type { HubDeps } from '../../deps.ts';
import type { App } from '../../http.ts';
import { keyedRoute } from '../device-route.ts';
import { book } from './bookings.ts';

/** Route of machines: books a time at an office, or gives it back. */
export function bookingRoutes(app: App, deps: HubDeps): void {
  keyedRoute(app, deps, {
    path: 'bookings',
    body: BookingRequest,
    reply: BookingReply,
    async handle(tx, body, asked) {
      const answer = await book(tx, deps.keys.store, deps.calendar, body, asked);
      if (answer.state === 'booked' && /^1[3-9]\d{9}$/.test(body.mobile)) {
        const text = `【广州政务一体机】预约 ${answer.bookingNo}：${answer.date} ${answer.from}，${answer.place}。请带身份证。`;
        await deps.sms.send(tx, { mobile: body.mobile, text, receiptNo: null }, asked.nowMs);
      }
      return answer;
    },
  });
}
