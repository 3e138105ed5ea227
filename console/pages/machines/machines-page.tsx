import { Page } from '../../kit/page.tsx';

export default function MachinesPage() {
  return <Page title="machines">{null}</Page>;
}
