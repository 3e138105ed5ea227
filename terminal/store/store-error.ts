export type StoreErrorCode =
  /** Folder or file cannot be opened or made. */
  | 'cannotOpen'
  /** quick_check or SQLite itself found damage. The file is kept as it is. */
  | 'corrupt'
  | 'full'
  | 'unwritable'
  | 'io'
  /** The disk failed in the middle of a commit, and nobody can tell whether it holds it: neither "stored" nor "not stored" may be said. */
  | 'uncertain'
  /** Another process holds the write lock for longer than the busy timeout. */
  | 'busy'
  /** Made by a newer release; opening it could destroy what that release wrote. */
  | 'newerSchema'
  /** The connection does not promise durability. */
  | 'durability'
  /** No sealing key yet. */
  | 'notEnrolled'
  /** 9,999 receipts on one day. */
  | 'receiptsExhausted'
  /** This machine has taken a rating of this case before. */
  | 'alreadyRated'
  /** A physical act is not in a state that allows this step. */
  | 'actState'
  /** A message is not in a state that allows this. */
  | 'letterState'
  /** A custody record or an exchange is not in a state that allows this. */
  | 'custodyState'
  /** Another process kept taking the predicted numbers. */
  | 'contended'
  /** SQLite refused the statement (constraint). */
  | 'refused'
  | 'closed';

/** A failed store operation. Nothing of it was written, but for `uncertain`. `detail` holds no personal data. */
export interface StoreError {
  readonly code: StoreErrorCode;
  readonly detail: string;
}
