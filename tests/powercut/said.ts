import type { ActState } from '../../terminal/store/store.ts';

/**
 * One line of the recorded process. `ACK …` comes after a call of the store has returned: from there on a power cut may not take it. `SENT` comes from the
 * fake transport when the first byte would leave, `VERDICT` when the hub's word has come and before it is written.
 */
export type Said =
  /** The store is open: from here on the content is exactly what was committed. */
  | { readonly kind: 'opened' }
  /** A receipt number was given to somebody, whether or not its application is still here. */
  | { readonly kind: 'given'; readonly receiptNo: string }
  /** Something was committed that has no check of its own. */
  | { readonly kind: 'commit' }
  | { readonly kind: 'message'; readonly id: string; readonly receiptNo: string }
  | { readonly kind: 'act'; readonly id: string; readonly state: ActState }
  /** A record of custody has so many lines of history. */
  | { readonly kind: 'custody'; readonly id: string; readonly events: number }
  | { readonly kind: 'settled'; readonly id: string; readonly state: 'acked' | 'dead' }
  /** What was settled is about to be opened again. */
  | { readonly kind: 'opening'; readonly id: string }
  | { readonly kind: 'meta'; readonly key: string }
  /** A whole file of this name stands beside the database. */
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'sent'; readonly act: string }
  | { readonly kind: 'verdict'; readonly id: string; readonly word: string };

export type Say = (said: Said) => void;

export function lineOf(said: Said): string {
  switch (said.kind) {
    case 'opened':
      return 'OPENED';
    case 'given':
      return `GIVEN ${said.receiptNo}`;
    case 'commit':
      return 'ACK commit';
    case 'message':
      return `ACK message ${said.id} ${said.receiptNo}`;
    case 'act':
      return `ACK act ${said.id} ${said.state}`;
    case 'custody':
      return `ACK custody ${said.id} ${said.events}`;
    case 'settled':
      return `ACK settled ${said.id} ${said.state}`;
    case 'opening':
      return `OPENING ${said.id}`;
    case 'meta':
      return `ACK meta ${said.key}`;
    case 'file':
      return `ACK file ${said.name}`;
    case 'sent':
      return `SENT ${said.act}`;
    case 'verdict':
      return `VERDICT ${said.id} ${said.word}`;
  }
}

/** Throws for a line that the recorded process cannot have said. */
export function readLine(line: string): Said {
  const [word = '', kind = '', id = '', rest = ''] = line.split(' ');
  if (word === 'OPENED') return { kind: 'opened' };
  if (word === 'GIVEN') return { kind: 'given', receiptNo: kind };
  if (word === 'SENT') return { kind: 'sent', act: kind };
  if (word === 'OPENING') return { kind: 'opening', id: kind };
  if (word === 'VERDICT') return { kind: 'verdict', id: kind, word: id };
  if (word === 'ACK') {
    switch (kind) {
      case 'commit':
        return { kind };
      case 'message':
        return { kind, id, receiptNo: rest };
      case 'act':
        return { kind, id, state: rest as ActState };
      case 'custody':
        return { kind, id, events: Number(rest) };
      case 'settled':
        return { kind, id, state: rest as 'acked' | 'dead' };
      case 'meta':
        return { kind, key: id };
      case 'file':
        return { kind, name: id };
    }
  }
  throw new Error(`not a line of a recording: ${line}`);
}
