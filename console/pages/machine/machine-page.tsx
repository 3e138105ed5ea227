import { Page } from '../../kit/page.tsx';

export default function MachinePage() {
  return <Page title="machine">{null}</Page>;
}
