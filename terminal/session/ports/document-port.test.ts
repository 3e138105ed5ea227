import { PDFDocument } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { DocumentBody } from '../../../contract/envelope.ts';
import { noLog } from '../../../contract/log.ts';
import { err, ok } from '../../../contract/result.ts';
import { parse } from '../../../contract/validate.ts';
import { cupsRig, threePages } from '../../../drivers/document-printer/cups/cups-rig.test-data.ts';
import { pdfPages } from '../../../drivers/document-printer/pdf-pages.ts';
import { ClaimManager } from '../../devices/claims.ts';
import { reconcileDocuments } from '../../devices/document-act.ts';
import { makeHubSide, takeAll, temporaryStore } from '../../store/testing/temporary-store.ts';
import type { HubCallError } from '../../sync/hub-call-error.ts';
import type { HubServices } from '../../sync/hub-services.ts';
import { werePapersLeft } from '../../visit-guard.ts';
import type { DocumentState } from '../outputs.ts';
import { sessionRig } from '../testing/session-rig.ts';
import { withFooter } from './document-footer.ts';
import { previewPort, printDocumentPort } from './document-port.ts';
import { away, contextWith, issued, itemWith, portRig, visitAt } from './testing/port-rig.test-data.ts';

const pages = () => Buffer.from(threePages);

async function rig(calls: Partial<HubServices> = {}) {
  const hub = await makeHubSide();
  const temporary = temporaryStore(hub.identity);
  const cups = await cupsRig();
  const given: Buffer[] = [];
  const asked: { readonly key: string; readonly preview: boolean; readonly replaces?: readonly string[] }[] = [];
  const ports = portRig(
    { store: temporary.store, clock: cups.clock },
    {
      issueDocument: ({ key, preview, replaces }) => {
        asked.push({ key, preview, ...(replaces !== undefined && { replaces }) });
        const documentId = `doc-${asked.length}`;
        const state = preview ? ('preview' as const) : ('issued' as const);
        return Promise.resolve(ok({ ...issued, documentId, state, printNo: asked.length }));
      },
      documentPdf: () => {
        const pdf = pages();
        given.push(pdf);
        return Promise.resolve(ok(pdf));
      },
      ...calls,
    },
  );
  const claims = new ClaimManager(['a4'], cups.clock);
  const port = printDocumentPort(ports, {
    printer: () => cups.printer,
    claims,
    identity: () => contextWith().identity,
  });
  const item = itemWith('cert.ss.insured');
  const visit = visitAt(item, 'printDocument', { answers: { purpose: 'loan' } });
  const states = () => ports.of('DOCUMENT').map(({ document }) => document);
  const last = () => states().at(-1);
  const until = async (done: (document: DocumentState | undefined) => boolean) => {
    for (let i = 0; !done(last()); i += 1) {
      if (i > 20_000) throw new Error(`not reached: ${JSON.stringify(last())}`);
      await cups.clock.advance(50);
    }
  };
  /** What the hub hears of prints. */
  const told = async (store = temporary.store) => {
    // It is sealed in another thread, however long that takes.
    if (store.outbox.counts().pending === 0) await new Promise<void>((resolve) => store.onMessage(() => resolve()));
    const bodies = await Promise.all(takeAll(store).map((message) => hub.open(message, store.epoch)));
    return bodies.map((body) => {
      const read = parse(DocumentBody, body);
      if (!read.ok) throw new Error(read.error.reason);
      return read.value;
    });
  };
  return {
    ...ports,
    temporary,
    cups,
    claims,
    port,
    item,
    visit,
    asked,
    given,
    states,
    last,
    until,
    told,
    settled: () => until((document) => ['settled', 'away', 'refused'].includes(document?.state ?? '')),
    [Symbol.dispose]: () => temporary[Symbol.dispose](),
  };
}

