import type { ServiceItem } from '../../../../contract/catalogue/item.ts';
import type { AnswerValue } from '../../../../contract/envelope.ts';
import { isReference, type PullPath } from '../../../../contract/pulls/pulls.ts';
import { newVisit, type Party } from '../../../session/context.ts';
import type { Live } from './live.ts';
import type { Plan } from './positions.ts';
import { onlyChosen, reducePulls } from './reduce-pulls.ts';
import { signOf } from './sample-pulls.ts';
import type { ItemTests } from './tests-of-item.ts';
import { asking, type State } from './walk-state.ts';

/** What stays the same through a whole walk. */
export interface Ground {
  readonly item: ServiceItem;
  readonly plan: Plan;
  readonly tests: ItemTests;
  /** Stands in the pulls of a walk for whether the city answered at all: a path that the item does not use itself. */
  readonly witness: PullPath;
}

/** What of a situation still matters at a position. Two that are equal then go on alike. */
export function reduceState({ plan, item, tests, witness }: Ground, index: number, state: State): State {
  const { visit } = state;
  const live = plan.live(index, asking(visit));
  const pulls = reducePulls(visit.pulls, live);
  const named = onlyChosen(visit, live, pulls);
  const said = visit.pulls[witness];
  // What is undecided and matters to nobody may be what answered.
  const assumed = state.assumed && !asking(visit).some((path) => !isReference(path) && pulls[path] === undefined);
  if (live.link && said !== undefined) pulls[witness] = said;
  const kept = <T>(values: Readonly<Record<string, T>>, keys: ReadonlySet<string>) =>
    Object.fromEntries(Object.entries(values).filter(([key]) => keys.has(key)));
  const asked = kept(visit.asked, live.asked);
  return {
    ...state,
    assumed,
    online: live.asks || live.link ? state.online : true,
    devices: live.devices ? state.devices : [],
    visit: {
      ...newVisit('walk', live.item),
      step: visit.step,
      answers: alike(item, tests, kept(named, live.answers), live),
      touched: [...live.answers]
        .filter((key) => (live.frozen.has(key) ? key in visit.answers : visit.touched.includes(key)))
        .sort(),
      pulls,
      asked,
      actor: visit.actor === null ? null : partyLeft(visit.actor, live),
      subject: visit.subject === null || !live.person ? null : partyLeft(visit.subject, live),
      result: live.result ? visit.result : null,
      receiptNo: visit.receiptNo,
    },
  };
}

/** Codes that no condition tells apart are one, once nothing changes the answer any more. */
function alike(
  item: ServiceItem,
  tests: ItemTests,
  answers: Record<string, AnswerValue>,
  live: Live,
): Record<string, AnswerValue> {
  for (const key of live.frozen) {
    const value = answers[key];
    const list = item.fields.find((field) => field.key === key)?.list;
    const looked = tests.tests.get(`answer/${key}`) ?? [];
    if (
      typeof value !== 'string' ||
      list === undefined ||
      !looked.every((test) => test.kind === 'in' || test.kind === 'has')
    )
      continue;
    const sign = signOf(looked, value);
    answers[key] = list.codes.find((code) => signOf(looked, code) === sign) ?? value;
  }
  return answers;
}

/** Two states with the same key go on in the same way. */
export function keyOf(index: number, { visit, online, devices, unasked, assumed, hasEnd }: State): string {
  const { answers, touched, pulls, asked, actor, subject, result, receiptNo, step } = visit;
  return JSON.stringify([
    index,
    step,
    sorted(answers),
    touched,
    sorted(pulls),
    sorted(asked),
    actor,
    subject,
    result,
    receiptNo === null,
    online,
    devices,
    unasked,
    assumed,
    hasEnd,
  ]);
}

const nobody: Party = {
  card: null,
  docType: 'resident',
  name: '某',
  idNumber: '440199199001010010',
  birthDate: '1990-01-01',
  sex: 'female',
  at: '',
  level: 'L1',
  verified: null,
};
/** What is still looked at of a person; who it is stays. */
function partyLeft(party: Party, { personParts }: Live): Party {
  const isTimed = personParts.has('age') || personParts.has('birthDate');
  return {
    ...nobody,
    level: party.level,
    idNumber: party.idNumber,
    birthDate: isTimed ? party.birthDate : nobody.birthDate,
    sex: personParts.has('sex') ? party.sex : nobody.sex,
  };
}
function sorted(values: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}
