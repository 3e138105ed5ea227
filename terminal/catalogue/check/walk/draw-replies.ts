import type { PullStatus } from '../../../../contract/catalogue/condition.ts';
import { isReference, type PullPath } from '../../../../contract/pulls/pulls.ts';
import type { Pulled, Visit } from '../../../session/context.ts';
import { resolveRef } from '../../../session/rules/ref.ts';
import type { Scope } from '../../../session/rules/scope.ts';
import type { Ground } from './reduce-state.ts';
import { samplesOf } from './sample-pulls.ts';
import { asking, contextOf, type State, scopeAt, short, today } from './walk-state.ts';

/** The visit with every answer of one pull. */
export function drawsOf(ground: Ground, pull: PullPath, state: State): readonly (readonly [string, State])[] {
  const isPersonal = !isReference(pull);
  const mayBeAway =
    !isPersonal || !state.assumed || asking(state.visit).some((other) => other !== pull && !isReference(other));
  return repliesOf(ground, scopeAt(state), pull, state.online).flatMap(([said, answer]) => {
    // The hub has answered, so somebody has: that a department does not is the hub's word.
    const isSilent = answer.status === 'away' && !mayBeAway;
    const word = isSilent ? `${pull} timeout` : said;
    const pulled = isSilent ? silentDepartment : answer;
    // Asked with other parameters a list still has what was chosen from it.
    if (pulled.status === 'found' && loses(state.visit, pull, pulled)) return [];
    const visit = { ...state.visit, pulls: { ...state.visit.pulls, [pull]: pulled } };
    return [[word, { ...state, visit, assumed: state.assumed && (!isPersonal || pulled.status === 'away') }] as const];
  });
}

const silentDepartment: Pulled = { status: 'timeout', source: 'gz.data', asOf: today, data: null };

function loses(visit: Visit, pull: PullPath, pulled: Pulled): boolean {
  const after = { ...visit, pulls: { ...visit.pulls, [pull]: pulled } };
  return visit.item.fields.some(({ key, type, options }) => {
    if (options?.from.startsWith(`pull/${pull}/`) !== true || type !== 'select' || visit.answers[key] === undefined)
      return false;
    return (
      resolveRef({ context: contextOf({ online: true, devices: [] }), visit: after }, `chosen/${key}`) === undefined
    );
  });
}

/** Every answer that a pull may have here: data of every kind that matters, nothing there, what is named, no answer at all. Each with its word for a trace. */
export function repliesOf(
  { tests }: Ground,
  scope: Scope,
  pull: PullPath,
  online: boolean,
): readonly (readonly [string, Pulled])[] {
  const away: readonly [string, Pulled] = [`${pull} away`, { status: 'away' }];
  if (!online && !isReference(pull)) return [away];
  const reply = (status: PullStatus, data: unknown): Pulled => ({ status, source: 'gz.data', asOf: today, data });
  const named = (tests.statuses.get(pull) ?? []).filter((status) => status !== 'found' && status !== 'none');
  return [
    ...samplesOf(scope, tests, pull).map((data) => [`${pull} ${short(data)}`, reply('found', data)] as const),
    ...(isReference(pull) ? [] : [[`${pull} none`, reply('none', null)] as const]),
    away,
    ...[...new Set(named)].map((status) => [`${pull} ${status}`, reply(status as PullStatus, null)] as const),
  ];
}
