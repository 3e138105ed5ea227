import {
  CardReservationReply,
  CardReservationRequest,
  CardVerifyReply,
  CardVerifyRequest,
} from '../../../contract/hub-services.ts';
import type { HubDeps } from '../../deps.ts';
import type { App } from '../../http.ts';
import { keyedRoute } from '../device-route.ts';
import { reserveCard, verifyCard } from './reservations.ts';

/** Routes of machines: reserve the making of a card, verify the one that was made. */
export function cardRoutes(app: App, deps: HubDeps): void {
  keyedRoute(app, deps, {
    path: 'cards/reservations',
    body: CardReservationRequest,
    reply: CardReservationReply,
    handle: (tx, body, asked) => reserveCard(tx, deps, body, asked),
  });
  keyedRoute(app, deps, {
    path: 'cards/reservations/:reservationId/verify',
    body: CardVerifyRequest,
    reply: CardVerifyReply,
    handle: (tx, body, asked) => verifyCard(tx, asked.params.reservationId ?? '', body, asked),
  });
}
