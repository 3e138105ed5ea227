import { groups } from './rig/groups.ts';
import { cutSuite } from './rig/suite.ts';

cutSuite(
  'a card, money or a company that is cut is where the records say, and leaves nobody behind',
  groups.cardsAndCompanies,
);
