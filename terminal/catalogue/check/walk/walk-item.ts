import type { Capability, PullStatus } from '../../../../contract/catalogue/condition.ts';
import type { ServiceItem } from '../../../../contract/catalogue/item.ts';
import type { AnswerValue } from '../../../../contract/envelope.ts';
import { isReference, type PullPath } from '../../../../contract/pulls/pulls.ts';
import { defaultModes, newVisit, type Party, type Pulled, type Result, type SessionContext, type Visit } from '../../../session/context.ts';
import { noDevices } from '../../../session/devices-view.ts';
import { boardLets, stoppingBlock } from '../../../session/machine/found-rules.ts';
import { goesOn } from '../../../session/machine/moves.ts';
import { isAnswered, isRequired, settleAnswers, wrongBecause } from '../../../session/rules/answers.ts';
import { hadLink, holds } from '../../../session/rules/condition.ts';
import { askKey, isPending, lookupAsk, stepAsks } from '../../../session/rules/pulls.ts';
import { isPullPath } from '../../../session/rules/ref.ts';
import type { Scope } from '../../../session/rules/scope.ts';
import { applies, isOpen } from '../../../session/rules/visit-steps.ts';
import type { Finding } from '../finding.ts';
import { at, type ItemFile } from '../read-config.ts';
import { fieldOf, type Live, type Plan, type Position, planOf } from './positions.ts';
import { onlyChosen, reducePulls } from './reduce-pulls.ts';
import { answersOf } from './sample-answers.ts';
import { samplesOf, signOf } from './sample-pulls.ts';
import { partiesOf } from './sample-people.ts';
import { type ItemTests, testsOf } from './tests-of-item.ts';

/** What a walk over all paths of an item found out. */
export interface Walked {
  readonly item: string;
  readonly steps: number;
  /** Different situations that were looked at; visits that differ in nothing that matters any more are one. */
  readonly states: number;
  /** Ways through the item: combinations of who comes, what the city says, what is answered and what the department decides. */
  readonly paths: bigint;
  /** Pages of the longest one. */
  readonly longest: number;
  readonly findings: readonly Finding[];
}

/** An item with more situations than this is not understood by its author either. */
const maxStates = 300_000;
const today = '2026-11-23';

interface State {
  readonly visit: Visit;
  readonly online: boolean;
  readonly devices: readonly Capability[];
  /** Required fields that have no answer where nothing can give them one any more. */
  readonly unasked: readonly string[];
  /** A page that may be the last one was shown. */
  readonly hasEnd: boolean;
}
interface Ways {
  readonly paths: bigint;
  readonly longest: number;
}
interface Trace {
  readonly word: string;
  readonly before: Trace | null;
}
const one: Ways = { paths: 1n, longest: 0 };

/** Walks every path of an item over the rules of the session. Pure. */
export function walkItem(file: ItemFile): Walked {
  return new Walk(file).run();
}

class Walk {
  private readonly file: ItemFile;
  private readonly item: ServiceItem;
  private readonly plan: Plan;
  private readonly tests: ItemTests;
  private readonly known = new Map<string, Ways>();
  private readonly found = new Map<string, Finding>();
  private readonly reached = new Set<number>();

  constructor(file: ItemFile) {
    this.file = file;
    this.item = file.item;
    this.plan = planOf(file.item);
    this.tests = testsOf(file.item);
  }

  run(): Walked {
    let total: Ways = { paths: 0n, longest: 0 };
    for (const online of this.item.offline === 'LIVE' || this.item.offline === 'NONE' ? [true] : [true, false]) {
      for (const devices of subsets(this.tests.devices as readonly Capability[])) {
        const visit = { ...newVisit('walk', this.item), item: this.item };
        const state: State = { visit, online, devices: [...this.item.capabilities.required, ...devices], unasked: [], hasEnd: false };
        const word = `${online ? 'online' : 'offline'}${this.tests.devices.length > 0 ? ` with ${devices.join(', ') || 'no device more'}` : ''}`;
        total = plus(total, this.go(0, state, { word, before: null }));
      }
    }
    for (const [index] of this.item.steps.entries()) {
      if (!this.reached.has(index) && !this.found.has('big')) this.report(`reach${index}`, 'walk.unreached', `/steps/${index}`, 'no visit reaches this page', null);
    }
    return { item: this.item.id, steps: this.item.steps.length, states: this.known.size, ...total, findings: [...this.found.values()] };
  }

