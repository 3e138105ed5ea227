/** What the frozen store of a release answers (build/freeze-store.mjs). */
export { checkIntegrity } from '../terminal/outbox/integrity.ts';
export { databaseFile, openStore } from '../terminal/store/open-store.ts';
export { openSqlite } from '../terminal/store/sqlite.ts';
export { storeRange } from '../terminal/store/store-range.ts';
