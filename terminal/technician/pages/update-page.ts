import type { UpdateOutcome } from '../../../contract/release/update-outcome.ts';
import type { TechnicianBlock } from '../../../contract/technician/view.ts';
import type { UpdateStanding } from '../../../contract/update-standing.ts';
import { cityMinute, type DeskKit } from './desk.ts';

/** How the release that runs stands, and why the last update was given up. Nothing where all is proven. */
export function standingBlocks(kit: DeskKit, standing: UpdateStanding | null): readonly TechnicianBlock[] {
  if (standing === null) return [];
  const { state, since, last } = standing;
  const { t } = kit;
  const given = last !== null && last.outcome !== 'succeeded' ? last : null;
  return [
    ...(state === 'proven'
      ? []
      : [
          {
            type: 'notice' as const,
            tone: 'information' as const,
            title:
              since === null ? t(`tech.update.${state}`) : t(`tech.update.${state}Since`, { at: cityMinute(since) }),
            text: t(`tech.update.${state}Means`),
          },
        ]),
    ...(given === null ? [] : givenUp(kit, given)),
  ];
}

function givenUp(kit: DeskKit, { release, outcome, cause, what, at }: UpdateOutcome): readonly TechnicianBlock[] {
  const { t, value } = kit;
  const key = `tech.update.cause.${cause}`;
  const row = (id: string, text: string) => ({
    ...{ id: `update.${id}`, label: t(`tech.update.${id}`), value: value(`update.${id}`, text) },
  });
  return [
    {
      type: 'notice',
      tone: 'attention',
      title: t(outcome === 'rolledBack' ? 'tech.update.back' : 'tech.update.refused'),
      // A cause of a later release has no words yet: its code says more than nothing.
      text: kit.has(key) ? t(key) : value('update.cause', cause ?? ''),
    },
    {
      type: 'facts',
      rows: [row('release', release), row('at', cityMinute(at)), ...(what === undefined ? [] : [row('what', what)])],
    },
  ];
}
