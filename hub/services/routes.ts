import type { HubDeps } from '../deps.ts';
import type { App } from '../http.ts';
import { bookingRoutes } from './bookings/routes.ts';
import { cardRoutes } from './cards/routes.ts';
import { documentRoutes } from './documents/routes.ts';
import { verifyRoutes } from './documents/verify-routes.ts';
import { draftRoutes } from './drafts/routes.ts';
import { orderRoutes } from './orders/routes.ts';
import { ratingRoutes } from './ratings/routes.ts';
import { smsRoutes } from './sms/routes.ts';
import { switchRoutes } from './switches/routes.ts';
import { videoRoutes } from './video/routes.ts';
import { workOrderRoutes } from './work-orders/routes.ts';

/** What a visit uses besides pulls and the outbox (contract/hub-services.ts). */
export function serviceRoutes(app: App, deps: HubDeps): void {
  smsRoutes(app, deps);
  videoRoutes(app, deps);
  orderRoutes(app, deps);
  documentRoutes(app, deps);
  verifyRoutes(app, deps);
  cardRoutes(app, deps);
  draftRoutes(app, deps);
  bookingRoutes(app, deps);
  ratingRoutes(app, deps);
  workOrderRoutes(app, deps);
  switchRoutes(app, deps);
}
