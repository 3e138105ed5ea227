import type { ConfigRefusal, Proposal, Wish } from '../config/config-desk.ts';
import type { Json } from '../config/json-text.ts';
import { fieldAt, typedValue } from '../config/setting-field.ts';
import type { Person } from './access-state.ts';
import type { Bench, BenchPart } from './bench.ts';
import type { ConfigInHand } from './pages/desk.ts';
import { mayConfigure } from './rights.ts';

/** Name of the field in which a value is typed or chosen. */
export const settingField = 'config.value';

/**
 * The page of the configuration: values with their layers, one of them changed in the layer of this machine, and changes taken back. Everything is judged and shown before it is done.
 */
export class ConfigPart implements BenchPart {
  readonly #bench: Bench;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  press(person: Person, what: string, name: string): boolean {
    if (what === 'go' && name === 'config') {
      // The bench turns to the page; what it shows is read here.
      if (this.#bench.desk.page === 'config') this.#open();
      return false;
    }
    if (what !== 'set' && !what.startsWith('config.')) return false;
    if (!mayConfigure(person) || this.#bench.desk.refill !== null) return true;
    if (what === 'set') this.#edit(name);
    else this.#configure(person, what, name);
    return true;
  }

  chosen(person: Person, name: string, option: string): void {
    const field = this.#field();
    if (name !== settingField || field?.kind !== 'choice' || !mayConfigure(person)) return;
    const value = field.options[Number(option)];
    if (value !== undefined) this.#wish(value);
  }

  typed(person: Person, name: string, value: string): void {
    const field = this.#field();
    if (name !== settingField || field === null || field.kind === 'choice' || !mayConfigure(person)) return;
    const typed = typedValue(field, value);
    if (typed.ok) this.#wish(typed.value);
    else this.#bench.say('attention', 'tech.config.noNumber');
  }

  #put(part: Partial<ConfigInHand>): void {
    this.#bench.put({ config: { ...this.#bench.desk.config, ...part } });
  }

  #field() {
    const { edit } = this.#bench.desk.config;
    return edit === null ? null : fieldAt(edit.path);
  }

  /** The history stands on the disk: read when the page is opened and when something was changed, not at every draw. */
  #open(page = 0): void {
    const history = this.#bench.o.settings?.history() ?? [];
    this.#put({ page, history, edit: null, proposal: null });
  }

  #edit(path: string): void {
    if (fieldAt(path) === null) return;
    this.#open();
    this.#bench.put({ page: 'config', deviceId: null, wire: null });
    this.#put({ edit: { path, refused: [] } });
  }

  /** @param value left out = this machine says nothing there any more */
  #wish(value?: Json): void {
    const { settings } = this.#bench.o;
    const { edit } = this.#bench.desk.config;
    if (settings === undefined || edit === null) return;
    const wish: Wish = value === undefined ? { path: edit.path } : { path: edit.path, value };
    const judged = settings.propose('machine', [wish]);
    if (judged.ok) this.#put({ edit: { ...edit, refused: [] }, proposal: judged.value });
    else this.#refuse(judged.error);
  }

  #refuse(refusal: ConfigRefusal): void {
    const { edit } = this.#bench.desk.config;
    if (refusal.code === 'invalid' && edit !== null) this.#put({ edit: { ...edit, refused: refusal.problems } });
    else this.#bench.say('attention', `tech.config.no.${refusal.code}`);
  }

  #configure(person: Person, what: string, name: string): void {
    const { settings } = this.#bench.o;
    const { page, proposal } = this.#bench.desk.config;
    if (settings === undefined) return;
    switch (what) {
      case 'config.previous':
      case 'config.next':
        this.#put({ page: Math.max(0, page + (what === 'config.next' ? 1 : -1)) });
        return;
      case 'config.unset':
        this.#wish();
        return;
      case 'config.undo': {
        // Without a number: the latest, or the last good file where one is refused.
        const undo = settings.proposeUndo(name === '' ? null : Number(name));
        if (undo.ok) this.#put({ proposal: undo.value });
        else this.#refuse(undo.error);
        return;
      }
      case 'config.dismiss':
        if (proposal === null) this.#put({ edit: null });
        else this.#put({ proposal: null });
        return;
      case 'config.apply':
        if (proposal !== null) this.#apply(person, proposal);
    }
  }

  #apply(person: Person, proposal: Proposal): void {
    const { settings } = this.#bench.o;
    if (settings === undefined) return;
    const done = settings.apply(proposal, person.staffId);
    this.#bench.audit(person, `config.${proposal.kind}`, done.ok ? 'done' : done.error.code);
    this.#open(this.#bench.desk.config.page);
    if (!done.ok) {
      this.#refuse(done.error);
      return;
    }
    const needsRestart = proposal.plan.some(({ when }) => when === 'restart');
    const isUndo = proposal.kind !== 'set';
    this.#bench.say(
      needsRestart ? 'waiting' : 'done',
      needsRestart ? 'tech.config.restart.said' : isUndo ? 'tech.config.done.said' : 'tech.config.set.said',
    );
  }
}
