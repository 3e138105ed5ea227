import type { Capability } from '../../../../contract/catalogue/condition.ts';
import type { ServiceItem } from '../../../../contract/catalogue/item.ts';
import type { StepOf } from '../../../../contract/catalogue/step.ts';
import { isReference, type PullPath, pullPaths } from '../../../../contract/pulls/pulls.ts';
import { newVisit } from '../../../session/context.ts';
import { boardLets, mayGoOnWithout, stoppingBlock } from '../../../session/machine/found-rules.ts';
import { goesOn } from '../../../session/machine/moves.ts';
import { settleAnswers, wrongBecause } from '../../../session/rules/answers.ts';
import { holds } from '../../../session/rules/condition.ts';
import { askKey, isPending, stepAsks } from '../../../session/rules/pulls.ts';
import { isOpen } from '../../../session/rules/visit-steps.ts';
import type { Finding } from '../finding.ts';
import { at, type ItemFile } from '../read-config.ts';
import { identified, lookedUp, submitted } from './branches.ts';
import { drawsOf } from './draw-replies.ts';
import { fieldOf, type Position } from './position.ts';
import { planOf } from './positions.ts';
import { type Ground, keyOf, reduceState } from './reduce-state.ts';
import { answersOf } from './sample-answers.ts';
import { testsOf } from './tests-of-item.ts';
import { settle, undecided, upToDecision } from './up-to-decision.ts';
import {
  asking,
  maxStates,
  one,
  page,
  plus,
  type State,
  scopeAt,
  short,
  subsets,
  type Trace,
  told,
  type Ways,
  wordsOf,
} from './walk-state.ts';

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

/** Walks every path of an item over the rules of the session. Pure. */
export function walkItem(file: ItemFile): Walked {
  return new Walk(file).run();
}

class Walk {
  private readonly file: ItemFile;
  private readonly item: ServiceItem;
  private readonly ground: Ground;
  private readonly known = new Map<string, Ways>();
  private readonly found = new Map<string, Finding>();
  private readonly reached = new Set<number>();

  constructor(file: ItemFile) {
    const { item } = file;
    this.file = file;
    this.item = item;
    const witness = pullPaths.find((path) => !isReference(path) && !item.pulls.includes(path)) ?? 'ps.person';
    this.ground = { item, plan: planOf(item), tests: testsOf(item), witness };
  }

  run(): Walked {
    let total: Ways = { paths: 0n, longest: 0 };
    for (const online of this.item.offline === 'LIVE' || this.item.offline === 'NONE' ? [true] : [true, false]) {
      for (const devices of subsets(this.ground.tests.devices as readonly Capability[])) {
        const visit = { ...newVisit('walk', this.item), item: this.item };
        const state: State = {
          visit,
          online,
          devices: [...this.item.capabilities.required, ...devices],
          unasked: [],
          assumed: false,
          hasEnd: false,
        };
        const word = `${online ? 'online' : 'offline'}${this.ground.tests.devices.length > 0 ? ` with ${devices.join(', ') || 'no device more'}` : ''}`;
        total = plus(total, this.go(0, state, { word, before: null }));
      }
    }
    for (const [index] of this.item.steps.entries()) {
      if (!this.reached.has(index) && !this.found.has('big'))
        this.report(`reach${index}`, 'walk.unreached', `/steps/${index}`, 'no visit reaches this page', null);
    }
    return {
      item: this.item.id,
      steps: this.item.steps.length,
      states: this.known.size,
      ...total,
      findings: [...this.found.values()],
    };
  }

  /** On to a position, or behind it where it has nothing to decide: answers by the rules, and only what still matters. */
  private go(to: number, state: State, trace: Trace, from = to, isChanged = true): Ways {
    if (this.known.size > maxStates) {
      this.report(
        'big',
        'walk.tooBig',
        '',
        `more than ${maxStates} situations: too many answers depend on each other`,
        null,
      );
      return one;
    }
    const [index, settled] = upToDecision(this.ground, to, isChanged ? settle(this.ground, from, state) : state);
    const reduced = reduceState(this.ground, index, settled);
    const key = keyOf(index, reduced);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    if (isChanged && settleAnswers(scopeAt(settled)) !== settled.visit.answers) {
      this.report(
        'settle',
        'walk.stuck',
        '/fields',
        'answers chase each other: their conditions never come to rest',
        trace,
      );
    }
    const ways = this.at(index, reduced, trace);
    this.known.set(key, ways);
    return ways;
  }

