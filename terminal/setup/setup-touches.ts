import type { Intent } from '../../contract/intent.ts';
import { edgeTyped, measuredBy, modelChosen } from './answers.ts';
import type { Enrolling, TicketRefusal } from './enrolling.ts';
import type { HubFinder } from './hub-finder.ts';
import type { KnownModel } from './panel-fit.ts';
import type { PortChoice } from './ports/port-choice.ts';
import type { Progress, SetupRole } from './progress.ts';
import type { SetupProof } from './setup-proof.ts';
import type { SetupEvent } from './step.ts';

export interface SetupTouchesOptions {
  readonly ports: PortChoice;
  readonly hub: HubFinder;
  readonly enrolling: Enrolling;
  readonly proof: SetupProof;
  readonly models: readonly KnownModel[];
  progress(): Progress;
  step(event: SetupEvent): void;
  /** The machine layer of the configuration is written. */
  write(): void;
  /** The wizard ends. */
  end(action: string, result: string): void;
  restart(): void;
  /** A code of the operator was tried; null = taken. */
  brought(refused: TicketRefusal | null): void;
  /** A sentence for the page, by its key. */
  say(key: string): void;
  /** What goes on behind a touch: a fault of this program in it is said, and ends nothing else. @param act its name in log and audit */
  behind(act: string, work: Promise<void>): void;
}

/** Where each touch of the wizard goes. */
export class SetupTouches {
  readonly #o: SetupTouchesOptions;

  constructor(options: SetupTouchesOptions) {
    this.#o = options;
  }

  take(intent: Intent): void {
    if (intent.kind === 'press') {
      const [what = '', ...rest] = intent.id.split(':');
      this.#press(what, rest.join(':'));
    }
    if (intent.kind === 'choose') this.#chosen(intent.name, intent.option);
    if (intent.kind === 'type') this.#typed(intent.name, intent.value);
  }

  #press(what: string, name: string): void {
    const { ports, hub, proof, progress, step, end, restart } = this.#o;
    // A test under way ends first.
    if (proof.isBusy && what !== 'test.stop' && what !== 'hand') return;
    switch (what) {
      case 'leave':
        if (progress().by !== null) end('setup.givenUp', 'left');
        else restart();
        return;
      case 'back':
        if (ports.open !== null) ports.shut();
        else if (hub.isTyping) hub.isTyping = false;
        else step({ type: 'back' });
        return;
      case 'next':
        this.#next();
        return;
      case 'measureAgain':
        step({ type: 'measureAgain' });
        return;
      case 'hub.change':
        hub.isTyping = true;
        return;
      case 'check':
        hub.look();
        return;
      case 'scan':
        this.#o.behind('scan', this.#scan());
        return;
      case 'search':
        this.#o.behind('search', ports.find());
        return;
      case 'port':
        ports.show(name);
        return;
      case 'test':
        proof.test(name as SetupRole);
        return;
      case 'hand':
        proof.reply(name);
        return;
      case 'test.stop':
        proof.stopTest();
        return;
      case 'skip':
        proof.skip();
        return;
      case 'report.print':
        proof.print();
        return;
      case 'service':
        end('setup.service', progress().report ?? '');
        return;
    }
  }

  #chosen(name: string, option: string): void {
    const { ports, models, progress } = this.#o;
    if (name === 'role') ports.choose(option);
    if (name === 'model') this.#answered(modelChosen(option, models, progress().panel));
  }

  #answered(event: SetupEvent | null): void {
    if (event !== null) this.#o.step(event);
  }

  #typed(name: string, value: string): void {
    const { hub, enrolling, step, say, brought, behind } = this.#o;
    switch (name) {
      case 'panel':
        this.#answered(measuredBy(value));
        return;
      case 'bottomEdge':
        this.#answered(edgeTyped(value));
        return;
      case 'hubUrl': {
        const url = hub.typed(value);
        if (url === null) {
          say('setup.network.url.bad');
          return;
        }
        step({ type: 'hubUrl', url });
        hub.look();
        return;
      }
      case 'ticket':
        behind('ticket', enrolling.bring(value).then(brought));
    }
  }

  #next(): void {
    const { ports, progress, step, write } = this.#o;
    const { step: at, isWritten } = progress();
    if (at === 'ports' && ports.open !== null) {
      const taken = ports.take();
      if (taken !== null) step(taken);
      return;
    }
    if (at === 'profile' && !isWritten) {
      write();
      return;
    }
    step({ type: 'next' });
  }

  async #scan(): Promise<void> {
    const { ports, enrolling, brought } = this.#o;
    const scanner = ports.scanner();
    if (scanner !== null) brought(await enrolling.scan(scanner));
  }
}