  /** On to a position: answers by the rules, what nobody asks any more, and only what still matters. */
  private go(to: number, state: State, trace: Trace, from = to, isChanged = true): Ways {
    if (this.known.size > maxStates) {
      this.report('big', 'walk.tooBig', '', `more than ${maxStates} situations: too many answers depend on each other`, null);
      return one;
    }
    const settled = isChanged ? this.settle(from, state) : state;
    const target = this.nextShown(to, settled);
    const unasked = this.unaskedBetween(from, target, settled);
    const reduced = this.reduce(target, { ...settled, unasked });
    const key = this.keyOf(target, reduced);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    if (isChanged && settleAnswers(this.scope(settled)) !== settled.visit.answers) {
      this.report('settle', 'walk.stuck', '/fields', 'answers chase each other: their conditions never come to rest', trace);
    }
    const ways = this.at(target, reduced, trace);
    this.known.set(key, ways);
    return ways;
  }

  private at(index: number, state: State, trace: Trace): Ways {
    const position = this.plan.positions[index];
    if (position === undefined) return this.finish(state, trace);
    switch (position.kind) {
      case 'enter':
        return this.enter(index, position, state, trace);
      case 'ask':
        return this.ask(index, position.pull, state, trace);
      case 'known':
        return this.known_(index, position.step, state, trace);
      case 'section':
        return this.section(index, position, state, trace);
      case 'field':
        return this.field(index, position, state, trace);
      case 'page':
        return this.page(index, position.step, state, trace);
    }
  }

  /** Behind all pages that do not apply now. */
  private nextShown(from: number, state: State): number {
    let index = from;
    for (let position = this.plan.positions[index]; position?.kind === 'enter'; position = this.plan.positions[index]) {
      const step = this.item.steps[position.step];
      if (step !== undefined && applies(this.scope({ ...state, visit: { ...state.visit, step: position.step } }), step)) return index;
      index = position.behind;
    }
    return index;
  }

  private enter(index: number, position: Extract<Position, { kind: 'enter' }>, state: State, trace: Trace): Ways {
    const step = this.item.steps[position.step];
    if (step === undefined) return one;
    this.reached.add(position.step);
    const isQuiet = step.page === 'found' && step.shown === false;
    const visit = { ...state.visit, step: position.step };
    const word = step.page === 'question' ? `question ${step.field}` : step.page;
    const inside = this.at(index + 1, { ...state, visit }, { word, before: trace });
    return isQuiet || step.page === 'sections' ? inside : page(inside);
  }

  /** One pull: found with every kind of data, nothing there, not to be asked. */
  private ask(index: number, pull: string, state: State, trace: Trace): Ways {
    const scope = this.scope(state);
    const ask = stepAsks(scope).find((candidate) => candidate.path === pull);
    if (ask === undefined || !isPullPath(pull) || !isPending(state.visit, ask)) return this.go(index + 1, state, trace, index, false);
    let total: Ways = { paths: 0n, longest: 0 };
    for (const [word, pulled] of this.repliesOf(scope, pull, state.online)) {
      const visit = {
        ...state.visit,
        pulls: { ...state.visit.pulls, [pull]: pulled },
        asked: { ...state.visit.asked, [pull]: askKey(state.visit, ask) },
      };
      total = plus(total, this.go(index + 1, { ...state, visit }, { word, before: trace }, index));
    }
    return total;
  }

  private repliesOf(scope: Scope, pull: PullPath, online: boolean): readonly (readonly [string, Pulled])[] {
    const away: readonly [string, Pulled] = [`${pull} away`, { status: 'away' }];
    if (!online && !isReference(pull)) return [away];
    const reply = (status: PullStatus, data: unknown): Pulled => ({ status, source: 'gz.data', asOf: today, data });
    const named = (this.tests.statuses.get(pull) ?? []).filter((status) => status !== 'found' && status !== 'none');
    return [
      ...samplesOf(scope, this.tests, pull).map((data) => [`${pull} ${short(data)}`, reply('found', data)] as const),
      ...(isReference(pull) ? [] : [[`${pull} none`, reply('none', null)] as const]),
      away,
      ...[...new Set(named)].map((status) => [`${pull} ${status}`, reply(status as PullStatus, null)] as const),
    ];
  }

  /** The found page once everything has reported. */
  private known_(index: number, step: number, state: State, trace: Trace): Ways {
    const scope = this.scope(state);
    const block = stoppingBlock(scope);
    if (block !== null) return one;
    // Without the city a LIVE item has nothing to go on with: its page says so and ends.
    if (this.item.offline === 'LIVE' && !hadLink(scope)) return one;
    return this.go(index + 1, state, { word: `step ${step} shown`, before: trace }, index, false);
  }