  private at(index: number, state: State, trace: Trace): Ways {
    const position = this.ground.plan.positions[index];
    if (position === undefined) return this.finish(state, trace);
    const pull = undecided(this.ground, index, state);
    if (pull !== undefined) return this.draw(index, pull, state, trace);
    switch (position.kind) {
      case 'enter':
        return this.enter(index, position, state, trace);
      case 'ask':
        return this.ask(index, position.step, state, trace);
      case 'known':
        return this.shown(index, position.step, state, trace);
      case 'section':
        return this.section(index, position, state, trace);
      case 'field':
        return this.field(index, position, state, trace);
      case 'page':
        return this.page(index, position.step, state, trace);
      case 'owe':
        return this.go(index, state, trace);
    }
  }

  private enter(index: number, position: Extract<Position, { kind: 'enter' }>, state: State, trace: Trace): Ways {
    const step = this.item.steps[position.step];
    if (step === undefined) return one;
    this.reached.add(position.step);
    const isQuiet = step.page === 'found' && step.shown === false;
    const visit = { ...state.visit, step: position.step };
    const word = step.page === 'question' ? `question ${step.field}` : step.page;
    const inside = this.go(index + 1, { ...state, visit }, { word, before: trace }, index, false);
    return isQuiet || step.page === 'sections' ? inside : page(inside);
  }

  /** The questions of a found page go out. Whether the city answers at all is decided here, what it says where somebody looks at it. */
  private ask(index: number, step: number, state: State, trace: Trace): Ways {
    const asks = stepAsks(scopeAt(state)).filter((ask) => isPending(state.visit, ask));
    if (asks.length === 0) return this.go(index + 1, state, trace, index, false);
    const pulls = { ...state.visit.pulls };
    const asked = { ...state.visit.asked };
    for (const ask of asks) {
      asked[ask.path] = askKey(state.visit, ask);
      pulls[ask.path] = state.online || isReference(ask.path) ? { status: 'asking' } : { status: 'away' };
    }
    const isPersonal = asks.some((ask) => !isReference(ask.path));
    const answered = {
      ...state,
      visit: {
        ...state.visit,
        pulls: isPersonal && state.online ? { ...pulls, [this.ground.witness]: told } : pulls,
        asked,
      },
    };
    // What was known already and is asked anew is decided at once: answers that follow it must not fall in between.
    const again = asks
      .map((ask) => ask.path)
      .filter((path) => (state.visit.pulls[path]?.status ?? 'asking') !== 'asking');
    const onward = (next: State, word: string) =>
      this.drawAll(again, next, { word, before: trace }, (drawn, way) => this.go(index + 1, drawn, way, index));
    if (!isPersonal || !state.online || state.visit.pulls[this.ground.witness] === told)
      return onward(answered, `step ${step} asked`);
    if (this.ground.plan.live(index, []).link !== true) return onward(answered, `step ${step} asked`);
    for (const ask of asks) if (!isReference(ask.path)) pulls[ask.path] = { status: 'away' };
    const silent = {
      ...state,
      visit: { ...state.visit, pulls: { ...pulls, [this.ground.witness]: { status: 'away' } as const }, asked },
    };
    return plus(
      onward({ ...answered, assumed: true }, `step ${step} asked`),
      onward(silent, 'the city does not answer'),
    );
  }

  /** One pull: found with every kind of data, nothing there, not to be asked. */
  private draw(index: number, pull: PullPath, state: State, trace: Trace): Ways {
    let total: Ways = { paths: 0n, longest: 0 };
    for (const [word, drawn] of drawsOf(this.ground, pull, state))
      total = plus(total, this.go(index, drawn, { word, before: trace }));
    return total;
  }

  private drawAll(
    pulls: readonly PullPath[],
    state: State,
    trace: Trace,
    then: (state: State, trace: Trace) => Ways,
  ): Ways {
    const [pull, ...rest] = pulls;
    if (pull === undefined) return then(state, trace);
    if (state.visit.pulls[pull]?.status !== 'asking') return this.drawAll(rest, state, trace, then);
    let total: Ways = { paths: 0n, longest: 0 };
    for (const [word, drawn] of drawsOf(this.ground, pull, state))
      total = plus(total, this.drawAll(rest, drawn, { word, before: trace }, then));
    return total;
  }

  /** The found page once everything has reported. */
  private shown(index: number, step: number, state: State, trace: Trace): Ways {
    const scope = scopeAt(state);
    const block = stoppingBlock(scope);
    if (block !== null) return one;
    // Without the city a LIVE item has nothing to go on with: its page says so and ends.
    if (!mayGoOnWithout(scope)) return one;
    return this.go(index + 1, state, { word: `step ${step} shown`, before: trace }, index, false);
  }

