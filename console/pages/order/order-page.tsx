import { useParams } from 'react-router';
import { Page } from '../../kit/page.tsx';

export default function OrderPage() {
  const { id } = useParams();
  return <Page title={`№ ${id}`}>{null}</Page>;
}
