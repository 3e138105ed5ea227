import { Link } from 'react-router';

/** The code of a machine, leading to its page. */
export function MachineLink({ kiosk }: { readonly kiosk: string }) {
  return <Link to={`/machines/${kiosk}`}>{kiosk}</Link>;
}
