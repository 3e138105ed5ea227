import type { ActState } from '../../../terminal/store/store.ts';
import type { Said } from '../said.ts';
import type { Facts } from './facts.ts';

const rank: Readonly<Record<ActState, number>> = { intended: 0, sent: 1, unknown: 2, confirmed: 3 };

/** What the recorded process has said so far, and hence what a power cut may not take. Grows with every line. */
export class Promises {
  readonly #messages = new Map<string, string>();
  readonly #acts = new Map<string, ActState>();
  readonly #custody = new Map<string, number>();
  readonly #settled = new Map<string, string>();
  readonly #verdicts = new Map<string, string>();
  readonly #meta = new Set<string>();
  readonly #files = new Set<string>();
  readonly #sent = new Set<string>();
  readonly #given = new Set<string>();
  #isOpened = false;
  #count = 0;

  /** Lines taken so far. */
  get count(): number {
    return this.#count;
  }

  /** Names of whole files beside the database that must be there. */
  get files(): ReadonlySet<string> {
    return this.#files;
  }

  /** Receipt numbers that somebody holds. */
  get given(): ReadonlySet<string> {
    return this.#given;
  }

  /** The recorded store was open: contents can be compared. */
  get isOpened(): boolean {
    return this.#isOpened;
  }

  take(said: Said): void {
    this.#count += 1;
    switch (said.kind) {
      case 'commit':
        return;
      case 'opened':
        this.#isOpened = true;
        return;
      case 'given':
        this.#given.add(said.receiptNo);
        return;
      case 'message':
        this.#messages.set(said.id, said.receiptNo);
        this.#given.add(said.receiptNo);
        return;
      case 'act':
        this.#acts.set(said.id, said.state);
        return;
      case 'custody':
        this.#custody.set(said.id, said.events);
        return;
      case 'settled':
        this.#settled.set(said.id, said.state);
        return;
      case 'opening':
        this.#settled.delete(said.id);
        return;
      case 'meta':
        this.#meta.add(said.key);
        return;
      case 'file':
        // Older copies may be tidied away when there is a newer one.
        if (said.name.startsWith('backups/')) this.#files.clear();
        this.#files.add(said.name);
        return;
      case 'sent':
        this.#sent.add(said.act);
        return;
      case 'verdict':
        this.#verdicts.set(said.id, said.word);
        return;
    }
  }

  /** What is missing or untrue, one sentence each; empty = every promise is kept. */
  broken(facts: Facts): readonly string[] {
    return [
      ...this.#missingMessages(facts),
      ...this.#missingActs(facts),
      ...this.#missingSettlements(facts),
      ...[...this.#custody].flatMap(([id, events]) =>
        (facts.custodyEvents.get(id) ?? 0) >= events ? [] : [`ACK lost: custody ${id} has not ${events} events`],
      ),
      ...[...this.#meta].flatMap((key) => (facts.meta.has(key) ? [] : [`ACK lost: meta ${key}`])),
      ...facts.halves.map((half) => `half a transaction: ${half}`),
      ...this.#untrueBodies(facts),
      ...brokenIntegrity(facts),
    ];
  }

  #missingMessages(facts: Facts): readonly string[] {
    return [...this.#messages].flatMap(([id, receiptNo]) => {
      const message = facts.messages.get(id);
      if (message === undefined) return [`ACK lost: message ${id}`];
      const isWhole = message.receiptNo === receiptNo && facts.receipts.has(receiptNo);
      return isWhole ? [] : [`ACK lost: receipt ${receiptNo} of message ${id}`];
    });
  }

  #missingActs(facts: Facts): readonly string[] {
    const acked = [...this.#acts].flatMap(([id, state]) => {
      const found = facts.acts.get(id);
      return found !== undefined && rank[found] >= rank[state] ? [] : [`ACK lost: act ${id} is ${found}, was ${state}`];
    });
    const sent = [...this.#sent].flatMap((id) => {
      const found = facts.acts.get(id);
      return found !== undefined && rank[found] >= rank.sent
        ? []
        : [`SENT without a durable row: act ${id} is ${found}`];
    });
    return [...acked, ...sent];
  }

  #missingSettlements(facts: Facts): readonly string[] {
    return [...this.#settled].flatMap(([id, state]) => {
      const found = facts.messages.get(id)?.state;
      return found === state ? [] : [`ACK lost: message ${id} is ${found}, was ${state}`];
    });
  }

  /** Evidence may go only after the hub's word. */
  #untrueBodies(facts: Facts): readonly string[] {
    return [...facts.messages].flatMap(([id, { state, hasBody }]) => {
      const word = this.#verdicts.get(id);
      const isFinal = word === 'accepted' || word === 'duplicate' || (word === 'tooOld' && state === 'reissued');
      if (!hasBody && !isFinal) return [`body deleted before a verdict: ${id}`];
      return state === 'dead' && word === undefined ? [`dead without a verdict: ${id}`] : [];
    });
  }
}

function brokenIntegrity({ integrity }: Facts): readonly string[] {
  const { integrityCheck, gapFree, casesMatch, auditChain } = integrity;
  return [
    ...(integrityCheck === 'ok' ? [] : [`integrity_check: ${integrityCheck}`]),
    ...(gapFree ? [] : ['a gap in the sequence']),
    ...(casesMatch ? [] : ['cases and messages differ']),
    ...(auditChain === 'ok' ? [] : [`audit chain: ${auditChain}`]),
  ];
}
