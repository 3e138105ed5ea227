import { createHmac } from 'node:crypto';
import { Type } from 'typebox';
import { PersonTokenKeyReply, SwitchesReply } from '../../../contract/hub-services.ts';
import { cityDay } from '../../../contract/working-days.ts';
import { actorOf, permit } from '../../accounts/permit.ts';
import { noteBy } from '../../audit/audit.ts';
import { transaction } from '../../database/pool.ts';
import type { HubDeps } from '../../deps.ts';
import { type App, failures, isoTime, refuse } from '../../http.ts';
import { idParams } from '../device-route.ts';
import { readSwitches } from './read-switches.ts';

/** Of PostgreSQL's `int`, as the version is kept. */
const largestInt = 2_147_483_647;

const Change = Type.Object(
  {
    phases: Type.Optional(
      Type.Array(Type.Unsafe<'live' | 'second'>({ type: 'string', enum: ['live', 'second'] }), { maxItems: 2 }),
    ),
    off: Type.Optional(SwitchesReply.properties.off),
    /** The version that was read: with another one nothing is changed, since somebody else has switched in between. Left out = whatever it is. */
    ifVersion: Type.Optional(Type.Integer({ minimum: 0, maximum: largestInt })),
  },
  { additionalProperties: false },
);

/** Which items the city has switched on, and the monthly key of the machines' audit logs. */
export function switchRoutes(app: App, deps: HubDeps): void {
  app.get(
    '/v1/devices/:deviceId/switches',
    { config: { signer: 'device' }, schema: { params: idParams(''), response: { 200: SwitchesReply, ...failures } } },
    () => readSwitches(deps.sql, isoTime(deps.clock.wallMs())),
  );

  app.post(
    '/v1/operator/switches',
    {
      onRequest: permit(deps, 'content.switch'),
      schema: { body: Change, response: { 200: SwitchesReply, ...failures } },
    },
    async (request, reply) => {
      const { phases, off, ifVersion } = request.body;
      const isDone = await transaction(deps.sql, async (tx) => {
        const moved = await tx`update switch_version set version = version + 1
          where ${ifVersion ?? null}::int is null or version = ${ifVersion ?? null}::int`;
        if (moved.count === 0) return false;
        if (phases !== undefined) await tx`update phase_switch set is_on = (phase = any(${phases}::text[]))`;
        if (off !== undefined) {
          await tx`delete from item_switch`;
          for (const { item, reason } of off) {
            await tx`insert into item_switch (item_id, reason) values (${item}, ${reason}) on conflict do nothing`;
          }
        }
        const detail = {
          ...(phases === undefined ? {} : { phases }),
          ...(off === undefined ? {} : { off: off.slice(0, 200).map(({ item }) => item), offCount: off.length }),
        };
        const note = noteBy(actorOf(request), Math.round(deps.clock.wallMs()));
        await note(tx, { act: 'catalogue.switched', subject: 'catalogue:items', detail });
        return true;
      });
      if (!isDone)
        return refuse(reply, deps.clock, 'badRequest', 'ifVersion: somebody else has switched in between; read again');
      return await readSwitches(deps.sql, isoTime(deps.clock.wallMs()));
    },
  );

  app.post(
    '/v1/devices/:deviceId/keys/person-token',
    {
      config: { signer: 'device' },
      schema: { params: idParams(''), response: { 200: PersonTokenKeyReply, ...failures } },
    },
    async () => {
      const month = cityDay(deps.clock.wallMs()).slice(0, 7);
      // The same on every instance and for every machine, so that one person's steps at two machines can be put together by who has the key.
      const key = createHmac('sha256', deps.keys.store.token('person token key', month))
        .update('key')
        .digest('base64url');
      return { month, key };
    },
  );
}
