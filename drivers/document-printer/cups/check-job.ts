import { err, ok, type Result } from '../../../contract/result.ts';
import { type DocumentJob, type DocumentSides, documentSides } from '../document-printer.ts';
import { isPdf, pdfPages } from '../pdf-pages.ts';
import type { CupsProfile } from './cups-profile.ts';

/** A job with everything known that the follow-up needs. */
export interface CheckedJob {
  readonly actId: string;
  readonly pdf: Uint8Array;
  readonly pages: number;
  readonly sides: DocumentSides;
  readonly isOneSided: boolean;
}

/** Refuses what cannot be printed and followed, before anything is touched. The error is a word for `vendor.code`. */
export function checkJob(job: DocumentJob, profile: CupsProfile): Result<CheckedJob, string> {
  const { actId, pdf, sides = 'one-sided' } = job;
  if (!/^[A-Za-z0-9._:-]{1,127}$/.test(actId)) return err('act id');
  if (pdf.length > profile.maxDocumentBytes) return err('document too large');
  if (!isPdf(pdf)) return err('not a PDF');
  if (!documentSides.includes(sides) || (sides !== 'one-sided' && !profile.hasDuplex)) return err('sides');
  const own = pdfPages(pdf);
  const pages = job.pages ?? own;
  if (pages === null || !Number.isInteger(pages) || pages < 1) return err('pages unknown');
  if (own !== null && own !== pages) return err(`the document has ${own} pages, not ${pages}`);
  return ok({ actId, pdf, pages, sides, isOneSided: sides === 'one-sided' });
}
