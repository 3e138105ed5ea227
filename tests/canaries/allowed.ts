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
    at: /\/postgres\/password$/,
    what: /^password of the database/,
    because: 'the same file of the embedded database, mode 0600 (hub/database/embedded.ts)',
  },
];

export function isAllowed(path: string, what: string): boolean {
  return allowed.some((one) => one.at.test(path) && one.what.test(what));
}