describe('pages of the hub', () => {
  it('are followed to the last one, told to the hub, and zeroed', async () => {
    using r = await rig();
    r.port(r.visit, r.send);
    await r.settled();
    expect(r.last()).toMatchObject({ state: 'settled', outcome: 'done', pagesOut: 3, of: 3 });
    const seen = r.states().flatMap((one) => (one.state === 'printing' ? [one.page] : []));
    expect(seen).toEqual([0, 1, 2, 3]);
    expect(r.states()[0]).toEqual({ state: 'issuing' });
    expect(await r.told()).toMatchObject([{ documentId: 'doc-1', outcome: 'done', pagesOut: 3, pages: 3 }]);
    expect(r.given.map((pdf) => pdf.every((byte) => byte === 0))).toEqual([true]);
    expect(r.secrets.wipe()).toBe(0);
    expect(r.claims.held).toEqual([]);
  });

  it('paper out at page 2: the keeper refills within 90 s and the same job goes on', async () => {
    using r = await rig();
    r.cups.sim.world.setPaper(1);
    r.port(r.visit, r.send);
    await r.until((document) => document?.state === 'printing' && document.page === 1);
    await r.cups.clock.advance(20_000);
    r.cups.sim.world.setPaper(100);
    await r.settled();
    expect(r.last()).toMatchObject({ outcome: 'done', pagesOut: 3 });
    expect(r.asked).toHaveLength(1);
  });

  it('nobody refills: what came out is counted, the rest never comes, the code is voided', async () => {
    using r = await rig();
    r.cups.sim.world.setPaper(1);
    r.port(r.visit, r.send);
    await r.settled();
    const end = r.last();
    expect(end).toMatchObject({ state: 'settled', of: 3, code: 'E_SUPPLY_OUT' });
    const [told] = await r.told();
    expect(told).toMatchObject({ documentId: 'doc-1', pages: 3 });
    expect(told?.outcome).not.toBe('done');
    expect(r.cups.sim.world.sheets.filter(({ end: sheet }) => sheet === 'out')).toHaveLength(1);
  });

  it('leaving the page cancels the job, and the hub hears what came out all the same', async () => {
    using r = await rig();
    const stop = r.port(r.visit, r.send);
    await r.until((document) => document?.state === 'printing' && document.page === 1);
    const before = r.states().length;
    stop();
    await r.cups.clock.advance(120_000);
    expect(r.states()).toHaveLength(before);
    const [told] = await r.told();
    expect(told?.outcome).not.toBe('done');
    expect(r.cups.sim.world.sheets.filter(({ end }) => end === 'out').length).toBeLessThan(3);
  });

  it('issued, but its pages never come: the hub is told that nothing was printed', async () => {
    using r = await rig({ documentPdf: () => Promise.resolve(err(away)) });
    r.port(r.visit, r.send);
    await r.settled();
    expect(r.last()).toMatchObject({ outcome: 'notStarted', pagesOut: 0, code: 'E_DATA_BAD' });
    expect(await r.told()).toMatchObject([{ documentId: 'doc-1', outcome: 'notStarted', pagesOut: 0 }]);
    expect(r.cups.trace).toEqual([]);
  });

  it('a disk that does not take "sent": nothing is printed, the hub hears it, and the service goes on', async () => {
    using r = await rig();
    const sent = () => {
      throw new Error('disk full');
    };
    const deps = { ...r, store: { ...r.store, acts: { ...r.store.acts, sent } } };
    printDocumentPort(deps, { printer: () => r.cups.printer, claims: r.claims, identity: () => null })(r.visit, r.send);
    await r.settled();
    expect(r.last()).toMatchObject({ state: 'settled', outcome: 'notStarted', code: 'E_INTERNAL', pagesOut: 0 });
    expect(await r.told()).toMatchObject([{ documentId: 'doc-1', outcome: 'notStarted', pagesOut: 0 }]);
    expect(r.cups.sim.world.sheets).toEqual([]);
    expect(r.claims.held).toEqual([]);
  });

  it('pressed again it is another document with another key, marked as the second print', async () => {
    using r = await rig();
    for (let press = 0; press < 2; press += 1) {
      r.events.length = 0;
      r.port(r.visit, r.send);
      await r.settled();
    }
    expect(r.asked).toHaveLength(2);
    expect(new Set(r.asked.map(({ key }) => key)).size).toBe(2);
    expect(r.last()).toMatchObject({ outcome: 'done', documents: ['doc-2'], reply: { printNo: 2 } });
  });

  it('the citizen got nothing although the printer says so: logged, and the next issue names what it replaces', async () => {
    using r = await rig();
    const document: DocumentState = {
      state: 'settled',
      outcome: 'done',
      pagesOut: 3,
      of: 3,
      code: null,
      reply: issued,
      documents: ['doc-0'],
    };
    const logged: unknown[][] = [];
    const deps = { ...r, log: (...line: unknown[]) => void logged.push(line) };
    const port = printDocumentPort(deps, { printer: () => r.cups.printer, claims: r.claims, identity: () => null });
    port({ ...r.visit, document, reprint: { isAsked: true, replaces: ['doc-0'], whole: [] } }, r.send);
    await r.settled();
    expect(r.asked).toMatchObject([{ preview: false, replaces: ['doc-0'] }]);
    expect(logged.filter(([event]) => event === 'document.reprint.asked')).toEqual([
      ['document.reprint.asked', { session: r.visit.id, documents: 'doc-0' }],
    ]);
    expect(r.last()).toMatchObject({ state: 'settled', outcome: 'done', documents: ['doc-1'] });
  });

  it('the hub goes away between two copies: what is out is said to be out', async () => {
    let count = 0;
    using r = await rig({
      issueDocument: () => {
        count += 1;
        return Promise.resolve(
          count > 1 ? err(away) : ok({ ...issued, documentId: 'doc-1', state: 'issued' as const }),
        );
      },
    });
    const visit = { ...r.visit, answers: { purpose: 'loan', copies: '2' } };
    r.port(visit, r.send);
    await r.settled();
    expect(r.last()).toMatchObject({ state: 'settled', outcome: 'partial', pagesOut: 3, documents: ['doc-1'] });
    expect(r.last()).toMatchObject({ whole: ['doc-1'] });
  });

  it('whoever prints the rest again gets the copies that are missing, and none that came out whole a second time', async () => {
    using r = await rig();
    const answers = { purpose: 'loan', copies: '3' };
    r.port({ ...r.visit, answers, reprint: { ...r.visit.reprint, whole: ['doc-a', 'doc-b'] } }, r.send);
    await r.settled();
    expect(r.asked).toHaveLength(1);
    const documents = ['doc-a', 'doc-b', 'doc-1'];
    expect(r.last()).toMatchObject({ state: 'settled', outcome: 'done', pagesOut: 3, of: 3, documents });
  });

  it('a certificate that nobody can print is not issued', async () => {
    using r = await rig();
    const port = printDocumentPort(r, { printer: () => null, claims: r.claims, identity: () => null });
    const preview: DocumentState = { state: 'preview', reply: { ...issued, state: 'preview' } };
    port({ ...r.visit, document: preview }, r.send);
    await r.settled();
    expect(r.last()).toMatchObject({ state: 'settled', outcome: 'notStarted', code: 'E_NO_DEVICE' });
    expect(r.asked).toEqual([]);
  });

  it('preview issues nothing; no record and refusal are told apart from "away"', async () => {
    using r = await rig();
    previewPort(r)(r.visit, r.send);
    await r.until((document) => document !== undefined);
    expect(r.asked).toMatchObject([{ preview: true }]);
    expect(r.last()).toMatchObject({ state: 'preview' });
    for (const [reply, expected] of [
      [ok({ ...issued, state: 'noRecord' as const }), { state: 'refused', reason: 'noRecord' }],
      [ok({ ...issued, state: 'refused' as const, reason: 'notYours' }), { state: 'refused', reason: 'notYours' }],
      [err(away), { state: 'away' }],
    ] as const) {
      const other = portRig(
        { store: r.temporary.store, clock: r.clock },
        { issueDocument: () => Promise.resolve(reply) },
      );
      previewPort(other)(r.visit, other.send);
      await r.clock.advance(100);
      expect(other.of('DOCUMENT').at(-1)?.document).toEqual(expected);
    }
  });
});

