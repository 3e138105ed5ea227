import type { Person } from './access.ts';
import type { Bench, BenchPart } from './bench.ts';
import { mayConfigure } from './rights.ts';

/** The page of the configuration: turned, and the last change taken back. */
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
    if (!what.startsWith('config.')) return false;
    if (mayConfigure(person)) this.#configure(person, what);
    return true;
  }

  /** The history stands on the disk: read when the page is opened and when something was changed, not at every draw. */
  #open(page = 0): void {
    const history = this.#bench.o.settings?.history() ?? [];
    this.#bench.put({ config: { page, history, undo: null } });
  }

  #configure(person: Person, what: string): void {
    const bench = this.#bench;
    const { settings } = bench.o;
    const { config } = bench.desk;
    if (settings === undefined) return;
    switch (what) {
      case 'config.previous':
      case 'config.next': {
        const page = Math.max(0, config.page + (what === 'config.next' ? 1 : -1));
        bench.put({ config: { ...config, page } });
        return;
      }
      case 'config.undo': {
        const undo = settings.proposeUndo(null);
        if (undo.ok) bench.put({ config: { ...config, undo: undo.value } });
        else bench.say('attention', `tech.config.no.${undo.error.code}`);
        return;
      }
      case 'config.dismiss':
        bench.put({ config: { ...config, undo: null } });
        return;
      case 'config.apply': {
        if (config.undo === null) return;
        const done = settings.apply(config.undo, person.staffId);
        bench.audit(person, 'config.undo', done.ok ? 'done' : done.error.code);
        this.#open(config.page);
        bench.say(
          done.ok ? 'done' : 'attention',
          done.ok ? 'tech.config.done.said' : `tech.config.no.${done.error.code}`,
        );
        return;
      }
    }
  }
}