  /** A section of a task list: by its defaults at one touch where they fill it, else field by field. */
  private section(index: number, position: Extract<Position, { kind: 'section' }>, state: State, trace: Trace): Ways {
    const step = this.item.steps[position.step];
    const section = step?.page === 'sections' ? step.sections[position.section] : undefined;
    const scope = this.scope(state);
    if (section === undefined || !holds(scope, section.when)) return this.go(position.behind, state, trace, index, false);
    const byHand = this.go(index + 1, state, { word: `section ${section.id}`, before: trace }, index, false);
    const isFilled = section.recommended === true && section.fields.every((key) => {
      const field = fieldOf(state.visit.item, key);
      return field === undefined || !isOpen(scope, field);
    });
    return isFilled ? plus(byHand, this.go(position.behind, state, { word: `section ${section.id} as recommended`, before: trace }, index, false)) : byHand;
  }

  private field(index: number, position: Extract<Position, { kind: 'field' }>, state: State, trace: Trace): Ways {
    const field = fieldOf(state.visit.item, position.field);
    const scope = this.scope(state);
    const isAsked = field !== undefined && holds(scope, field.when) && (position.section === null || (field.type !== 'constant' && field.fixed !== true));
    if (!isAsked) return this.go(index + 1, state, trace, index, false);
    const matters = this.plan.live[index + 1]?.answers.has(field.key) === true;
    let total: Ways = { paths: 0n, longest: 0 };
    for (const value of answersOf(scope, this.tests, field)) {
      // Where nothing looks at the answer any more, one that is taken stands for all.
      if (!matters && total.paths > 0n) break;
      const { [field.key]: _old, ...others } = state.visit.answers;
      const visit = {
        ...state.visit,
        answers: value === undefined ? others : { ...others, [field.key]: value },
        touched: [...state.visit.touched.filter((key) => key !== field.key), field.key],
      };
      for (const looked of this.lookedUp(index, field.key, { ...state, visit })) {
        if (value !== undefined && wrongBecause(this.scope(looked), field) !== null) continue;
        total = plus(total, this.go(index + 1, looked, { word: `${field.key} = ${short(value)}`, before: trace }, index));
      }
    }
    if (total.paths === 0n) {
      this.report(`stuck${position.field}`, 'walk.stuck', this.stepPath(position), `nobody can answer ${field.key} here: nothing is offered, or every answer is wrong`, trace);
      return one;
    }
    return position.section === null ? total : page(total);
  }

  /** The same visit with every answer of a field's look-up. */
  private lookedUp(index: number, key: string, state: State): readonly State[] {
    const settled = this.settle(index, state);
    const field = fieldOf(settled.visit.item, key);
    const ask = field === undefined ? null : lookupAsk(this.scope(settled), field);
    if (ask === null) return [settled];
    return this.repliesOf(this.scope(settled), ask.path, state.online).map(([, pulled]) => ({
      ...settled,
      visit: {
        ...settled.visit,
        pulls: { ...settled.visit.pulls, [ask.path]: pulled },
        asked: { ...settled.visit.asked, [ask.path]: askKey(settled.visit, ask) },
      },
    }));
  }

  private page(index: number, step: number, state: State, trace: Trace): Ways {
    const data = this.item.steps[step];
    const scope = this.scope(state);
    const onward = (change: Partial<State> = {}, word?: string) =>
      this.go(index + 1, { ...state, ...change }, word === undefined ? trace : { word, before: trace }, index, false);
    switch (data?.page) {
      case 'consent':
      case 'interruption':
      case 'pay':
      case 'sign':
        return plus(one, onward({}, data.page === 'pay' ? 'paid' : 'agreed'));
      case 'identify':
        return this.identify(index, data, state, trace);
      case 'board':
        return boardLets(scope) ? onward() : one;
      case 'submit':
        return this.submit(index, step, state, trace);
      case 'issueCard':
      case 'printDocument':
        // Devices fail; what is said then ends the visit.
        return plus(one, onward({ hasEnd: true }, `${data.page} done`));
      case 'view':
      case 'tracker':
        return data.go !== undefined && holds(scope, data.go.when) ? plus(one, onward({ hasEnd: true })) : one;
      case 'rate':
      case 'guide':
      case 'help':
        return one;
      default:
        return onward();
    }
  }

