interface Allowed {
  /** Path of the file. */
  readonly at: RegExp;
  /** Which finds. */
  readonly what: RegExp;
  readonly because: string;
}

/** Where a planted value may stand, and why. Everything else is a leak. */
const allowed: readonly Allowed[] = [
  {
    at: /\/device-key(\.next)?\.pem$/,
    what: /^private key of/,
    because: 'the key of a machine in its own file, mode 0600 (terminal/crypto/device-key.ts)',
  },
  {
    at: /\/staff-code\.key$/,
    what: /^secret of one-time codes/,
    because:
      'the same file in a copy of the data folder, as tests of power cuts make them (terminal/technician/staff-book.ts)',
  },
  {
    at: /\/(assets\/words-[\w-]+|dictionary\/words)\.js$/,
    what: /^name of/,
    because: 'the word list of the keyboard: names of people are words, too (build/dictionary)',
  },
  {
    at: /(bin\/yitiji\.mjs |run-hid\.test-data\.ts [^\n]*"run":")device read-id |run-hid\.test-data\.ts \{"device":"sdt-hid-[a-z]+",(?![^\n]*"run":)/,
    what: /./,
    because:
      'the command that shows a card to whoever asked for it, also as `simulate hid` runs it where nothing else is said',
  },
  {
    at: /\/postgres\/password$/,
    what: /^password of the database/,
    because: 'the same file of the embedded database, mode 0600 (hub/database/embedded.ts)',
  },
  {
    at: /^\/var\/lib\/yitiji\/postgresql-[^/]+\/bin\/postgres$/,
    what: /^name of wang-yi \(UTF-16BE\)$/,
    because:
      'four bytes of machine code in the program of PostgreSQL as its package brings it; it is copied there where a project stands in a private folder (hub/database/embedded.ts)',
  },
];

/** What a test sends on purpose into free texts, by the line of its find; everywhere else the same find is a leak. */
const ownPlants: readonly { readonly line: RegExp; readonly because: string }[] = [
  {
    line: /\/yitiji-(installation|machine|package|arm64|app-tree)-[^/]+\/(([^\n]*\/)?(slots|cas|first|release|tree|slot)\/|[^\n]*\.deb, left by)/,
    because:
      'the program itself, as it is installed: comments and word lists of the source name people who do not exist',
  },
  {
    line: /\/yitiji-release-[^/]+\/((app|build)-\d+|repository\/files)\/[^\n]*, left by tests\/e2e\/update-on-a-running-kiosk/,
    because: 'the program itself, as it is built, published and downloaded',
  },
  {
    line: /\/yitiji-cli-[^/]+\/slip\.receipt, left by tests\/integration\/command-line/,
    because: 'what the test gives to the printer',
  },
  {
    line: /\/yitiji-doctor-[^/]+\/(journal\.txt|bundle\/traces\/)[^\n]*, left by tests\/integration\/doctor-and-bundle/,
    because: 'planted where a bundle is made from, to see that it takes nothing of it',
  },
  {
    line: /private key [^\n]* in (hub_key|pg_statistic|a record of the log about [^\n]*)\n[^\n]*, left by hub\/keys\/keys-at-rest/,
    because: 'a key in clear as a release before has left it, to see that the next start wraps it',
  },
  {
    line: /in (account|heartbeat_latest|audit_entry|a record of the log about (account|heartbeat_latest|audit_entry))\n[^\n]*, left by tests\/fuzz\//,
    because:
      'the fuzz of the hub writes names of people into names of accounts, reasons and words of machines, to see that no answer repeats them to others',
  },
];

/** @param leak as it is told at the end of a run */
export function isOwnPlant(leak: string): boolean {
  return ownPlants.some(({ line }) => line.test(leak));
}

export function isAllowed(path: string, what: string): boolean {
  return allowed.some((one) => one.at.test(path) && one.what.test(what));
}
