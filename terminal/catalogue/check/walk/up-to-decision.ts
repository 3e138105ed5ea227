import type { PullPath } from '../../../../contract/pulls/pulls.ts';
import { isAnswered, isRequired, settleAnswers } from '../../../session/rules/answers.ts';
import { applies } from '../../../session/rules/visit-steps.ts';
import { fieldOf } from './position.ts';
import type { Ground } from './reduce-state.ts';
import { asking, type State, scopeAt } from './walk-state.ts';

/** Behind pages that do not apply and checks of answers, up to where something is decided. */
export function upToDecision(ground: Ground, from: number, given: State): readonly [number, State] {
  let index = from;
  let state = given;
  for (let position = ground.plan.positions[index]; position !== undefined; position = ground.plan.positions[index]) {
    if (undecided(ground, index, state) !== undefined) break;
    if (position.kind === 'owe') {
      state = owing(position.fields, state);
      index += 1;
    } else if (position.kind === 'enter') {
      const step = ground.item.steps[position.step];
      if (step === undefined || applies(scopeAt({ ...state, visit: { ...state.visit, step: position.step } }), step))
        break;
      index = position.behind;
    } else break;
  }
  return [index, state];
}

/** A pull that was asked, whose answer is looked at here and not decided yet. */
export function undecided(ground: Ground, index: number, { visit }: State): PullPath | undefined {
  const needs = ground.plan.needs[index];
  return asking(visit).find((path) => needs?.has(path) === true);
}

/** Answers by the rules, with the fields that matter here. */
export function settle(ground: Ground, index: number, state: State): State {
  const live = ground.plan.live(index, asking(state.visit));
  const visit = { ...state.visit, item: live.item };
  const scope = scopeAt({ ...state, visit });
  const answers = settleAnswers(scope);
  return { ...state, visit: { ...visit, answers } };
}

/** Required fields that have no answer where none can come any more. */
function owing(fields: readonly string[], state: State): State {
  const scope = scopeAt(state);
  const unasked = fields.filter((key) => {
    const field = fieldOf(state.visit.item, key);
    return field !== undefined && isRequired(scope, field) && !isAnswered(scope, field);
  });
  return unasked.length === 0 ? state : { ...state, unasked: [...state.unasked, ...unasked] };
}