  private identify(index: number, step: Extract<ServiceItem['steps'][number], { page: 'identify' }>, state: State, trace: Trace): Ways {
    if (step.level === 'L0') return this.go(index + 1, state, trace, index);
    const { actor } = state.visit;
    const people = partiesOf(this.tests, today);
    const level = step.level;
    const actors: readonly Party[] = actor === null ? people : [actor];
    let total = one; // somebody who cannot be identified
    for (const person of actors) {
      const subjects = step.proxy === undefined || actor !== null ? [state.visit.subject] : [null, ...people.map(asOther)];
      for (const subject of subjects) {
        const visit = { ...state.visit, actor: { ...person, level }, subject };
        const word = `${person.sex} of ${person.birthDate}${subject === null ? '' : `, for ${subject.sex} of ${subject.birthDate}`}`;
        total = plus(total, this.go(index + 1, { ...state, visit }, { word, before: trace }, index));
      }
    }
    return total;
  }

  private submit(index: number, step: number, state: State, trace: Trace): Ways {
    for (const key of state.unasked) {
      this.report(`unasked${key}`, 'walk.unasked', `/fields/${this.item.fields.findIndex((field) => field.key === key)}`, `${key} is needed here and nobody asks for it`, trace);
    }
    let total: Ways = { paths: 0n, longest: 0 };
    for (const result of resultsOf(this.tests, this.item)) {
      const visit = { ...state.visit, result, receiptNo: 'TH0017-261123-0042-3' };
      total = plus(total, goesOn(visit) ? this.go(index + 1, { ...state, visit, hasEnd: true }, { word: `step ${step} ${result.state}`, before: trace }, index) : one);
    }
    return total;
  }

  private finish(state: State, trace: Trace): Ways {
    if (!state.hasEnd) this.report('end', 'walk.end', '/steps', 'a path stops without a page that ends it (submit, view, tracker, printDocument, …)', trace);
    return one;
  }

  /** Answers by the rules, with the fields that matter here. */
  private settle(index: number, state: State): State {
    const live = this.plan.live[index];
    const visit = { ...state.visit, item: live?.item ?? state.visit.item };
    const scope = this.scope({ ...state, visit });
    const answers = settleAnswers(scope);
    return { ...state, visit: { ...visit, answers } };
  }

  /** Required fields without an answer, at the last position where one could still have come. */
  private unaskedBetween(from: number, target: number, state: State): readonly string[] {
    const unasked = [...state.unasked];
    const scope = this.scope(state);
    for (let index = from; index < target; index += 1) {
      for (const key of this.plan.settledAt.get(index) ?? []) {
        const field = fieldOf(state.visit.item, key);
        if (field !== undefined && isRequired(scope, field) && !isAnswered(scope, field)) unasked.push(key);
      }
    }
    return unasked;
  }