  /** A section of a task list: by its defaults at one touch where they fill it, else field by field. */
  private section(index: number, position: Extract<Position, { kind: 'section' }>, state: State, trace: Trace): Ways {
    const step = this.item.steps[position.step];
    const section = step?.page === 'sections' ? step.sections[position.section] : undefined;
    const scope = scopeAt(state);
    if (section === undefined || !holds(scope, section.when))
      return this.go(position.behind, state, trace, index, false);
    const byHand = this.go(index + 1, state, { word: `section ${section.id}`, before: trace }, index, false);
    const isFilled =
      section.recommended === true &&
      section.fields.every((key) => {
        const field = fieldOf(state.visit.item, key);
        return field === undefined || !isOpen(scope, field);
      });
    return isFilled
      ? plus(
          byHand,
          this.go(
            position.behind,
            state,
            { word: `section ${section.id} as recommended`, before: trace },
            index,
            false,
          ),
        )
      : byHand;
  }

  private field(index: number, position: Extract<Position, { kind: 'field' }>, state: State, trace: Trace): Ways {
    const field = fieldOf(state.visit.item, position.field);
    const scope = scopeAt(state);
    const isAsked =
      field !== undefined &&
      holds(scope, field.when) &&
      (position.section === null || (field.type !== 'constant' && field.fixed !== true));
    if (!isAsked) return this.go(index + 1, state, trace, index, false);
    const matters = this.ground.plan.live(index + 1, asking(state.visit)).answers.has(field.key);
    let total: Ways = { paths: 0n, longest: 0 };
    for (const value of answersOf(scope, this.ground.tests, field)) {
      // Where nothing looks at the answer any more, one that is taken stands for all.
      if (!matters && total.paths > 0n) break;
      const { [field.key]: _old, ...others } = state.visit.answers;
      const visit = {
        ...state.visit,
        answers: value === undefined ? others : { ...others, [field.key]: value },
        touched: [...state.visit.touched.filter((key) => key !== field.key), field.key],
      };
      for (const looked of lookedUp(this.ground, index, field.key, { ...state, visit })) {
        if (value !== undefined && wrongBecause(scopeAt(looked), field) !== null) continue;
        total = plus(
          total,
          this.go(index + 1, looked, { word: `${field.key} = ${short(value)}`, before: trace }, index),
        );
      }
    }
    if (total.paths === 0n) {
      this.report(
        `stuck${position.field}`,
        'walk.stuck',
        this.stepPath(position),
        `nobody can answer ${field.key} here: nothing is offered, or every answer is wrong`,
        trace,
      );
      return one;
    }
    return position.section === null ? total : page(total);
  }

  private page(index: number, step: number, state: State, trace: Trace): Ways {
    const data = this.item.steps[step];
    const scope = scopeAt(state);
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

  private identify(index: number, step: StepOf<'identify'>, state: State, trace: Trace): Ways {
    if (step.level === 'L0') return this.go(index + 1, state, trace, index);
    let total = one; // somebody who cannot be identified
    for (const [word, next] of identified(this.ground, step, state))
      total = plus(total, this.go(index + 1, next, { word, before: trace }, index));
    return total;
  }

  private submit(index: number, step: number, state: State, trace: Trace): Ways {
    for (const key of state.unasked) {
      this.report(
        `unasked${key}`,
        'walk.unasked',
        `/fields/${this.item.fields.findIndex((field) => field.key === key)}`,
        `${key} is needed here and nobody asks for it`,
        trace,
      );
    }
    let total: Ways = { paths: 0n, longest: 0 };
    for (const visit of submitted(this.ground, state.visit)) {
      const word = `step ${step} ${visit.result?.state}`;
      const next = { ...state, visit, hasEnd: true };
      total = plus(total, goesOn(visit) ? this.go(index + 1, next, { word, before: trace }, index) : one);
    }
    return total;
  }

  private finish(state: State, trace: Trace): Ways {
    if (!state.hasEnd)
      this.report(
        'end',
        'walk.end',
        '/steps',
        'a path stops without a page that ends it (submit, view, tracker, printDocument, …)',
        trace,
      );
    return one;
  }

  private stepPath(position: Extract<Position, { kind: 'field' }>): string {
    return position.section === null
      ? `/steps/${position.step}`
      : `/steps/${position.step}/sections/${position.section}`;
  }

  private report(id: string, rule: Finding['rule'], path: string, reason: string, trace: Trace | null): void {
    if (this.found.has(id)) return;
    const way = trace === null ? '' : `. Path: ${wordsOf(trace).join(' → ')}`;
    this.found.set(id, at(this.file, path, rule, `${this.item.id}: ${reason}${way}`));
  }
}
