import { useEffect } from 'react';
import { Link, useParams } from 'react-router';
import type { WorkOrderRow } from '../../../contract/technician/work-orders.ts';
import { KapokMark } from '../../app/kapok-mark.tsx';
import { LookSwitches } from '../../app/shell.tsx';
import { useNow } from '../../data/use-now.ts';
import { useResource } from '../../data/use-resource.ts';
import { type Fact, Facts } from '../../kit/facts.tsx';
import { Notice } from '../../kit/notice.tsx';
import { FailureNote, Loading } from '../../kit/resource-view.tsx';
import { StateWord } from '../../kit/state-word.tsx';
import { useFormats } from '../../texts/formats.ts';
import { useWords } from '../../texts/use-words.ts';
import { workTexts } from '../../texts/work-texts.ts';
import styles from './order.module.css';
import { orderTexts } from './order-texts.ts';
import { toneOfOrder, toneOfSeverity } from './order-tones.ts';

/** What anybody with the code of an order may see: no person is in it (hub/console/routes.ts). */
type ShownOrder = Omit<WorkOrderRow, 'assignedTo'>;

/** A work order on the technician's phone, opened by the code on the machine's page. Nobody signs in here. */
export default function OrderPage() {
  const { id = '' } = useParams();
  const words = useWords(orderTexts);
  const isNumber = /^[1-9]\d{0,15}$/.test(id);
  const order = useResource<ShownOrder>(isNumber ? `/v1/console/work-orders/${id}` : null);
  const title = words('title', { id });
  useEffect(() => {
    document.title = title;
  }, [title]);
  const isMissing = !isNumber || order.failure?.status === 404;
  return (
    <div className={styles.frame}>
      <header className={styles.bar}>
        <KapokMark className={styles.mark} />
        <LookSwitches className={styles.switch ?? ''} />
      </header>
      <main className={styles.page} aria-labelledby="page-title">
        <h1 id="page-title">{title}</h1>
        {isMissing ? (
          <Notice tone="waiting">{words('noSuch')}</Notice>
        ) : order.data !== null ? (
          <OrderSheet order={order.data} />
        ) : order.failure !== null ? (
          <FailureNote failure={order.failure} again={order.again} />
        ) : (
          <Loading />
        )}
      </main>
    </div>
  );
}

function OrderSheet({ order }: { readonly order: ShownOrder }) {
  const words = useWords(orderTexts);
  const workWords = useWords(workTexts);
  const formats = useFormats();
  const facts: readonly Fact[] = [
    { label: words('machine'), value: <Link to={`/machines/${order.kiosk}`}>{order.kiosk}</Link> },
    { label: words('place'), value: order.place },
    { label: words('opened'), value: formats.time(order.openedAt) },
    ...(order.closedAt === null
      ? [{ label: words('due'), value: <Due due={order.due} /> }]
      : [
          {
            label: words('closed'),
            value: `${formats.time(order.closedAt)}${order.isVerified ? ` · ${workWords('verified')}` : ''}`,
          },
        ]),
    { label: words('kind'), value: order.kind, isCode: true },
  ];
  return (
    <>
      <p className={styles.cause}>{workWords(`cause.${order.cause}`)}</p>
      <p className={styles.states}>
        <StateWord tone={toneOfSeverity[order.severity]} isTablet>
          {words(`severity.${order.severity}`)}
        </StateWord>
        <StateWord tone={toneOfOrder[order.state]} isTablet>
          {workWords(`state.${order.state}`)}
        </StateWord>
      </p>
      <section className={styles.sheet} aria-label={words('order')}>
        <Facts facts={facts} />
      </section>
      {order.closedAt === null && (
        <Notice tone="information">
          <b>{words('onSite')}</b>
          <p>{words('onSiteAbout')}</p>
        </Notice>
      )}
    </>
  );
}

function Due({ due }: { readonly due: string | null }) {
  const words = useWords(orderTexts);
  const formats = useFormats();
  const now = useNow(30_000);
  if (due === null) return <>{words('nextVisit')}</>;
  const leftMs = Date.parse(due) - now;
  return (
    <>
      {formats.time(due)}{' '}
      <StateWord tone={leftMs < 0 ? 'attention' : 'quiet'}>
        {words(leftMs < 0 ? 'over' : 'left', { span: formats.span(leftMs) })}
      </StateWord>
    </>
  );
}
