import { registerHooks } from 'node:module';

/** One change of a source file of the product, made while Node loads it. */
export interface Patch {
  /** End of the file's URL. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

const durability = 'terminal/store/durability.ts';

/** Checkpoints come every few commits, so that a short recording holds many. Nothing else differs from the product. */
const smallCheckpoints: Patch = {
  file: durability,
  find: "'wal_autocheckpoint = 1000'",
  replace: "'wal_autocheckpoint = 24'",
};

const noAssertion: Patch = { file: durability, find: 'if (synchronous !== 2)', replace: 'if (synchronous > 2)' };

/**
 * Builds of the store that are recorded: the product, and some with a fault that a power cut must bring to light. A machine that passes although it has one
 * of them would show that the proof is blind.
 */
export const builds = {
  product: [smallCheckpoints],
  normal: [
    smallCheckpoints,
    noAssertion,
    { file: durability, find: "'synchronous = FULL'", replace: "'synchronous = NORMAL'" },
  ],
  libraryDefault: [smallCheckpoints, noAssertion, { file: durability, find: "'synchronous = FULL',", replace: '' }],
  folderNotSynced: [
    smallCheckpoints,
    { file: 'terminal/store/open-store.ts', find: 'if (isNew) syncParents(options.dir);', replace: '' },
  ],
  sentAfterTheByte: [
    smallCheckpoints,
    {
      file: 'terminal/store/acts.ts',
      find: "prepared(\n            db,\n            \"UPDATE act SET state = 'sent'",
      replace: "1 ?? prepared(\n            db,\n            \"UPDATE act SET state = 'sent'",
    },
  ],
  bodyDeletedBeforeTheVerdict: [
    smallCheckpoints,
    {
      file: 'terminal/outbox/outbox.ts',
      find: "for (const id of ids) setState('inflight', null, id);",
      replace: `const early = envelopes(db, ids);
        for (const id of ids) db.prepare("UPDATE outbox SET state = 'acked', body = NULL WHERE id = ?").run(id);
        return early;`,
    },
  ],
  backupCopyNotSynced: [
    smallCheckpoints,
    { file: 'terminal/store/restore.ts', find: '  syncFile(copy);', replace: '' },
  ],
} as const satisfies Record<string, readonly Patch[]>;

export type BuildName = keyof typeof builds;

export function isBuild(name: string): name is BuildName {
  return name in builds;
}

/** From now on this process loads that build. Throws when a source has no such place any more: the proof would silently run on another build. */
export function loadBuild(name: BuildName): void {
  loadPatched(name, builds[name]);
}

/** As `loadBuild`, with any changes. */
export function loadPatched(name: string, patches: readonly Patch[]): void {
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      const mine = patches.filter(({ file }) => url.endsWith(file));
      if (mine.length === 0) return loaded;
      let source = String(loaded.source instanceof Uint8Array ? Buffer.from(loaded.source) : loaded.source);
      for (const { find, replace } of mine) {
        if (!source.includes(find)) throw new Error(`build ${name}: ${url} has no ${find}`);
        source = source.replace(find, () => replace);
      }
      return { ...loaded, source };
    },
  });
}
