import { faultReasons } from '../../contract/technician/staff.ts';
import type { Person } from './access-state.ts';
import type { Bench, BenchPart } from './bench.ts';
import { type FaultNotices, noticeOf } from './fault-notice.ts';
import { noticeBacks } from './pages/desk.ts';
import { mayPostNotice } from './rights.ts';

/** The fault notice that citizens see: chosen, posted, lifted. */
export class NoticePart implements BenchPart {
  readonly #bench: Bench;
  readonly #notices: FaultNotices;

  constructor(bench: Bench, notices: FaultNotices) {
    this.#bench = bench;
    this.#notices = notices;
  }

  press(person: Person, what: string): boolean {
    switch (what) {
      case 'notice.post':
        if (mayPostNotice(person)) this.#post(person);
        return true;
      case 'notice.lift':
        if (mayPostNotice(person)) this.#bench.audit(person, what, this.#notices.lift() ? 'done' : 'notStored');
        return true;
      default:
        return false;
    }
  }

  chosen(_person: Person, name: string, option: string): void {
    const { notice } = this.#bench.desk;
    const reason = faultReasons.find((candidate) => candidate === option);
    const back = noticeBacks.find((candidate) => candidate === option);
    if (name === 'notice.reason' && reason !== undefined) this.#bench.put({ notice: { ...notice, reason } });
    if (name === 'notice.back' && back !== undefined) this.#bench.put({ notice: { ...notice, back } });
  }

  #post(person: Person): void {
    const bench = this.#bench;
    const { reason, back } = bench.desk.notice;
    if (reason === null || back === null) return;
    const isPosted = this.#notices.post(noticeOf(reason, back, bench.o.store.trustedWallMs()));
    bench.audit(person, `notice.post.${reason}`, isPosted ? 'done' : 'notStored');
    bench.put({ notice: { reason: null, back: null } });
  }
}
