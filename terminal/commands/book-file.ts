import { readFileSync } from 'node:fs';
import { isFileSystemError, writeDurably } from '../../contract/durable-file.ts';
import { parse } from '../../contract/validate.ts';
import type { Meta } from '../store/store.ts';
import { CommandBook, newBook } from './command-book.ts';

/** In the data folder, beside the database: a database that is restored from a backup must not bring commands back to life. */
export const bookFileName = 'commands.json';
/** Meta key: the highest number that was seen, in the database too: a damaged book must not either. */
export const highestKey = 'commands.highest';

export interface BookFile {
  /** Never throws; a book that is damaged, or is gone though there was one, is a new one that refuses what may have been done. */
  read(): CommandBook;
  /** Durable when it returns true; false = nothing may be begun on it. */
  write(book: CommandBook): boolean;
}

/** @param failed told the code of what the file system said */
export function bookFile(path: string, meta: Pick<Meta, 'get' | 'set'>, failed: (code: string) => void): BookFile {
  const seen = () => {
    const kept = Number(meta.get(highestKey) ?? '0');
    return Number.isSafeInteger(kept) && kept > 0 ? kept : 0;
  };
  return {
    read: () => {
      const book = readBook(path, failed);
      // The book's own number is the later one, unless it was put back from somewhere.
      if (book === null || book.highest < seen()) return newBook(seen());
      return book;
    },
    write: (book) => {
      try {
        writeDurably(path, JSON.stringify(book), 0o600);
      } catch (cause) {
        if (!isFileSystemError(cause)) throw cause;
        failed(cause.code);
        return false;
      }
      if (book.highest <= seen()) return true;
      const stored = meta.set(highestKey, String(book.highest));
      if (!stored.ok) failed(stored.error.code);
      return stored.ok;
    },
  };
}

function readBook(path: string, failed: (code: string) => void): CommandBook | null {
  try {
    const read = parse(CommandBook, JSON.parse(readFileSync(path, 'utf8')));
    if (read.ok) return read.value;
    failed('damaged');
  } catch (cause) {
    if (isFileSystemError(cause) && cause.code === 'ENOENT') return null;
    failed(isFileSystemError(cause) ? cause.code : 'damaged');
  }
  return null;
}
