// As the present ones: that they still fit together is what is tested.
export { checkIntegrity } from '../../../terminal/outbox/integrity.ts';
export { databaseFile, openStore } from '../../../terminal/store/open-store.ts';
export { openSqlite } from '../../../terminal/store/sqlite.ts';
export { storeRange } from '../../../terminal/store/store-range.ts';
