/** What the citizen has typed, and the queries that are on their way to the terminal service, oldest first. */
export interface Typed {
  readonly query: string;
  readonly sent: readonly string[];
}

/** Longest query that an Intent carries. */
export const longestQuery = 24;

/** A query was typed: it is shown at once and is on its way. */
export function typeQuery(query: string): (typed: Typed) => Typed {
  return (typed) => ({ query, sent: [...typed.sent, query].slice(-longestQuery) });
}

/**
 * A page came with its query. Pages follow letters late: an older query of ours must not take away what was typed since; one that is not ours
 * (the terminal cleared it, or a word was pressed) is taken over.
 */
export function meetQuery(typed: Typed, pageQuery: string): Typed {
  const at = typed.sent.lastIndexOf(pageQuery);
  if (at >= 0) return { ...typed, sent: typed.sent.slice(at + 1) };
  if (pageQuery === typed.query) return typed.sent.length === 0 ? typed : { ...typed, sent: [] };
  return { query: pageQuery, sent: [] };
}
