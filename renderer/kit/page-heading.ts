import { createContext } from 'react';

/** The id of the page's heading: the question that a choice or a field answers. */
export const PageHeadingContext = createContext('page-heading');