  private reduce(index: number, state: State): State {
    const live = this.plan.live[index];
    if (live === undefined) return state;
    const { visit } = state;
    const link = live.link && Object.keys(visit.pulls).length > 0 ? hadLink(this.scope(state)) : null;
    const pulls = reducePulls(visit.pulls, live);
    const named = onlyChosen(visit, live, pulls);
    // What was asked and matters no more still says whether the city answered.
    const isTold = Object.entries(pulls).some(([path, pulled]) => isPullPath(path) && !isReference(path) && (pulled.status !== 'away') === link);
    const stub = this.item.pulls.find((path) => isPullPath(path) && !isReference(path) && !(path in pulls));
    if (link !== null && !isTold && stub !== undefined) {
      Object.assign(pulls, { [stub]: link ? { status: 'none', source: '', asOf: '', data: null } : { status: 'away' } });
    }
    const kept = <T>(values: Readonly<Record<string, T>>, keys: ReadonlySet<string>) =>
      Object.fromEntries(Object.entries(values).filter(([key]) => keys.has(key)));
    const asked = kept(visit.asked, live.asked);
    return {
      ...state,
      online: live.asks || live.link ? state.online : true,
      devices: live.devices ? state.devices : [],
      visit: {
        ...newVisit('walk', live.item),
        step: visit.step,
        answers: this.alike(kept(named, live.answers), live),
        touched: [...live.answers].filter((key) => (live.frozen.has(key) ? key in visit.answers : visit.touched.includes(key))).sort(),
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
  private alike(answers: Record<string, AnswerValue>, live: Live): Record<string, AnswerValue> {
    for (const key of live.frozen) {
      const value = answers[key];
      const list = this.item.fields.find((field) => field.key === key)?.list;
      const tests = this.tests.tests.get(`answer/${key}`) ?? [];
      if (typeof value !== 'string' || list === undefined || !tests.every((test) => test.kind === 'in' || test.kind === 'has')) continue;
      const sign = signOf(tests, value);
      answers[key] = list.codes.find((code) => signOf(tests, code) === sign) ?? value;
    }
    return answers;
  }

  private keyOf(index: number, { visit, online, devices, unasked, hasEnd }: State): string {
    const { answers, touched, pulls, asked, actor, subject, result, receiptNo, step } = visit;
    return JSON.stringify([index, step, sorted(answers), touched, sorted(pulls), sorted(asked), actor, subject, result, receiptNo === null, online, devices, unasked, hasEnd]);
  }

  private scope(state: State): Scope {
    return { context: contextOf(state), visit: state.visit };
  }

  private stepPath(position: Extract<Position, { kind: 'field' }>): string {
    return position.section === null ? `/steps/${position.step}` : `/steps/${position.step}/sections/${position.section}`;
  }

  private report(id: string, rule: Finding['rule'], path: string, reason: string, trace: Trace | null): void {
    if (this.found.has(id)) return;
    const way = trace === null ? '' : `. Path: ${wordsOf(trace).join(' → ')}`;
    this.found.set(id, at(this.file, path, rule, `${this.item.id}: ${reason}${way}`));
  }
}

const nobody: Party = { card: null, docType: 'resident', name: '某', idNumber: '440199199001010010', birthDate: '1990-01-01', sex: 'female', at: '', level: 'L1', verified: null };
/** What is still looked at of a person; who it is stays. */
function partyLeft(party: Party, { personParts }: Live): Party {
  const isTimed = personParts.has('age') || personParts.has('birthDate');
  return { ...nobody, level: party.level, idNumber: party.idNumber, birthDate: isTimed ? party.birthDate : nobody.birthDate, sex: personParts.has('sex') ? party.sex : nobody.sex };
}
const asOther = (person: Party): Party => ({ ...person, idNumber: `${person.idNumber.slice(0, 17)}X` });

const plus = (a: Ways, b: Ways): Ways => ({ paths: a.paths + b.paths, longest: Math.max(a.longest, b.longest) });
const page = (ways: Ways): Ways => ({ paths: ways.paths, longest: ways.longest + 1 });

function subsets<T>(all: readonly T[]): readonly (readonly T[])[] {
  return all.reduce<readonly (readonly T[])[]>((sets, one) => [...sets, ...sets.map((set) => [...set, one])], [[]]);
}

function wordsOf(trace: Trace): readonly string[] {
  const words: string[] = [];
  for (let at: Trace | null = trace; at !== null; at = at.before) words.unshift(at.word);
  return words;
}

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'skipped');
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function sorted(values: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** What the department can say, as far as something behind the submission looks at it. */
function resultsOf(tests: ItemTests, item: ServiceItem): readonly Result[] {
  const data: Record<string, string>[] = [{}];
  for (const [place, list] of tests.tests) {
    const key = /^result\/data\/(.+)$/.exec(place)?.[1];
    if (key === undefined) continue;
    const values = list.flatMap((test) => (test.kind === 'in' ? test.values.map(String) : ['x']));
    data.push(...values.map((value) => ({ [key]: value })));
  }
  const states = new Set(['accepted', 'effective', ...(tests.tests.get('result/state') ?? []).flatMap((test) => (test.kind === 'in' ? test.values.map(String) : []))]);
  const open = (['accepted', 'inProgress', 'needMore', 'waitSpouse', 'waitSign', 'ready', 'withdrawn', 'expired'] as const)
    .filter((state) => states.has(state))
    .flatMap((state) => data.map((parts) => ({ state, dueOn: null, data: parts }) as const));
  const effective = data.map((parts) => ({ state: 'effective', at: today, data: parts }) as const);
  const queued = item.offline === 'QUEUE' ? [{ state: 'stored' } as const] : [];
  return [...open, ...effective, ...queued, { state: 'unknown' }, { state: 'duplicate', existingReceipt: 'x' }, { state: 'refused', reason: 'x' }];
}

const contexts = new Map<string, SessionContext>();

function contextOf({ online, devices }: State): SessionContext {
  const key = `${online}${devices.join()}`;
  const known = contexts.get(key);
  if (known !== undefined) return known;
  const ready = Object.fromEntries(devices.map((device) => [device, { availability: 'ready', fault: null }]));
  const context: SessionContext = {
    items: [], themes: [], switches: null, identity: { kiosk: 'TH0017', place: 'x', keeperPhone: 'x' }, enrolmentCode: null, language: 'zh-CN', modes: defaultModes,
    online, durable: true, intakeClosed: null, doorOpen: false, devices: { ...noDevices, ...ready }, pad: 'absent', crashed: false,
    home: { tab: 'home', query: '', page: 0 }, visit: null, help: false, limit: 'none', extensions: 0, warned: false, notice: null, noticeCode: null, today,
  };
  contexts.set(key, context);
  return context;
}