it('a document that the hub itself refuses is told as refused and not as a hub that did not answer, at the preview and at the print', async () => {
  using r = await rig();
  const refusal: HubCallError = { code: 'http', detail: '', status: 400, hubError: 'badRequest', isSigned: true };
  // A box on the way that says the same knows nothing of the hub.
  for (const [error, expected] of [
    [refusal, { state: 'refused', reason: 'other' }],
    [{ ...refusal, isSigned: false }, { state: 'away' }],
  ] as const) {
    const issueDocument = () => Promise.resolve(err(error));
    const other = portRig({ store: r.temporary.store, clock: r.clock }, { issueDocument });
    previewPort(other)(r.visit, other.send);
    await r.clock.advance(100);
    expect(other.of('DOCUMENT').map(({ document }) => document)).toEqual([expected]);
    const print = printDocumentPort(other, { printer: () => r.cups.printer, claims: r.claims, identity: () => null });
    print(r.visit, other.send);
    await r.clock.advance(100);
    expect(other.of('DOCUMENT').at(-1)?.document).toEqual(expected);
    expect(r.claims.held).toEqual([]);
  }
});

describe('power cut', () => {
  it('between pages: found at boot, settled once, told to the hub', async () => {
    using r = await rig();
    r.port(r.visit, r.send);
    await r.until((document) => document?.state === 'printing' && document.page === 1);
    const store = r.temporary.reopen();
    // A page lies in the tray, and whoever comes next is told that it may be somebody's.
    expect(werePapersLeft(store)).toBe(true);
    expect(sessionRig({ papersLeft: true }).text()).toContain('papers.left');
    const printer = r.cups.reborn();
    const claims = new ClaimManager(['a4'], r.cups.clock);
    await r.cups.until(reconcileDocuments({ printer, claims, store, log: noLog }));
    expect(store.acts.unsettledDocuments()).toEqual([]);
    expect(werePapersLeft(store)).toBe(false);
    expect(claims.held).toEqual([]);
    await printer.close();
  });

  it('and the spooler is away at boot: what waits in it never comes out before the next citizen, nobody prints before', async () => {
    using r = await rig();
    r.cups.sim.world.setPaper(1);
    r.port(r.visit, r.send);
    await r.until((document) => document?.state === 'printing' && document.page === 1);
    r.cups.sim.setReach('absent');
    await r.cups.printer.close();
    const store = r.temporary.reopen();
    const printer = r.cups.reborn();
    const claims = new ClaimManager(['a4'], r.cups.clock);
    const reconciled = reconcileDocuments({ printer, claims, store, log: noLog });
    await r.cups.clock.advance(120_000);
    expect(store.acts.unsettledDocuments()).toHaveLength(1);
    expect(claims.held).toEqual(['a4']);
    r.cups.sim.setReach('up');
    await r.cups.until(reconciled);
    r.cups.sim.world.setPaper(500);
    await r.cups.clock.advance(600_000);
    expect(r.cups.sim.world.sheets.filter(({ end }) => end === 'out')).toHaveLength(1);
    expect(await r.told(store)).toMatchObject([{ outcome: 'partial', pagesOut: null, pages: 3 }]);
    expect(claims.held).toEqual([]);
    await printer.close();
  });

  it('and a stop while the spooler is waited for: the act stays for the next start', async () => {
    using r = await rig();
    r.port(r.visit, r.send);
    await r.until((document) => document?.state === 'printing' && document.page === 1);
    r.cups.sim.setReach('absent');
    const store = r.temporary.reopen();
    const printer = r.cups.reborn();
    const claims = new ClaimManager(['a4'], r.cups.clock);
    const stopping = new AbortController();
    const reconciled = reconcileDocuments({ printer, claims, store, log: noLog, signal: stopping.signal });
    await r.cups.clock.advance(60_000);
    stopping.abort();
    await reconciled;
    expect(store.acts.unsettledDocuments()).toMatchObject([{ state: 'sent' }]);
    expect(claims.held).toEqual([]);
    await printer.close();
  });
});

describe('footer of the machine', () => {
  it('stands on every page and changes no page count', async () => {
    const stamped = await withFooter(threePages, { kiosk: 'TH0017', printedAt: '2026-11-23 14:03', printNo: 2 });
    if (stamped === null) throw new Error('not stamped');
    expect(pdfPages(stamped)).toBe(3);
    const document = await PDFDocument.load(stamped);
    const images = document.getPages().map((page) => page.node.Resources()?.toString().includes('XObject') ?? false);
    expect(images).toEqual([true, true, true]);
  });

  it('what is no PDF is not printed', async () => {
    expect(await withFooter(Buffer.from('<html>'), { kiosk: 'TH0017', printedAt: '', printNo: 1 })).toBeNull();
  });
});
