import type { StepOf } from '../../../../contract/catalogue/step.ts';
import type { Visit } from '../../../session/context.ts';
import { askKey, lookupAsk } from '../../../session/rules/pulls.ts';
import { repliesOf } from './draw-replies.ts';
import { fieldOf } from './position.ts';
import type { Ground } from './reduce-state.ts';
import { asOther, partiesOf } from './sample-people.ts';
import { resultsOf } from './sample-results.ts';
import { settle } from './up-to-decision.ts';
import { type State, scopeAt, today } from './walk-state.ts';

/** What can become of a visit at a page on which somebody else decides, each with its word for a trace. */
export type Branch = readonly [word: string, state: State];

/** Everybody who can come, and for whom; who is known already stays. */
export function identified({ tests }: Ground, step: StepOf<'identify'>, state: State): readonly Branch[] {
  const { actor, subject: known } = state.visit;
  const people = partiesOf(tests, today);
  const subjects = step.proxy === undefined || actor !== null ? [known] : [null, ...people.map(asOther)];
  return (actor === null ? people : [actor]).flatMap((person) =>
    subjects.map((subject): Branch => {
      const visit = { ...state.visit, actor: { ...person, level: step.level }, subject };
      const whom = subject === null ? '' : `, for ${subject.sex} of ${subject.birthDate}`;
      return [`${person.sex} of ${person.birthDate}${whom}`, { ...state, visit }];
    }),
  );
}

/** Everything that a department can say to what was submitted. */
export function submitted({ tests, item }: Ground, visit: Visit): readonly Visit[] {
  return resultsOf(tests, item).map((result) => ({ ...visit, result, receiptNo: 'TH0017-261123-0042-3' }));
}

/** The same visit with every answer of a field's look-up; as it is where the field has none. */
export function lookedUp(ground: Ground, index: number, key: string, state: State): readonly State[] {
  const settled = settle(ground, index, state);
  const field = fieldOf(settled.visit.item, key);
  const ask = field === undefined ? null : lookupAsk(scopeAt(settled), field);
  if (ask === null) return [settled];
  return repliesOf(ground, scopeAt(settled), ask.path, state.online).map(([, pulled]) => ({
    ...settled,
    visit: {
      ...settled.visit,
      pulls: { ...settled.visit.pulls, [ask.path]: pulled },
      asked: { ...settled.visit.asked, [ask.path]: askKey(settled.visit, ask) },
    },
  }));
}
